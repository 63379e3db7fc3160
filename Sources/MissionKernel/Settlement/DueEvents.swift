// SPDX-License-Identifier: Apache-2.0

extension AuthorityState {
    /// The events by which a mission's record catches up with how it stands: deadlines, facts, and its ancestors' ends.
    func dueEvents(for index: MissionIndex, at now: Instant) -> [Event] {
        let mission = missions[index]
        guard mission.lifecycle.ending == nil else { return [] }
        if let ending = standing(of: index, at: now).ending {
            return [.missionEnded(MissionEnded(mission: mission.id, ending: ending))]
        }
        return dueNarrowing(of: mission) + dueTurns(of: mission, at: now)
    }

    private func dueTurns(of mission: Mission, at now: Instant) -> [Event] {
        let own = ownStanding(of: mission, at: now)
        var events: [Event] = []
        if let suspension = mission.lifecycle.suspension, own.lifecycle.suspension != suspension,
            let until = suspension.until
        {
            events.append(.missionResumed(MissionResumed(mission: mission.id, at: until, cause: .clock)))
        }
        if let suspension = own.lifecycle.suspension, mission.lifecycle.suspension != suspension {
            events.append(.missionSuspended(MissionSuspended(mission: mission.id, suspension: suspension)))
        }
        if events.isEmpty, let fact = returningFact(of: mission) {
            events.append(.missionResumed(MissionResumed(mission: mission.id, at: now, cause: .fact(fact))))
        }
        return events
    }

    /// The fact that suspended the mission, when it holds again, may resume it, and nothing else stands against it.
    private func returningFact(of mission: Mission) -> FactKey? {
        guard case .fact(let key)? = mission.lifecycle.suspension?.cause, let fact = facts.index(of: key),
            mission.conditions.allSatisfy(facts.holds),
            mission.conditions.contains(where: { $0.fact == fact && $0.onReturn == .resume })
        else { return nil }
        return key
    }

    private func dueNarrowing(of mission: Mission) -> [Event] {
        mission.conditions.compactMap { condition in
            guard case .narrow(let removals) = condition.consequence, !facts.holds(condition) else { return nil }
            let added = removals.filter { mission.containment?.covers($0) != true }
            guard !added.isEmpty else { return nil }
            let fact = facts[condition.fact]
            return .missionContained(
                MissionContained(
                    mission: mission.id,
                    event: ExactText("fact:\(fact.changedAt.microseconds):\(condition.fact.position)"),
                    removals: added, reason: "a fact stopped holding: \(fact.key.name)"))
        }
    }

    /// All that is still to be written of an earlier change of `fact`: it comes before the next change.
    func unsettledEvents(of fact: FactKey, at now: Instant) -> [Event] {
        guard let index = facts.index(of: fact), let pending = settlements.pendingFact(index) else { return [] }
        let watchers = facts[index].watchers
        let events = watchers[pending.count...].flatMap { dueEvents(for: $0, at: now) }
        return events + [.factSettled(FactSettled(fact: fact, count: watchers.count, isDone: true))]
    }
}
