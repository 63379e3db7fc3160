// SPDX-License-Identifier: Apache-2.0

extension ChildDelegation {
    /// The child as its parent's approval covers it (`approval_basis.type` = `policy_drawdown`).
    func drawnDown(
        submission: Submit, as drawdown: Submit.Drawdown, in state: AuthorityState, at now: Instant
    ) -> MissionApproved {
        let mission = state.missions[parent]
        let controls = submission.intent.intent.controls
        let requested = min(controls.until ?? submission.intent.intent.expiresAt, submission.intent.intent.expiresAt)
        return MissionApproved(
            id: drawdown.mission, submission: submission.id, approvalEvent: drawdown.approvalEvent,
            client: submission.client, subject: state.registry[mission.parties.subject].principal,
            approver: state.registry[mission.parties.approver].principal,
            owner: state.registry[mission.owner].principal,
            successorOwner: mission.parties.successorOwner.map { state.registry[$0].principal },
            basis: .drawdown, intent: submission.intent, proposal: submission.proposal, authority: submission.derived,
            relation: submission.relation, justifications: justifications,
            expiresAt: min(requested, mission.expiresAt), evidence: nil)
    }
}
