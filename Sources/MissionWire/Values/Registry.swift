// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Crypto
package import MissionKernel

/// Grants and keys.
extension JSONNode {
    /// The names of grants.
    package func grants() throws(JSONShapeError) -> Grants {
        var grants: Grants = []
        for name in try array(max: Grants.names.count, each: JSONNode.string) {
            guard let known = Grants.names.first(where: { $0.name == name }) else {
                let names = Grants.names.map { "`\($0.name)`" }.joined(separator: ", ")
                throw error("has an unknown grant; the grants are \(names)")
            }
            grants.insert(known.grant)
        }
        return grants
    }

    /// 32 bytes of an Ed25519 public key in base64url.
    package func approvalKey() throws(JSONShapeError) -> ApprovalKey {
        guard let key = ApprovalKey(publicKey: try base64URL()) else {
            throw error("must be the 32 bytes of an Ed25519 public key")
        }
        return key
    }
}

extension Grants {
    /// The names of the grants in this set, in order of their bits.
    package var namesPresent: [String] { Self.names.filter { contains($0.grant) }.map(\.name) }
}

extension CanonicalWriter {
    /// Bytes as a base64url string.
    package mutating func base64URL(_ bytes: [UInt8]) { plain(Base64.url.encode(bytes)) }
}
