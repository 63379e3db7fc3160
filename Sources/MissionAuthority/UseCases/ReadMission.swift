// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// A mission in detail, as it stands.
package struct MissionDetail: Sendable {
    package let report: MissionReport
    package let owner: Principal
    package let successorOwner: Principal?
    package let createdAt: Instant
    package let expiryCeiling: Instant
    package let removals: [Removal]
    package let conditions: [ConditionReport]
    package let limits: SpendLimits
    package let spend: Spend
    package let predecessor: MissionID?
    package let children: Int
    package let sessions: [SessionID]

    /// A condition of the mission, with the fact's value now; nil while nobody has told of it.
    package struct ConditionReport: Sendable {
        package let terms: ConditionTerms
        package let value: FactValue?
        package let holds: Bool
    }
}

/// A page of a list of missions.
package struct MissionPage: Sendable {
    package let missions: [MissionReport]
    /// Where the next page begins; nil when there is none.
    package let next: Int32?
}

/// A mission with its descendants, parents before children.
package struct MissionTree: Sendable {
    package let missions: [MissionReport]
    /// False when there are more than were asked for.
    package let isComplete: Bool
}

extension MissionAuthority {
    /// How a mission stands, for a caller who may read it. Reading is wide: every registered client with the grant, the
    /// mission's own client, and the mission's own processes.
    package func report(on id: MissionID, caller: Caller) throws(Refusal) -> MissionReport {
        try read { (state, now) throws(Refusal) in
            MissionReport(try readable(id, caller, in: state), in: state, at: now)
        }
    }

    /// All that is published of a mission, for a caller who may read it; to others it does not exist.
    package func detail(of id: MissionID, caller: Caller) throws(Refusal) -> MissionDetail {
        try readCopy { (state, now) throws(Refusal) in
            MissionDetail(try readable(id, caller, in: state), in: state, at: now)
        }
    }

    /// Missions that were created before `position`, the newest first.
    package func missions(before position: Int32, max: Int, state wanted: MissionState?, caller: Caller) -> MissionPage
    {
        readCopy { state, now in
            var missions: [MissionReport] = []
            var next = min(Int(position), state.missions.count)
            while next > 0, missions.count < max {
                next -= 1
                let index = state.missions.index(at: next)
                guard mayRead(index, caller, in: state) else { continue }
                let report = MissionReport(index, in: state, at: now)
                if wanted == nil || report.standing.state == wanted { missions.append(report) }
            }
            return MissionPage(missions: missions, next: next > 0 ? Int32(next) : nil)
        }
    }

    /// A mission with at most `max` missions in all, itself first, for a caller who may read it.
    package func tree(of id: MissionID, max: Int, caller: Caller) throws(Refusal) -> MissionTree {
        try readCopy { (state, now) throws(Refusal) in
            var waiting = [try readable(id, caller, in: state)]
            var missions: [MissionReport] = []
            while let index = waiting.popLast(), missions.count < max {
                missions.append(MissionReport(index, in: state, at: now))
                waiting += state.missions[index].offspring.children.reversed()
            }
            return MissionTree(missions: missions, isComplete: waiting.isEmpty)
        }
    }

    private func readable(_ id: MissionID, _ caller: Caller, in state: AuthorityState) throws(Refusal) -> MissionIndex {
        let index = try state.mission(id)
        guard mayRead(index, caller, in: state) else { throw .unknownMission }
        return index
    }

    /// Whether the caller may learn that the mission exists.
    func mayRead(_ index: MissionIndex, _ caller: Caller, in state: AuthorityState) -> Bool {
        switch caller {
        case .owner: return true
        case .client(let id):
            guard let client = state.registry.index(of: id), state.registry[client].isEnabled else { return false }
            return client == state.missions[index].parties.client || state.registry[client].grants.contains(.status)
        case .session(let session):
            guard let own = state.sessions[session]?.mission else { return false }
            return state.isWithin(index, own)
        }
    }
}

extension AuthorityState {
    /// Whether `index` is `ancestor` or below it.
    fileprivate func isWithin(_ index: MissionIndex, _ ancestor: MissionIndex) -> Bool {
        var next: MissionIndex? = index
        while let current = next {
            if current == ancestor { return true }
            next = missions[current].lineage.parent
        }
        return false
    }
}

extension MissionDetail {
    fileprivate init(_ index: MissionIndex, in state: AuthorityState, at now: Instant) {
        let mission = state.missions[index]
        self.init(
            report: MissionReport(index, in: state, at: now), owner: state.registry[mission.owner].principal,
            successorOwner: mission.parties.successorOwner.map { state.registry[$0].principal },
            createdAt: mission.createdAt, expiryCeiling: mission.expiryCeiling,
            removals: state.taken(from: index),
            conditions: mission.conditions.map { ConditionReport($0, in: state.facts) },
            limits: mission.terms.limits, spend: mission.spend,
            predecessor: mission.predecessor.map { state.missions[$0].id },
            children: mission.offspring.children.count,
            sessions: state.sessions.sessions(under: index))
    }
}

extension MissionDetail.ConditionReport {
    fileprivate init(_ condition: Condition, in facts: FactTable) {
        self.init(
            terms: facts.terms(of: condition), value: facts[condition.fact].value, holds: facts.holds(condition))
    }
}
