// SPDX-License-Identifier: Apache-2.0

/// A mission's own lifecycle with everything that has already happened to it but is not written yet.
struct OwnStanding {
    var lifecycle: Lifecycle
    /// What is not written yet, in the order in which it is to be.
    var pending: [PendingChange] = []
    /// When it last came back from a suspension of its own.
    var resumedAt: Instant?

    /// What the record says.
    init(_ mission: Mission) {
        lifecycle = mission.lifecycle
        resumedAt = mission.resumedAt
    }
}

/// One change that has happened to a mission and is not written yet.
struct PendingChange {
    let at: Instant
    let kind: Kind

    enum Kind {
        case narrowed(FactIndex, [Removal])
        case resumed(Cause)
        case suspended(Suspension)
        case ended(Ending)
    }
}

extension AuthorityState {
    /// The mission's own lifecycle rolled forward: what the clock and its facts have brought, each at its moment.
    ///
    /// What would happen at the very moment of the mission's end, or later, does not happen.
    func ownStanding(of mission: Mission, at now: Instant) -> OwnStanding {
        var own = OwnStanding(mission)
        guard !isCaughtUp(mission, at: now) else { return own }
        let ending = dueEnding(of: mission, at: now)
        let end = ending?.at ?? .distantFuture
        own.pending = dueNarrowings(of: mission).filter { $0.at < end }
        takeTurns(of: mission, before: end, at: now, into: &own)
        if let ending {
            own.lifecycle = .ended(ending)
            own.pending.append(PendingChange(at: ending.at, kind: .ended(ending)))
        }
        return own
    }

    /// When the mission last came back from not being active, by itself or with an ancestor; nil when it never stopped.
    ///
    /// What was permitted, agreed to or queued before was so in another situation.
    func returnedAt(_ index: MissionIndex, at now: Instant) -> Instant? {
        var latest = ownStanding(of: missions[index], at: now).resumedAt
        forEachAncestor(of: index) { ancestor in
            guard let resumedAt = ownStanding(of: ancestor, at: now).resumedAt else { return }
            latest = max(latest ?? resumedAt, resumedAt)
        }
        return latest
    }

    /// Whether the record says everything: the common case, told without building anything.
    func isCaughtUp(_ mission: Mission, at now: Instant) -> Bool {
        switch mission.lifecycle {
        case .active: now < mission.expiresAt && mission.conditions.allSatisfy(facts.holds)
        case .suspended: false
        case .ended: true
        }
    }

    /// The end of a suspension, and the suspension that a broken condition brings then or at its own moment.
    private func takeTurns(of mission: Mission, before end: Instant, at now: Instant, into own: inout OwnStanding) {
        var turnedAt: Instant?
        if let suspension = own.lifecycle.suspension,
            let resumed = clockReturn(suspension, at: now) ?? factReturn(of: mission, from: suspension),
            resumed.at < end
        {
            own.lifecycle = .active
            own.pending.append(PendingChange(at: resumed.at, kind: .resumed(resumed.cause)))
            own.resumedAt = resumed.at
            turnedAt = resumed.at
        }
        if case .active = own.lifecycle, let suspension = dueSuspension(of: mission, after: turnedAt),
            suspension.since < end
        {
            own.lifecycle = .suspended(suspension)
            own.pending.append(PendingChange(at: suspension.since, kind: .suspended(suspension)))
        }
    }
}

/// Ends.
extension AuthorityState {
    /// The first of the ends that the clock and the facts have brought.
    private func dueEnding(of mission: Mission, at now: Instant) -> Ending? {
        // WHY: of ends at the same moment expiry comes first, as the specification ranks it.
        let due = [expiry(of: mission, at: now), clockEnd(of: mission.lifecycle, at: now), factEnd(of: mission)]
        return due.compactMap(\.self).min { $0.at < $1.at }
    }

    private func expiry(of mission: Mission, at now: Instant) -> Ending? {
        mission.expiresAt <= now ? Ending(.expired, at: mission.expiresAt, cause: .clock) : nil
    }

    private func clockEnd(of lifecycle: Lifecycle, at now: Instant) -> Ending? {
        guard let suspension = lifecycle.suspension, suspension.onExpiry == .revoke, let until = suspension.until,
            until <= now
        else { return nil }
        return Ending(.revoked, at: until, cause: .clock)
    }

    /// The end that a broken condition brings.
    private func factEnd(of mission: Mission) -> Ending? {
        var first: Ending?
        for condition in mission.conditions where !facts.holds(condition) {
            let state: MissionState
            switch condition.consequence {
            case .revoke: state = .revoked
            case .complete: state = .completed
            case .suspend, .narrow: continue
            }
            let brokenAt = facts.brokenAt(condition)
            if let earlier = first, earlier.at <= brokenAt { continue }
            first = Ending(state, at: brokenAt, cause: .fact(facts[condition.fact].key))
        }
        return first
    }
}

/// Suspensions and returns.
extension AuthorityState {
    private func clockReturn(_ suspension: Suspension, at now: Instant) -> (at: Instant, cause: Cause)? {
        guard suspension.onExpiry == .resume, let until = suspension.until, until <= now else { return nil }
        return (until, .clock)
    }

    /// When the facts let a mission go on that one of them suspended; nil while something stands against it.
    ///
    /// Every suspending condition whose fact has changed since has a say, for it may have been broken meanwhile: one
    /// that wants a person keeps the mission back. What was taken away for good does not.
    private func factReturn(of mission: Mission, from suspension: Suspension) -> (at: Instant, cause: Cause)? {
        guard case .fact = suspension.cause else { return nil }
        var returnedAt: Instant?
        for condition in mission.conditions where !condition.isNarrowing {
            guard facts.holds(condition) else { return nil }
            let changedAt = facts[condition.fact].changedAt
            guard condition.consequence == .suspend, changedAt > max(suspension.since, condition.since) else {
                continue
            }
            guard condition.onReturn == .resume else { return nil }
            returnedAt = max(returnedAt ?? changedAt, changedAt)
        }
        return returnedAt.map { ($0, suspension.cause) }
    }

    /// The suspension that the condition broken first brings, not before `turn`.
    private func dueSuspension(of mission: Mission, after turn: Instant?) -> Suspension? {
        var first: Suspension?
        for condition in mission.conditions where condition.consequence == .suspend && !facts.holds(condition) {
            let since = max(facts.brokenAt(condition), turn ?? .distantPast)
            if let earlier = first, earlier.since <= since { continue }
            first = Suspension(since: since, cause: .fact(facts[condition.fact].key))
        }
        return first
    }

    /// What facts have taken away beyond what the record says.
    private func dueNarrowings(of mission: Mission) -> [PendingChange] {
        mission.conditions.compactMap { condition in
            guard case .narrow(let removals) = condition.consequence, !facts.holds(condition) else { return nil }
            let added = removals.filter { mission.containment?.covers($0) != true }
            guard !added.isEmpty else { return nil }
            return PendingChange(at: facts.brokenAt(condition), kind: .narrowed(condition.fact, added))
        }
    }
}
