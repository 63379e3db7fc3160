// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire

/// Whether what entries say that people have signed is what they signed.
///
/// For events that were read from their entries: what a statement says is then known from the statement alone.
package struct EvidenceCheck: Sendable {
    /// The authority that everything must have been signed for; nil where nobody has signed anything.
    private let issuer: String?

    package init(for issuer: String?) { self.issuer = issuer }

    /// The authority that the evidence of `event` was signed for; nil when it has none.
    package static func issuer(of event: Event) -> String? { event.evidence?.issuer }

    /// Throws unless `event`, as it stands, says what its anchors commit and what was signed for it, and each
    /// signature is by the key beside it. Whose key that is, and whether it had to be signed, is not asked.
    func checkAlone(_ event: Event) throws(EvidenceFlaw) {
        try checkAnchors(of: event)
        try event.evidence?.verify(for: issuer)
        switch event {
        case .missionApproved(let event): try checkAlone(event)
        case .missionResumed(let event): try event.evidence.mustBe { $0.mission == event.mission }
        case .principalRegistered(let event):
            try event.evidence.mustBe { $0.principal == event.principal && $0.approvalKeys == event.approvalKeys }
        case .clientRegistered(let event):
            try event.evidence.mustBe {
                $0.client == event.id && $0.grants == event.grants && $0.keySet == event.keySet
                    && $0.ceiling == event.ceiling?.set.digest
            }
        case .policySet(let event): try event.evidence.mustBe { $0.policy == event.policy }
        default: break
        }
    }

    private func checkAlone(_ event: MissionApproved) throws(EvidenceFlaw) {
        guard let evidence = event.evidence else {
            guard event.basis == .drawdown, case .child = event.relation else { throw .unsigned }
            return
        }
        let isSaid =
            event.basis == .direct && evidence.intentHash == event.intent.digest
            && evidence.authorityHash == event.authority.set.digest && evidence.subject == event.subject
            && evidence.approver == event.approver && evidence.approvalEvent == event.approvalEvent
            && event.expiresAt <= evidence.expiresAt && isAbout(event.submission, evidence)
        guard isSaid else { throw .otherwise }
        let controls = event.intent.intent.controls
        guard event.owner == controls.owner ?? event.subject, event.successorOwner == controls.successorOwner else {
            throw EvidenceFlaw("it has another owner than its intent")
        }
    }

    private func isAbout(_ submission: SubmissionID, _ evidence: ApprovalEvidence) -> Bool {
        guard let root = RecordedEvidence(evidence).root else { return false }
        do throws(JSONShapeError) { return try ApprovalStatement(json: root).submission == submission } catch {
            return false
        }
    }
}

/// What is committed.
extension EvidenceCheck {
    private func checkAnchors(of event: Event) throws(EvidenceFlaw) {
        guard let issuer else { return }
        switch event {
        case .submissionReceived(let event):
            try check(event.intent, for: issuer)
            try check(event.proposal, as: .proposedAuthority, for: issuer)
            try check(event.derived, as: .authoritySet, for: issuer)
        case .missionApproved(let event):
            try check(event.intent, for: issuer)
            try check(event.proposal, as: .proposedAuthority, for: issuer)
            try check(event.authority, as: .authoritySet, for: issuer)
        case .clientRegistered(let event): try check(event.ceiling, as: .authoritySet, for: issuer)
        default: break
        }
    }

    private func check(_ intent: RecordedIntent, for issuer: String) throws(EvidenceFlaw) {
        guard Anchor.intent.digest(of: intent.canonical, issuer: issuer) == intent.digest else {
            throw EvidenceFlaw("its intent is not the one that its hash commits")
        }
    }

    private func check(
        _ authority: RecordedAuthority?, as anchor: Anchor, for issuer: String
    ) throws(EvidenceFlaw) {
        guard let authority else { return }
        guard anchor.digest(of: authority.canonical, issuer: issuer) == authority.set.digest else {
            throw EvidenceFlaw("its authority is not what its hash commits")
        }
    }
}

extension Optional {
    /// Throws unless what was signed, where something was, says what the entry says.
    fileprivate func mustBe<Terms>(_ isThis: (Terms) -> Bool) throws(EvidenceFlaw)
    where Wrapped == SignedEvidence<Terms> {
        guard let evidence = self, !isThis(evidence.terms) else { return }
        throw .otherwise
    }
}

extension EvidenceFlaw {
    static let unsigned = EvidenceFlaw("nobody has signed it")
    static let otherwise = EvidenceFlaw("what was signed says something else")
}
