// SPDX-License-Identifier: Apache-2.0

/// A later end, as an approver agrees to it.
package struct Extension: Hashable, Sendable {
    package let mission: MissionID
    /// The version that the person saw: a signature is good for one state only.
    package let version: Int64
    package let expiresAt: Instant

    package init(mission: MissionID, version: Int64, expiresAt: Instant) {
        self.mission = mission
        self.version = version
        self.expiresAt = expiresAt
    }
}

/// Moves a mission's end later, up to the ceiling that its intent asked for. Beyond it an expansion is needed.
package struct Extend: Command {
    package let caller: Caller
    package let evidence: SignedEvidence<Extension>

    package init(caller: Caller, evidence: SignedEvidence<Extension>) {
        self.caller = caller
        self.evidence = evidence
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "bring an approval")
        let index = try state.mission(evidence.terms.mission)
        let record = state.missions[index]
        let standing = state.standing(of: index, at: now)
        guard !standing.state.isTerminal else {
            throw Refusal(.conflict, "a mission that has ended is not extended; propose a new one")
        }
        guard evidence.terms.version == standing.version else {
            throw Refusal(.staleVersion, "the mission is at version \(standing.version), not \(evidence.terms.version)")
        }
        try state.isApprover(evidence.approver, key: evidence.key, insteadOf: record.parties.client)
        guard evidence.terms.expiresAt != record.expiresAt else { return [] }
        try isAllowed(for: record, in: state)
        return [.missionExtended(MissionExtended(evidence))]
    }

    private func isAllowed(for record: Mission, in state: AuthorityState) throws(Refusal) {
        guard evidence.terms.expiresAt > record.expiresAt else {
            throw Refusal(.invalidRequest, "an extension ends later than the mission does now")
        }
        guard evidence.terms.expiresAt <= record.expiryCeiling else {
            throw Refusal(.ceilingExceeded, "the intent asked for no later end; propose an expansion of the mission")
        }
        if let parent = record.lineage.parent, evidence.terms.expiresAt > state.missions[parent].expiresAt {
            throw Refusal(.ceilingExceeded, "a child ends no later than its parent; extend the parent first")
        }
    }
}

/// A mission ends later, as an approver signed. Its children keep their own ends.
package struct MissionExtended: EventPayload {
    package let evidence: SignedEvidence<Extension>

    package init(_ evidence: SignedEvidence<Extension>) { self.evidence = evidence }

    package var mission: MissionID { evidence.terms.mission }
    package var expiresAt: Instant { evidence.terms.expiresAt }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.missions.update(index) { mission in
            mission.expiresAt = expiresAt
            mission.changes += 1
        }
        state.deadlines.add(.mission(index), at: expiresAt)
    }
}
