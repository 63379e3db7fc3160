// SPDX-License-Identifier: Apache-2.0

/// Makes someone else answer for a mission's outcome.
package struct ChangeOwner: Command {
    package let caller: Caller
    package let mission: MissionID
    package let owner: Principal

    package init(caller: Caller, mission: MissionID, owner: Principal) {
        self.caller = caller
        self.mission = mission
        self.owner = owner
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "change who answers for a mission")
        let index = try state.mission(mission)
        try state.areKnown([owner])
        guard state.registry.principal(owner)?.isEnabled != false else {
            throw Refusal(.approverDisabled, "`\(owner.subject)` is no longer enabled")
        }
        guard state.registry[state.missions[index].owner].principal != owner else { return [] }
        return [.ownerChanged(OwnerChanged(mission: mission, owner: owner))]
    }
}

/// Someone else answers for a mission's outcome. New questions under it are put to them first.
package struct OwnerChanged: EventPayload {
    package let mission: MissionID
    package let owner: Principal

    package init(mission: MissionID, owner: Principal) {
        self.mission = mission
        self.owner = owner
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        let place = state.registry.place(for: owner)
        let hasEnded = state.standing(of: index, at: moment).state.isTerminal
        state.missions.update(index) { mission in
            mission.owner = place
            // WHY: after the end someone still answers for the outcome, and the version stands still.
            if !hasEnded { mission.changes += 1 }
        }
    }
}
