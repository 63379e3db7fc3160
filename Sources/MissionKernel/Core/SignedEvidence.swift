// SPDX-License-Identifier: Apache-2.0

/// A person's signed agreement to something. The edge has verified the signature over exactly these terms.
package struct SignedEvidence<Terms: Hashable & Sendable>: Hashable, Sendable {
    package let approver: Principal
    package let key: ApprovalKey
    package let terms: Terms
    /// The signed statement, canonical, and the signature over it: kept for whoever asks later.
    package let statement: [UInt8]
    package let signature: [UInt8]

    package init(approver: Principal, key: ApprovalKey, terms: Terms, statement: [UInt8], signature: [UInt8]) {
        self.approver = approver
        self.key = key
        self.terms = terms
        self.statement = statement
        self.signature = signature
    }
}
