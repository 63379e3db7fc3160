// SPDX-License-Identifier: Apache-2.0

/// A person as an approver agrees to have them registered: who may approve, and by which keys.
package struct PrincipalRegistration: Hashable, Sendable {
    package let principal: Principal
    package let approvalKeys: [ApprovalKey]
    /// The version of the record that this makes: a signature is good for one change only.
    package let version: Int64

    package init(principal: Principal, approvalKeys: [ApprovalKey], version: Int64) {
        self.principal = principal
        self.approvalKeys = approvalKeys
        self.version = version
    }
}

/// Software as an approver agrees to have it registered.
package struct ClientRegistration: Hashable, Sendable {
    package let client: ClientID
    package let grants: Grants
    package let keySet: [UInt8]
    /// The anchor over what it may be granted at most, if there is such a bound.
    package let ceiling: Digest?
    /// The version of the record that this makes: a signature is good for one change only.
    package let version: Int64

    package init(client: ClientID, grants: Grants, keySet: [UInt8], ceiling: Digest?, version: Int64) {
        self.client = client
        self.grants = grants
        self.keySet = keySet
        self.ceiling = ceiling
        self.version = version
    }
}

extension AuthorityState {
    /// An approver's agreement to exactly this registration, where one is needed or brought.
    ///
    /// The owner founds the first approver without one.
    func agreement<Registration>(
        to registration: Registration, by evidence: SignedEvidence<Registration>?, isNeeded: Bool
    ) throws(Refusal) -> SignedEvidence<Registration>? {
        guard registry.hasApprover, isNeeded || evidence != nil else { return nil }
        guard let evidence, evidence.terms == registration else {
            throw Refusal(
                .evidenceMismatch,
                "this needs the signature of an approver over exactly what is registered, and its next version")
        }
        guard let approver = registry.principal(evidence.approver), approver.approvalKeys.contains(evidence.key) else {
            throw Refusal(.approverUnknown, "this key approves for nobody that is registered here")
        }
        // WHY: whoever runs programs as the owner can record that the last approver has left. Were that final, nobody
        // could ever approve again; so where nobody is left, who has left can come back by their own key.
        guard approver.isEnabled || !registry.hasEnabledApprover else {
            throw Refusal(.approverDisabled, "`\(evidence.approver.subject)` is no longer enabled")
        }
        return evidence
    }
}

extension AuthorityState {
    /// Whoever is to answer for something, or is waited for, is somebody who was registered.
    func areKnown(_ people: [Principal]) throws(Refusal) {
        guard let unknown = people.first(where: { !registry.knows($0) }) else { return }
        throw Refusal(
            .invalidRequest, "nobody is registered as `\(unknown.subject)` of `\(unknown.issuer)`; register them first")
    }
}

extension Registry {
    /// Whether anybody has ever been made an approver: from then on approvers decide who is one.
    package var hasApprover: Bool { principals.contains { $0.isApprover } }

    fileprivate var hasEnabledApprover: Bool { principals.contains { $0.isApprover && $0.isEnabled } }

    /// Whether somebody was registered, and not only mentioned.
    package func knows(_ principal: Principal) -> Bool { (self.principal(principal)?.version ?? 0) > 0 }

    /// The version that the next registration of this person makes.
    package func nextVersion(of principal: Principal) -> Int64 { (self.principal(principal)?.version ?? 0) + 1 }

    /// The version that the next registration of this software makes.
    package func nextVersion(of client: ClientID) -> Int64 { (self.client(client)?.version ?? 0) + 1 }
}
