// SPDX-License-Identifier: Apache-2.0

/// Takes capabilities of a mission away for good, because something happened
/// (draft-mcguinness-oauth-mission-containment). The mission stays in its state.
package struct Narrow: Command {
    package let caller: Caller
    package let mission: MissionID
    /// The protected event that is the reason: reported twice, it narrows once.
    package let event: ExactText
    package let removals: [Removal]
    package let reason: String

    package init(caller: Caller, mission: MissionID, event: ExactText, removals: [Removal], reason: String) {
        self.caller = caller
        self.mission = mission
        self.event = event
        self.removals = removals
        self.reason = reason
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        let index = try state.mission(mission)
        let record = state.missions[index]
        try state.mayGovern(record, caller, by: .narrow)
        guard try !isRepeated(record.containment) else { return [] }
        guard !state.standing(of: index, at: now).state.isTerminal else {
            throw Refusal(.conflict, "a mission that has ended cannot be narrowed")
        }
        for removal in removals { try state.canBeTaken(removal, from: record.authority.entries) }
        // WHY: what a fact has taken already is written first, so that it is not taken twice.
        let due = state.dueEvents(for: index, at: now)
        let containment = due.reduce(into: record.containment ?? Containment()) { containment, event in
            if case .missionContained(let narrowing) = event { containment.take(narrowing) }
        }
        let added = removals.filter { !containment.covers($0) }
        guard !added.isEmpty else { return due }
        let narrowing = MissionContained(mission: mission, event: event, removals: added, at: now, reason: reason)
        return due + [.missionContained(narrowing)]
    }
}

extension Narrow {
    /// Whether the event has narrowed the mission before. Where it is to take away what is not taken, it is another
    /// event that somebody gave the same identifier, and would be lost.
    private func isRepeated(_ containment: Containment?) throws(Refusal) -> Bool {
        guard let containment, containment.events[event] != nil else { return false }
        guard removals.allSatisfy(containment.covers) else {
            throw Refusal(
                .alreadyExists,
                "this event id has narrowed the mission by something else; give this event an id of its own")
        }
        return true
    }
}

extension AuthorityState {
    /// Only what was approved can be taken away, in words that mean something: one that nobody knows would take
    /// nothing, and whoever wrote it would not notice.
    func canBeTaken(_ removal: Removal, from entries: [AuthorityEntry]) throws(Refusal) {
        let entries = entries.filter { $0.resources.resource == removal.resource }
        guard !entries.isEmpty else {
            throw Refusal(.invalidRequest, "the mission has no entry for `\(removal.resource.text)`")
        }
        if let unknown = removal.actions?.first(where: { !isKnown($0, in: entries) }) {
            let known = entries.flatMap(\.actions).map { "`\($0.text)`" }.joined(separator: ", ")
            throw Refusal(
                .invalidRequest, "nothing is known as `\(unknown.text)` there; what the mission has is \(known)")
        }
        try removal.mustTakeWhole(from: entries)
    }

    /// Whether an action is a word of these entries, or of the policy table.
    func isKnown(_ action: ActionPattern, in entries: [AuthorityEntry]) -> Bool {
        policy.names(action) || entries.contains { $0.actions.contains(where: action.overlaps) }
    }
}

/// Authority was taken away from a mission. No decision under it or a descendant uses that from here on, and nothing
/// gives it back but a mission that takes over.
package struct MissionContained: EventPayload {
    package let mission: MissionID
    package let event: ExactText
    package let removals: [Removal]
    /// When: the moment of the request, or that at which a fact took them.
    package let at: Instant
    package let reason: String

    package init(mission: MissionID, event: ExactText, removals: [Removal], at: Instant, reason: String) {
        self.mission = mission
        self.event = event
        self.removals = removals
        self.at = at
        self.reason = reason
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.missions.update(index) { mission in
            var containment = mission.containment ?? Containment()
            containment.take(self)
            mission.containment = containment
            mission.changes += 1
            mission.turns.append(at)
        }
    }
}

extension Containment {
    fileprivate mutating func take(_ narrowing: MissionContained) {
        version += 1
        removals += narrowing.removals
        events[narrowing.event] = version
    }
}

extension AuthorityState {
    /// All that is taken from a mission: by containment, and by facts whose consequence is not written yet.
    func removals(from mission: Mission) -> [Removal] {
        var removals = mission.containment?.removals ?? []
        for condition in mission.conditions {
            if case .narrow(let taken) = condition.consequence, !facts.holds(condition) { removals += taken }
        }
        return removals
    }
}

extension AuthorityEntry {
    /// The entry with those of its actions that count; nil when none does.
    package func keeping(_ counts: (ActionPattern) -> Bool) -> AuthorityEntry? {
        let kept = actions.filter(counts)
        guard !kept.isEmpty else { return nil }
        return AuthorityEntry(
            resources: resources, actions: kept, constraints: constraints, delegation: delegation,
            unsupported: unsupported)
    }
}
