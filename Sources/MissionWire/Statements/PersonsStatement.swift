// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What a person signs to agree to some terms.
///
/// The signed bytes are the canonical envelope `{"iss": …, "typ": …, "value": { … }}`, whose value is the terms and the
/// approver.
package struct PersonsStatement<Terms: SignedTerms>: Hashable, Sendable {
    package let issuer: String
    package let approver: Principal
    package let terms: Terms

    package init(issuer: String, approver: Principal, terms: Terms) {
        self.issuer = issuer
        self.approver = approver
        self.terms = terms
    }

    /// Reads a statement; one of another type, or that says more, is none.
    package init(json node: JSONNode) throws(JSONShapeError) {
        let (issuer, value) = try SignedStatement.read(node, type: Terms.statementType, members: Terms.statementMembers)
        self.init(
            issuer: issuer, approver: try value.required("approver", JSONNode.principal),
            terms: try Terms(statement: value))
    }

    /// The canonical bytes that are signed.
    package var signedBytes: [UInt8] {
        SignedStatement.bytes(type: Terms.statementType, issuer: issuer) { json in
            terms.write(approver: approver, to: &json)
        }
    }

    /// The evidence that this statement and a signature over it make, once the signature is verified.
    package func evidence(key: ApprovalKey, statement: [UInt8], signature: [UInt8]) -> SignedEvidence<Terms> {
        SignedEvidence(approver: approver, key: key, terms: terms, statement: statement, signature: signature)
    }
}

/// Terms that a person can sign, and how they stand in a statement.
package protocol SignedTerms: Hashable, Sendable {
    /// The statement's `typ`.
    static var statementType: String { get }
    /// The members of the statement's `value`, the approver among them.
    static var statementMembers: [StaticString] { get }

    /// Reads the terms from the statement's `value`.
    init(statement value: JSONNode) throws(JSONShapeError)

    /// Writes the members of the statement's `value` in canonical order, the approver at its place.
    func write(approver: Principal, to json: inout CanonicalWriter)
}
