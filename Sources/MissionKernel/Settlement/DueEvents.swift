// SPDX-License-Identifier: Apache-2.0

extension AuthorityState {
    /// The events by which a mission's record catches up with how it stands: deadlines, facts, and its ancestors' ends.
    func dueEvents(for index: MissionIndex, at now: Instant) -> [Event] {
        let mission = missions[index]
        guard mission.lifecycle.ending == nil else { return [] }
        let ending = standing(of: index, at: now).ending
        let events = ownStanding(of: mission, at: moment(now)).pending(under: ending).map { event($0, of: mission) }
        guard let ending, ending.state == .cascaded else { return events }
        return events + [.missionEnded(MissionEnded(mission: mission.id, ending: ending))]
    }

    private func event(_ change: PendingChange, of mission: Mission) -> Event {
        switch change.kind {
        case .resumed(let cause):
            .missionResumed(MissionResumed(mission: mission.id, at: change.at, cause: cause))
        case .suspended(let suspension):
            .missionSuspended(MissionSuspended(mission: mission.id, suspension: suspension))
        case .ended(let ending):
            .missionEnded(MissionEnded(mission: mission.id, ending: ending))
        case .narrowed(let fact, let removals):
            .missionContained(
                MissionContained(
                    mission: mission.id, event: ExactText("fact:\(change.at.microseconds):\(fact.position)"),
                    removals: removals, at: change.at, reason: "a fact stopped holding: \(facts[fact].key.name)"))
        }
    }

    /// All that is still to be written of the missions that depend on `fact`. It comes before the fact changes again:
    /// afterwards nobody could tell.
    func unsettledEvents(of fact: FactKey, at now: Instant) -> [Event] {
        guard let index = facts.index(of: fact) else { return [] }
        let watchers = facts[index].watchers
        let now = moment(now)
        let events = watchers.flatMap { isCaughtUp(missions[$0], at: now) ? [] : dueEvents(for: $0, at: now) }
        guard settlements.pendingFact(index) != nil else { return events }
        return events + [.factSettled(FactSettled(fact: fact, count: watchers.count, isDone: true))]
    }
}
