// SPDX-License-Identifier: Apache-2.0

/// Adds conditions to a mission. If one does not hold, its consequence follows at once. One that it has already changes
/// nothing.
package struct Tighten: Command {
    package let caller: Caller
    package let mission: MissionID
    package let conditions: [ConditionTerms]
    package let reason: String

    /// Conditions that a mission may have.
    package static let conditionsMax = 256

    package init(caller: Caller, mission: MissionID, conditions: [ConditionTerms], reason: String) {
        self.caller = caller
        self.mission = mission
        self.conditions = conditions
        self.reason = reason
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        let index = try state.mission(mission)
        try state.mayGovern(state.missions[index], caller, by: .narrow)
        guard !state.standing(of: index, at: now).state.isTerminal else {
            throw Refusal(.conflict, "a mission that has ended cannot be tightened")
        }
        for removal in conditions.flatMap(\.removals) {
            try state.canBeTaken(removal, from: state.missions[index].authority.entries)
        }
        try state.areKnown(conditions.compactMap(\.person))
        let added = state.unknown(conditions, to: index)
        guard !added.isEmpty else { return [] }
        guard state.missions[index].conditions.count + added.count <= Self.conditionsMax else {
            throw Refusal(.quotaExceeded, "a mission has at most \(Self.conditionsMax) conditions")
        }
        // WHY: what was due before is written first, for a new condition may speak against what had happened.
        let due = state.dueEvents(for: index, at: now)
        let event = Event.missionTightened(MissionTightened(mission: mission, conditions: added, reason: reason))
        return due + [event] + state.after(due + [event], at: now).dueEvents(for: index, at: now)
    }
}

/// Conditions were added to a mission. The consequences of those that do not hold follow in the same batch.
package struct MissionTightened: EventPayload {
    package let mission: MissionID
    package let conditions: [ConditionTerms]
    package let reason: String

    package init(mission: MissionID, conditions: [ConditionTerms], reason: String) {
        self.mission = mission
        self.conditions = conditions
        self.reason = reason
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        let added = state.conditions(from: conditions, at: moment)
        let watched = Set(state.missions[index].conditions.map(\.fact))
        state.watch(added.filter { !watched.contains($0.fact) }, for: index)
        state.missions.update(index) { mission in
            mission.conditions += added
            mission.changes += 1
        }
    }
}

extension AuthorityState {
    /// Those of `conditions` that the mission does not have, each once.
    fileprivate func unknown(_ conditions: [ConditionTerms], to index: MissionIndex) -> [ConditionTerms] {
        var known = Set(missions[index].conditions.map { facts.terms(of: $0) })
        return conditions.filter { known.insert($0).inserted }
    }

    /// The state that `events` lead to. For commands whose later events depend on their first.
    func after(_ events: [Event], at now: Instant) -> AuthorityState {
        var next = self
        for event in events { next.apply(event, at: now) }
        return next
    }
}
