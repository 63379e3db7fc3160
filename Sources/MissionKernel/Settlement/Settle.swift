// SPDX-License-Identifier: Apache-2.0

/// Writes what is due: one deadline that has passed, or one step of a cascade or of a fact's consequences.
///
/// Decide and apply it again until it has no events: ``AuthorityState/hasDue(at:)`` says whether it would.
package struct Settle: Command {
    /// Missions in one step.
    static let stepMissionsMax = 256

    package init() {}

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        if let first = state.deadlines.first, first.at <= now { return state.events(at: first.matter, now: now) }
        if let cascade = state.settlements.firstCascade { return cascadeStep(cascade, in: state, at: now) }
        if let pending = state.settlements.firstFact { return factStep(pending, in: state, at: now) }
        return []
    }

    private func cascadeStep(_ cascade: SettlementQueue.Cascade, in state: AuthorityState, at now: Instant) -> [Event] {
        let children = state.missions[cascade.mission].offspring.children[Int(cascade.nextChild)...]
        let live = children.lazy.filter { state.missions[$0].lifecycle.ending == nil }
        return live.prefix(Self.stepMissionsMax).flatMap { state.dueEvents(for: $0, at: now) }
    }

    private func factStep(_ pending: SettlementQueue.PendingFact, in state: AuthorityState, at now: Instant) -> [Event]
    {
        let fact = state.facts[pending.fact]
        let end = min(pending.count + Self.stepMissionsMax, fact.watchers.count)
        let events = fact.watchers[pending.count..<end].flatMap { state.dueEvents(for: $0, at: now) }
        return events + [.factSettled(FactSettled(fact: fact.key, count: end, isDone: end == fact.watchers.count))]
    }
}

extension AuthorityState {
    /// Whether ``Settle`` has something to write at `now`.
    package func hasDue(at now: Instant) -> Bool {
        if let first = deadlines.first, first.at <= now { return true }
        return !settlements.isEmpty
    }

    /// When something is next due if nothing else happens; nil when nothing ever is.
    package var nextDue: Instant? {
        settlements.isEmpty ? deadlines.first?.at : latest
    }

    fileprivate func events(at matter: DueMatter, now: Instant) -> [Event] {
        switch matter {
        case .mission(let index): dueEvents(for: index, at: now)
        case .submission(let id): submissionEvents(at: id, now: now)
        case .attention(let id): attentionEvents(at: id, now: now)
        case .queueItem(let id): queueEvents(at: id, now: now)
        case .effect(let id): unreportedEvents(at: id, now: now)
        }
    }

    /// Whether the deadline has been overtaken: what it waited for ended, or waits for another moment now.
    func isOvertaken(_ matter: DueMatter, at moment: Instant) -> Bool {
        switch matter {
        case .mission(let index):
            let mission = missions[index]
            guard mission.lifecycle.ending == nil else { return true }
            return mission.expiresAt != moment && mission.lifecycle.suspension?.until != moment
        case .submission(let id): return submissions.open[id] == nil
        case .attention(let id): return attention[id]?.deadline != moment
        case .queueItem(let id): return !isWaiting(id)
        case .effect(let id): return effects[id]?.state != .intended
        }
    }
}
