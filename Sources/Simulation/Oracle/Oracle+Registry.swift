// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionKernel

/// Who may govern, and who made them so.
extension Oracle {
    func register(_ event: ClientRegistered) {
        let name = "the software `\(event.id.text)`"
        let governs = !event.grants.isDisjoint(with: [.lifecycle, .resume, .everyMission, .signal, .narrow])
        let isSigned = agree(to: event.evidence, name) { registration in
            registration.client == event.id && registration.grants == event.grants
                && registration.version > (clientVersions[event.id] ?? 0)
        }
        let needsApprover = hasApprover && (governs || enabledClients[event.id] == false)
        expect(isSigned || !needsApprover, .approval, "\(name) may govern, and no approver has agreed")
        clientVersions[event.id] = max(clientVersions[event.id] ?? 0, event.evidence?.terms.version ?? 0)
        enabledClients[event.id] = true
    }

    func enrol(_ event: PrincipalRegistered) {
        let name = "`\(event.principal.subject)`"
        let isSigned = agree(to: event.evidence, name) { registration in
            registration.principal == event.principal && registration.approvalKeys == event.approvalKeys
                && registration.version > (personVersions[event.principal] ?? 0)
        }
        let approves = !event.approvalKeys.isEmpty || approvers[event.principal]?.isEmpty == false
        expect(isSigned || !approves || !hasApprover, .approval, "\(name) may approve, and no approver has agreed")
        personVersions[event.principal] = max(
            personVersions[event.principal] ?? 0, event.evidence?.terms.version ?? 0)
        approvers[event.principal] = event.approvalKeys
    }

    private var hasApprover: Bool { approvers.values.contains { !$0.isEmpty } }

    /// Whether somebody who may approve has signed what `isThis` says was registered.
    private func agree<Registration>(
        to evidence: SignedEvidence<Registration>?, _ name: String, _ isThis: (Registration) -> Bool
    ) -> Bool {
        guard let evidence else { return false }
        let isSigned =
            Ed25519.PublicKey(bytes: evidence.key.publicKey)?.verifies(evidence.signature, of: evidence.statement)
            == true
        let isAnybodyLeft = approvers.contains { !$0.value.isEmpty && facts.isEnabled($0.key) }
        return isSigned && approvers[evidence.approver]?.contains(evidence.key) == true
            && (facts.isEnabled(evidence.approver) || !isAnybodyLeft) && isThis(evidence.terms)
    }
}
