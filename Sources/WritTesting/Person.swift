// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import MissionKernel
package import MissionWire
import Synchronization

/// Someone who may approve, with the key they approve by.
package struct Person: Hashable, Sendable {
    package let name: String

    package init(_ name: String) { self.name = name }

    package static let ada = Person("ada")
    package static let ben = Person("ben")

    package var principal: Principal { Principal(issuer: "https://idp.example.com", subject: ExactText(name)) }

    /// The key pair of this person's own, which is the same in every run.
    package var keyPair: Ed25519.PrivateKey {
        Self.keyPairs.withLock { pairs in
            if let pair = pairs[name] { return pair }
            var seed = SHA256.digest(of: Array(name.utf8)).bytes
            guard let pair = Ed25519.PrivateKey(seed: SecretBytes(moving: &seed)) else {
                preconditionFailure("a digest is no seed")
            }
            pairs[name] = pair
            return pair
        }
    }

    private static let keyPairs = Mutex<[String: Ed25519.PrivateKey]>([:])

    /// What others know of it.
    package var key: ApprovalKey {
        guard let key = ApprovalKey(publicKey: keyPair.publicKey.bytes) else {
            preconditionFailure("a public key has 32 bytes")
        }
        return key
    }

    /// A statement with the signature over it, as the edge hands it on.
    package func signed<Terms: SignedTerms>(_ statement: PersonsStatement<Terms>) -> SignedEvidence<Terms> {
        let bytes = statement.signedBytes
        return statement.evidence(key: key, statement: bytes, signature: keyPair.sign(bytes))
    }
}

extension Grants {
    /// Every grant there is.
    package static let all = Grants(Grants.names.map(\.grant))
}

extension ClientID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(ExactText(value)) }
}
