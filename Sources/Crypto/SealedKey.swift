// SPDX-License-Identifier: Apache-2.0

import CSodium

/// A secret sealed by a passphrase, as the bytes of a file.
///
/// argon2id stretches the passphrase to a key, XChaCha20-Poly1305 encrypts the secret with it and authenticates the
/// whole file. Sealing takes the time and memory that `Cost` says, on the calling thread; so does opening.
///
/// The file is one line of ASCII, its eight fields divided by single spaces, its end a line feed:
///
///     writ-sealed-key v1 argon2id <passes> <memory in bytes> <salt> <nonce> <ciphertext and tag>
///
/// The numbers are decimal, the last three fields base64url of 16, 24 and (secret + 16) bytes. All that comes before
/// the ciphertext, the space included, is authenticated with it.
package enum SealedKey {
    /// The longest secret that can be sealed, in bytes.
    package static let secretBytesMax = 4096
    /// The longest passphrase, in bytes.
    package static let passphraseBytesMax = 1024

    static let magic = "writ-sealed-key"
    static let version = "v1"
    static let derivation = "argon2id"
    private static let keyByteCount = 32

    /// What it costs to try one passphrase.
    package struct Cost: Hashable, Sendable {
        /// The passes that are accepted.
        package static let operationsRange: ClosedRange<UInt64> = 1...16
        /// The memory that is accepted: 8 KiB to 1 GiB.
        package static let memoryBytesRange: ClosedRange<UInt64> = 8 << 10...1 << 30
        /// What libsodium names moderate: 3 passes over 256 MiB, which takes most of a second.
        package static let moderate = Cost(passes: 3, over: 256 << 20)

        /// The passes over the memory.
        package let operations: UInt64
        /// The memory, in bytes.
        package let memoryBytes: UInt64

        /// A cost within the ranges above.
        package init(operations: UInt64, memoryBytes: UInt64) throws(SealedKeyError) {
            guard Self.operationsRange.contains(operations), Self.memoryBytesRange.contains(memoryBytes) else {
                throw .cost(operations: operations, memoryBytes: memoryBytes)
            }
            self.init(passes: operations, over: memoryBytes)
        }

        private init(passes: UInt64, over memoryBytes: UInt64) {
            self.operations = passes
            self.memoryBytes = memoryBytes
        }
    }

    /// The file that holds `secret`, to be opened by `passphrase` alone.
    ///
    /// Salt and nonce are new each time. Passphrases are compared as bytes: the caller settles their encoding.
    package static func seal(
        _ secret: borrowing SecretBytes, passphrase: borrowing SecretBytes, cost: Cost = .moderate
    ) throws(SealedKeyError) -> [UInt8] {
        guard 1...secretBytesMax ~= secret.count else { throw .secretSize(secret.count) }
        let header = SealedKeyHeader(cost: cost)
        let key = try stretch(passphrase, header)
        return header.file(ciphertext: encrypt(secret, key, header))
    }

    /// The secret in `file`, if `passphrase` is the one it was sealed with.
    ///
    /// Sizes and costs are checked before anything is allocated for them: no file can ask for more than `Cost` allows.
    package static func open(
        _ file: [UInt8], passphrase: borrowing SecretBytes
    ) throws(SealedKeyError) -> SecretBytes {
        let (header, ciphertext) = try SealedKeyHeader.parse(file)
        let key = try stretch(passphrase, header)
        return try decrypt(ciphertext, key, header)
    }

    /// Throws unless `file` is a sealed key that is whole, whatever its passphrase.
    package static func check(_ file: [UInt8]) throws(SealedKeyError) { _ = try SealedKeyHeader.parse(file) }

    private static func stretch(
        _ passphrase: borrowing SecretBytes, _ header: SealedKeyHeader
    ) throws(SealedKeyError) -> SecretBytes {
        guard 1...passphraseBytesMax ~= passphrase.count else { throw .passphraseSize(passphrase.count) }
        let (cost, count) = (header.cost, UInt64(passphrase.count))
        return try passphrase.withPointer { passphrase throws(SealedKeyError) in
            // SAFETY: a byte and a C character are laid out alike.
            let passphrase = UnsafeRawPointer(passphrase).assumingMemoryBound(to: CChar.self)
            return try SecretBytes(count: keyByteCount) { (key: UnsafeMutablePointer<UInt8>) throws(SealedKeyError) in
                let stretched = crypto_pwhash(
                    key, UInt64(keyByteCount), passphrase, count, header.salt, cost.operations, Int(cost.memoryBytes),
                    crypto_pwhash_ALG_ARGON2ID13)
                guard stretched == 0 else { throw .outOfMemory(memoryBytes: cost.memoryBytes) }
            }
        }
    }

    private static func encrypt(
        _ secret: borrowing SecretBytes, _ key: borrowing SecretBytes, _ header: SealedKeyHeader
    ) -> [UInt8] {
        let authenticated = header.text
        var ciphertext = [UInt8](repeating: 0, count: secret.count + SealedKeyHeader.tagByteCount)
        let count = UInt64(secret.count)
        let encrypted = secret.withPointer { secret in
            key.withPointer { key in
                crypto_aead_xchacha20poly1305_ietf_encrypt(
                    &ciphertext, nil, secret, count, authenticated, UInt64(authenticated.count), nil, header.nonce, key)
            }
        }
        precondition(encrypted == 0, "libsodium did not encrypt \(count) bytes")
        return ciphertext
    }

    private static func decrypt(
        _ ciphertext: [UInt8], _ key: borrowing SecretBytes, _ header: SealedKeyHeader
    ) throws(SealedKeyError) -> SecretBytes {
        let authenticated = header.text
        let count = ciphertext.count - SealedKeyHeader.tagByteCount
        return try SecretBytes(count: count) { (secret: UnsafeMutablePointer<UInt8>) throws(SealedKeyError) in
            let opened = key.withPointer { key in
                crypto_aead_xchacha20poly1305_ietf_decrypt(
                    secret, nil, nil, ciphertext, UInt64(ciphertext.count), authenticated, UInt64(authenticated.count),
                    header.nonce, key)
            }
            guard opened == 0 else { throw .wrongPassphrase }
        }
    }
}
