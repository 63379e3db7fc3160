// SPDX-License-Identifier: Apache-2.0

/// A person's signed agreement to a later end. The edge has verified the signature.
package struct ExtensionEvidence: Hashable, Sendable {
    package let approver: Principal
    package let key: ApprovalKey
    package let mission: MissionID
    package let version: Int64
    package let expiresAt: Instant

    package init(approver: Principal, key: ApprovalKey, mission: MissionID, version: Int64, expiresAt: Instant) {
        self.approver = approver
        self.key = key
        self.mission = mission
        self.version = version
        self.expiresAt = expiresAt
    }
}

/// Moves a mission's end later, up to the ceiling that its intent asked for. Beyond it an expansion is needed.
package struct Extend: Command {
    package let caller: Caller
    package let evidence: ExtensionEvidence

    package init(caller: Caller, evidence: ExtensionEvidence) {
        self.caller = caller
        self.evidence = evidence
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "bring an approval")
        let index = try state.mission(evidence.mission)
        let record = state.missions[index]
        let standing = state.standing(of: index, at: now)
        guard !standing.state.isTerminal else {
            throw Refusal(.conflict, "a mission that has ended is not extended; propose a new one")
        }
        guard evidence.version == standing.version else {
            throw Refusal(.staleVersion, "the mission is at version \(standing.version), not \(evidence.version)")
        }
        try state.isApprover(evidence.approver, key: evidence.key, insteadOf: record.parties.client)
        guard evidence.expiresAt != record.expiresAt else { return [] }
        try isAllowed(for: record, in: state)
        return [.missionExtended(MissionExtended(mission: evidence.mission, expiresAt: evidence.expiresAt))]
    }

    private func isAllowed(for record: Mission, in state: AuthorityState) throws(Refusal) {
        guard evidence.expiresAt > record.expiresAt else {
            throw Refusal(.invalidRequest, "an extension ends later than the mission does now")
        }
        guard evidence.expiresAt <= record.expiryCeiling else {
            throw Refusal(.ceilingExceeded, "the intent asked for no later end; propose an expansion of the mission")
        }
        if let parent = record.lineage.parent, evidence.expiresAt > state.missions[parent].expiresAt {
            throw Refusal(.ceilingExceeded, "a child ends no later than its parent; extend the parent first")
        }
    }
}

package struct MissionExtended: EventPayload {
    package let mission: MissionID
    package let expiresAt: Instant

    package init(mission: MissionID, expiresAt: Instant) {
        self.mission = mission
        self.expiresAt = expiresAt
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.missions.update(index) { mission in
            mission.expiresAt = expiresAt
            mission.changes += 1
        }
        state.deadlines.add(.mission(index), at: expiresAt)
    }
}
