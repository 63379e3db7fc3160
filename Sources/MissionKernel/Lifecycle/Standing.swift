// SPDX-License-Identifier: Apache-2.0

/// How a mission stands at a moment, its ancestors, its facts and the clock taken into account.
///
/// This is what every reporting surface shows and every decision uses. It does not depend on whether the events that
/// follow from an ancestor's end, a deadline or a fact have been written yet: it is the same before and after.
package struct Standing: Hashable, Sendable {
    package let state: MissionState
    /// The state version: it grows with each change that this state or an ancestor's brought (`mission.version`).
    package let version: Int64
    /// The suspension in force on the mission itself, when it is suspended by one.
    package let suspension: Suspension?
    /// The mission's end, its own or an ancestor's.
    package let ending: Ending?
}

/// A mission's own lifecycle with everything that has already happened to it but is not written yet.
struct OwnStanding {
    var lifecycle: Lifecycle
    /// Turns beyond the recorded ones.
    var pendingTurns: [Instant] = []
}

extension AuthorityState {
    /// How the mission at `index` stands at `now`.
    package func standing(of index: MissionIndex, at now: Instant) -> Standing {
        let now = moment(now)
        let own = ownStanding(of: missions[index], at: now)
        let above = ancestors(of: index, at: now)
        let ending = Self.firstEnding(own: own.lifecycle.ending, above: above.endedAt)
        let version = version(of: missions[index], own: own, ending: ending, at: now)
        if let ending { return Standing(state: ending.state, version: version, suspension: nil, ending: ending) }
        let isSuspended = above.isSuspended || own.lifecycle.suspension != nil
        return Standing(
            state: isSuspended ? .suspended : .active, version: version, suspension: own.lifecycle.suspension,
            ending: nil)
    }

    /// The mission's own lifecycle rolled forward: facts that stopped holding, then deadlines, in the order they came.
    func ownStanding(of mission: Mission, at now: Instant) -> OwnStanding {
        var own = OwnStanding(lifecycle: mission.lifecycle)
        guard own.lifecycle.ending == nil else { return own }
        let due = [expiry(of: mission, at: now), endOfSuspension(own.lifecycle, at: now), unmetEnding(of: mission)]
        // WHY: of endings at the same moment expiry comes first, as the specification ranks it.
        if let ending = due.compactMap(\.self).min(by: { $0.at < $1.at }) {
            own.lifecycle = .ended(ending)
            own.pendingTurns.append(ending.at)
            return own
        }
        if let suspension = own.lifecycle.suspension, let until = suspension.until, until <= now {
            own.lifecycle = .active
            own.pendingTurns.append(until)
        }
        if case .active = own.lifecycle, let suspension = unmetSuspension(of: mission, after: own.pendingTurns.last) {
            own.lifecycle = .suspended(suspension)
            own.pendingTurns.append(suspension.since)
        }
        return own
    }

    private func expiry(of mission: Mission, at now: Instant) -> Ending? {
        mission.expiresAt <= now ? Ending(.expired, at: mission.expiresAt, cause: .clock) : nil
    }

    private func endOfSuspension(_ lifecycle: Lifecycle, at now: Instant) -> Ending? {
        guard let suspension = lifecycle.suspension, suspension.onExpiry == .revoke, let until = suspension.until,
            until <= now
        else { return nil }
        return Ending(.revoked, at: until, cause: .clock)
    }

    /// The end that an unmet condition brings, at the moment it was broken.
    private func unmetEnding(of mission: Mission) -> Ending? {
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

    private func unmetSuspension(of mission: Mission, after turn: Instant?) -> Suspension? {
        let unmet = mission.conditions.first { $0.consequence == .suspend && !facts.holds($0) }
        return unmet.map { condition in
            let since = max(facts.brokenAt(condition), turn ?? .distantPast)
            return Suspension(since: since, cause: .fact(facts[condition.fact].key))
        }
    }

    /// When the first ancestor ended, and whether one is suspended.
    private func ancestors(of index: MissionIndex, at now: Instant) -> (endedAt: Instant?, isSuspended: Bool) {
        var endedAt: Instant?
        var isSuspended = false
        forEachAncestor(of: index) { ancestor in
            let own = ownStanding(of: ancestor, at: now)
            if let ending = own.lifecycle.ending { endedAt = min(endedAt ?? ending.at, ending.at) }
            isSuspended = isSuspended || own.lifecycle.suspension != nil
        }
        return (endedAt, isSuspended)
    }

    /// Whichever came first. At the same moment the mission's own end stands, so that its expiry wins over a cascade.
    private static func firstEnding(own: Ending?, above endedAt: Instant?) -> Ending? {
        guard let endedAt else { return own }
        if let own, own.at <= endedAt { return own }
        return Ending(.cascaded, at: endedAt, cause: .ancestor)
    }
}

extension AuthorityState {
    /// The state version: the mission's own changes, and the turns its ancestors took while it had not ended.
    ///
    /// Counting turns instead of writing to every descendant is what makes a cascade cost nothing to see.
    private func version(of mission: Mission, own: OwnStanding, ending: Ending?, at now: Instant) -> Int64 {
        guard let first = mission.lineage.parent else { return Int64(mission.changes) + Int64(own.pendingTurns.count) }
        let isCascaded = ending?.state == .cascaded
        // An own end closes before its moment, for what ancestors do at that moment is too late; a cascade is its
        // ancestor's turn.
        let closes = ending.map { isCascaded ? $0.at.next : $0.at } ?? .distantFuture
        let ownTurns = own.pendingTurns.count { !isCascaded || $0 < closes }
        let above = turns(from: first, before: closes, at: now) - Int64(mission.lineage.ancestorTurns)
        return Int64(mission.changes) + Int64(ownTurns) + above
    }

    /// The turns that `first` and its ancestors took before `closing`.
    func turns(from first: MissionIndex, before closing: Instant, at now: Instant) -> Int64 {
        var count = 0
        var next: MissionIndex? = first
        while let index = next {
            let mission = missions[index]
            count += mission.turns.count { $0 < closing }
            count += ownStanding(of: mission, at: now).pendingTurns.count { $0 < closing }
            next = mission.lineage.parent
        }
        return Int64(count)
    }
}
