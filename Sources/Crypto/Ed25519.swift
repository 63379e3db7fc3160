// SPDX-License-Identifier: Apache-2.0

import CSodium

/// Ed25519 signatures (RFC 8032), by libsodium.
package enum Ed25519 {
    /// The size of a seed, from which a key pair follows, in bytes.
    package static let seedByteCount = 32
    /// The size of a public key, in bytes.
    package static let publicKeyByteCount = 32
    /// The size of a signature, in bytes.
    package static let signatureByteCount = 64

    /// A key that checks signatures.
    package struct PublicKey: Hashable, Sendable {
        /// The 32 bytes of the key.
        package let bytes: [UInt8]

        /// Takes the 32 bytes of a key; nil for any other count.
        ///
        /// Bytes that are no point of the curve make a key that verifies nothing.
        package init?(bytes: [UInt8]) {
            guard bytes.count == publicKeyByteCount else { return nil }
            self.bytes = bytes
        }

        /// Whether `signature` is this key's over exactly `message`.
        ///
        /// Strict: a signature in another than its shortest form, and a key of small order, verify nothing.
        package func verifies(_ signature: [UInt8], of message: UnsafeRawBufferPointer) -> Bool {
            guard signature.count == signatureByteCount else { return false }
            Sodium.prepare()
            let start = message.assumingMemoryBound(to: UInt8.self).baseAddress
            return crypto_sign_verify_detached(signature, start, UInt64(message.count), bytes) == 0
        }

        /// Whether `signature` is this key's over exactly `message`; strict as above.
        package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            message.withUnsafeBytes { verifies(signature, of: $0) }
        }
    }

    /// A key pair that signs.
    ///
    /// Threads may share it; the secret is wiped with the last reference.
    package final class PrivateKey: Sendable {
        /// The key that checks what this one signs.
        package let publicKey: PublicKey
        private let secret: SecretBytes

        /// A new key pair that nobody can foretell.
        package static func generate() -> PrivateKey {
            let key = PrivateKey(seed: .random(count: seedByteCount))
            guard let key else { preconditionFailure("libsodium refused a seed of \(seedByteCount) bytes") }
            return key
        }

        /// The key pair that follows from the 32 bytes of `seed`; nil for any other count.
        package init?(seed: borrowing SecretBytes) {
            guard seed.count == seedByteCount else { return nil }
            var publicBytes = [UInt8](repeating: 0, count: publicKeyByteCount)
            let secret = seed.withPointer { seed in
                SecretBytes(count: seedByteCount + publicKeyByteCount) { (pair: UnsafeMutablePointer<UInt8>) in
                    crypto_sign_seed_keypair(&publicBytes, pair, seed)
                }
            }
            guard let publicKey = PublicKey(bytes: publicBytes) else { return nil }
            self.publicKey = publicKey
            self.secret = secret
        }

        /// The 32 bytes from which the pair follows: all that must be kept to have it again.
        package var seed: SecretBytes {
            secret.withBytes { SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0.prefix(seedByteCount))) }
        }

        /// The 64 bytes of the signature over exactly `message`; the same message has the same signature.
        package func sign(_ message: UnsafeRawBufferPointer) -> [UInt8] {
            let start = message.assumingMemoryBound(to: UInt8.self).baseAddress
            var signature = [UInt8](repeating: 0, count: signatureByteCount)
            let signed = secret.withPointer {
                crypto_sign_detached(&signature, nil, start, UInt64(message.count), $0)
            }
            precondition(signed == 0, "libsodium did not sign \(message.count) bytes")
            return signature
        }

        /// The 64 bytes of the signature over exactly `message`; the same message has the same signature.
        package func sign(_ message: [UInt8]) -> [UInt8] {
            message.withUnsafeBytes { sign($0) }
        }
    }
}
