// SPDX-License-Identifier: Apache-2.0

/// News of a fact.
///
/// From this commit on every mission that depends on the fact stands as its conditions say; the events that follow
/// for the missions one by one are written at once when few have ever depended on it, and else afterwards in steps.
package struct Signal: Command {
    package let caller: Caller
    /// Identifies the news: arriving twice, it counts once. Other news under it is refused.
    package let event: ExactText
    package let fact: FactKey
    package let value: FactValue
    /// When the source saw it. News older than what is known is ignored.
    package let observedAt: Instant?

    /// Missions whose consequences are written together with the news. Those that have ended count too: a fact keeps
    /// its watchers.
    static let inlineMissionsMax = 64

    package init(caller: Caller, event: ExactText, fact: FactKey, value: FactValue, observedAt: Instant? = nil) {
        self.caller = caller
        self.event = event
        self.fact = fact
        self.value = value
        self.observedAt = observedAt
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try maySignal(in: state)
        guard try !isRepeated(in: state) else { return [] }
        return news(in: state, at: now)
    }

    /// Whether this news was recorded before. Other news under the same identifier would be lost, and is refused.
    private func isRepeated(in state: AuthorityState) throws(Refusal) -> Bool {
        guard let known = state.facts.news(of: event) else { return false }
        guard known.value == value, state.facts[known.fact].key == fact else {
            throw Refusal(
                .alreadyExists, "other news came under this event id before; give this one an id of its own")
        }
        return true
    }

    /// What follows from the news, whoever brings it.
    func news(in state: AuthorityState, at now: Instant) -> [Event] {
        let record = state.facts[fact]
        // WHY: nothing is seen later than it is told; a clock that runs ahead must not shut out all news after it.
        let observedAt = observedAt.map { min($0, now) }
        if let observedAt, let known = record?.observedAt, observedAt < known { return [] }
        guard record?.value != value else { return [] }
        let settled = state.unsettledEvents(of: fact, at: now)
        let watchers = record?.watchers ?? PagedArray()
        let isInline = watchers.count <= Self.inlineMissionsMax
        let change = Event.factChanged(
            FactChanged(event: event, fact: fact, value: value, observedAt: observedAt, isSettled: isInline))
        guard isInline else { return settled + [change] }
        let next = state.after(settled + [change], at: now)
        return settled + [change] + watchers.flatMap { next.dueEvents(for: $0, at: now) }
    }

    private func maySignal(in state: AuthorityState) throws(Refusal) {
        switch caller {
        case .owner: try mayEnable(in: state)
        case .session: throw Refusal(.notPermitted, "a process under a mission may not bring signals")
        case .client(let id):
            guard let client = state.registry.client(id), client.isEnabled, client.grants.contains(.signal) else {
                throw Refusal(.notPermitted, "`\(id.text)` may not bring signals")
            }
            // Whether a person is enabled is for the owner of the authority to say.
            if case .enabled = fact { throw Refusal(.notPermitted, "only the owner enables and disables people") }
        }
    }

    /// An approver who has left comes back as they came: by an approver's signature.
    private func mayEnable(in state: AuthorityState) throws(Refusal) {
        guard case .enabled(let principal) = fact, value == .boolean(true),
            let person = state.registry.principal(principal), person.isApprover, !person.isEnabled
        else { return }
        throw Refusal(
            .evidenceMismatch, "an approver who has left is registered again, with the signature of an approver")
    }
}

/// A fact has a new value. Missions with a condition on it stand as the condition says from here on; what is written
/// for them one by one follows in the same batch, or in steps.
package struct FactChanged: EventPayload {
    package let event: ExactText
    package let fact: FactKey
    package let value: FactValue
    package let observedAt: Instant?
    /// Whether the events of all missions that depend on the fact follow in the same batch.
    package let isSettled: Bool

    package init(event: ExactText, fact: FactKey, value: FactValue, observedAt: Instant?, isSettled: Bool) {
        self.event = event
        self.fact = fact
        self.value = value
        self.observedAt = observedAt
        self.isSettled = isSettled
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let place = state.facts.place(for: fact)
        state.facts.set(place, to: value, at: moment, observedAt: observedAt, by: event)
        if case .enabled(let principal) = fact { enable(principal, in: &state, at: moment) }
        if !isSettled { state.settlements.addFact(place) }
    }

    /// What waited for someone who has left goes to the next.
    private func enable(_ principal: Principal, in state: inout AuthorityState, at moment: Instant) {
        let person = state.registry.place(for: principal)
        let isEnabled = value == .boolean(true)
        state.registry.update(person) { person in
            person.isEnabled = isEnabled
            person.version += 1
        }
        guard !isEnabled else { return }
        for item in state.attention.wake(keptBy: person, at: moment) {
            state.deadlines.add(.attention(item), at: moment)
        }
    }
}

/// The missions that depend on a changed fact have been worked through, up to a place.
package struct FactSettled: EventPayload {
    package let fact: FactKey
    /// How many of the fact's missions are done.
    package let count: Int
    package let isDone: Bool

    package init(fact: FactKey, count: Int, isDone: Bool) {
        self.fact = fact
        self.count = count
        self.isDone = isDone
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let place = state.facts.index(of: fact) else { return }
        state.settlements.advanceFact(place, to: count, isDone: isDone)
    }
}
