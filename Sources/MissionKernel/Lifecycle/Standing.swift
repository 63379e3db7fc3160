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

extension AuthorityState {
    /// How the mission at `index` stands at `now`.
    package func standing(of index: MissionIndex, at now: Instant) -> Standing {
        let now = moment(now)
        if let version = versionOfActive(index, at: now) {
            return Standing(state: .active, version: version, suspension: nil, ending: nil)
        }
        let mission = missions[index]
        if let ending = mission.lifecycle.ending {
            let version = version(of: mission, own: OwnStanding(mission), ending: ending, at: now)
            return Standing(state: ending.state, version: version, suspension: nil, ending: ending)
        }
        let own = ownStanding(of: mission, at: now)
        let above = ancestors(of: index, at: now)
        let ending = Self.firstEnding(own: own.lifecycle.ending, above: above.endedAt)
        let version = version(of: mission, own: own, ending: ending, at: now)
        if let ending { return Standing(state: ending.state, version: version, suspension: nil, ending: ending) }
        let isSuspended = above.isSuspended || own.lifecycle.suspension != nil
        return Standing(
            state: isSuspended ? .suspended : .active, version: version, suspension: own.lifecycle.suspension,
            ending: nil)
    }

    /// The version of a mission that is active with all its ancestors, and whose records say everything; else nil.
    ///
    /// The common case, told without building anything.
    private func versionOfActive(_ index: MissionIndex, at now: Instant) -> Int64? {
        guard isActiveAsRecorded(index, at: now) else { return nil }
        var version = Int64(missions[index].changes) - Int64(missions[index].lineage.ancestorTurns)
        var parent = missions[index].lineage.parent
        while let ancestor = parent {
            guard isActiveAsRecorded(ancestor, at: now) else { return nil }
            version += Int64(missions[ancestor].turns.count)
            parent = missions[ancestor].lineage.parent
        }
        return version
    }

    private func isActiveAsRecorded(_ index: MissionIndex, at now: Instant) -> Bool {
        guard case .active = missions[index].lifecycle else { return false }
        return isCaughtUp(missions[index], at: now)
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
    /// The state version: the mission's own changes, and those of its ancestors while it had not ended.
    ///
    /// Counting them instead of writing to every descendant is what makes a cascade cost nothing to see.
    private func version(of mission: Mission, own: OwnStanding, ending: Ending?, at now: Instant) -> Int64 {
        let closes = ending?.closes ?? .distantFuture
        let changes = Int64(mission.changes) + Int64(own.pending(under: ending).count)
        guard let parent = mission.lineage.parent else { return changes }
        return changes + turns(from: parent, before: closes, at: now) - Int64(mission.lineage.ancestorTurns)
    }

    /// The changes that `first` and its ancestors took before `closing`.
    func turns(from first: MissionIndex, before closing: Instant, at now: Instant) -> Int64 {
        var count = 0
        var next: MissionIndex? = first
        while let index = next {
            let mission = missions[index]
            count += mission.turns.count { $0 < closing }
            count += ownStanding(of: mission, at: now).pending.count { $0.at < closing }
            next = mission.lineage.parent
        }
        return Int64(count)
    }
}

extension Ending {
    /// From when on nothing changes the mission's version any more.
    ///
    /// What the clock ends is closed at that moment, whatever else happens then. A request, a fact or an ancestor ends
    /// it after what the clock had brought by then.
    fileprivate var closes: Instant { cause == .clock ? at : at.next }
}

extension OwnStanding {
    /// What is to be written of the mission itself when it ends with `ending`: of what came after a cascade, nothing.
    func pending(under ending: Ending?) -> [PendingChange] {
        guard let ending, ending.state == .cascaded else { return pending }
        return pending.filter { $0.at < ending.closes }
    }
}
