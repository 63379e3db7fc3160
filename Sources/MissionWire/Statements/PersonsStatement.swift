// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What a person signs to agree to some terms.
package protocol PersonsStatement: Hashable, Sendable {
    associatedtype Terms: Hashable & Sendable

    var issuer: String { get }
    var approver: Principal { get }
    var terms: Terms { get }
    /// The canonical bytes that are signed.
    var signedBytes: [UInt8] { get }

    init(json node: JSONNode) throws(JSONShapeError)
}

extension PersonsStatement {
    /// The evidence that this statement and a signature over it make, once the signature is verified.
    package func evidence(key: ApprovalKey, statement: [UInt8], signature: [UInt8]) -> SignedEvidence<Terms> {
        SignedEvidence(approver: approver, key: key, terms: terms, statement: statement, signature: signature)
    }
}
