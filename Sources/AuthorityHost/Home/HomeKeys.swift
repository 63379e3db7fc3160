// SPDX-License-Identifier: Apache-2.0

package import Crypto
import Ledger
import MissionAuthority
import Platform

/// The keys that an authority signs with. Files of mode 0600 in its home.
package struct HomeKeys: Sendable {
    /// Signs answers (ES256).
    package let signing: SigningKey
    /// Signs checkpoints (Ed25519).
    package let ledger: Ed25519.PrivateKey

    private static let bytesMax = 16 * 1024

    /// Makes fresh keys and keeps them.
    package static func create(in home: Home) throws(HostError) {
        do {
            let signing = try SigningKey.generate().privateJWK()
            try Files.replace(home.signingKey, with: signing.withBytes { [UInt8]($0) })
            let seed = Ed25519.PrivateKey.generate().seed
            try Files.replace(home.ledgerKey, with: Base64.url.encode(seed.withBytes { [UInt8]($0) }))
        } catch {
            throw .key(home.path, "\(error)")
        }
    }

    /// Reads the keys of a home.
    package init(of home: Home) throws(HostError) {
        signing = try Self.read(home.signingKey) { (bytes) in try SigningKey(privateJWK: SecretBytes(moving: &bytes)) }
        ledger = try Self.ledger(of: home)
    }

    /// Reads the key that signs checkpoints, and no other.
    package static func ledger(of home: Home) throws(HostError) -> Ed25519.PrivateKey {
        try read(home.ledgerKey) { (bytes) in
            var seed = try Base64.url.decode(String(decoding: bytes, as: UTF8.self))
            guard let key = Ed25519.PrivateKey(seed: SecretBytes(moving: &seed)) else {
                throw HostError.key(home.ledgerKey, "it is not a seed of \(Ed25519.seedByteCount) bytes")
            }
            return key
        }
    }

    private static func read<Key>(_ path: String, _ parse: (inout [UInt8]) throws -> Key) throws(HostError) -> Key {
        do {
            var bytes = try Files.read(path, limitBytes: bytesMax)
            return try parse(&bytes)
        } catch let error as HostError {
            throw error
        } catch {
            throw .key(path, "\(error)")
        }
    }
}

/// Signs the authority's answers with its key.
struct KeySigner: StatementSigner {
    let key: SigningKey

    func sign(_ payload: [UInt8], type: String) -> [UInt8] {
        do throws(CryptoFailure) {
            return try key.sign(payload: payload, type: type, keyID: key.thumbprint)
        } catch {
            // WHY: as when memory runs out. Nothing that waits for this signature is written yet.
            preconditionFailure("\(error)")
        }
    }
}
