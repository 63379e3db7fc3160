// SPDX-License-Identifier: Apache-2.0

/// A mission was suspended.
package struct MissionSuspended: EventPayload {
    package let mission: MissionID
    package let suspension: Suspension
    package let caller: Caller?

    package init(mission: MissionID, suspension: Suspension, caller: Caller? = nil) {
        self.mission = mission
        self.suspension = suspension
        self.caller = caller
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.missions.update(index) { $0.turn(to: .suspended(suspension), at: suspension.since) }
        if let until = suspension.until { state.deadlines.add(.mission(index), at: until) }
    }
}

/// The deadline of a suspension, or what follows it, was changed.
package struct SuspensionChanged: EventPayload {
    package let mission: MissionID
    package let suspension: Suspension
    package let caller: Caller?

    package init(mission: MissionID, suspension: Suspension, caller: Caller? = nil) {
        self.mission = mission
        self.suspension = suspension
        self.caller = caller
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.missions.update(index) { mission in
            mission.lifecycle = .suspended(suspension)
            mission.changes += 1
        }
        if let until = suspension.until { state.deadlines.add(.mission(index), at: until) }
    }
}

/// A suspended mission is active again.
package struct MissionResumed: EventPayload {
    package let mission: MissionID
    /// When: the moment of the request, or the deadline that passed.
    package let at: Instant
    package let cause: Cause
    package let caller: Caller?
    package let reason: String
    /// Nil where nobody had to agree.
    package let evidence: SignedEvidence<Resumption>?

    package init(
        mission: MissionID, at: Instant, cause: Cause, caller: Caller? = nil, reason: String = "",
        evidence: SignedEvidence<Resumption>? = nil
    ) {
        self.mission = mission
        self.at = at
        self.cause = cause
        self.caller = caller
        self.reason = reason
        self.evidence = evidence
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.missions.update(index) { mission in
            mission.turn(to: .active, at: at)
            mission.resumedAt = at
        }
    }
}

/// A mission ended. Nothing follows.
package struct MissionEnded: EventPayload {
    package let mission: MissionID
    package let ending: Ending
    package let caller: Caller?

    package init(mission: MissionID, ending: Ending, caller: Caller? = nil) {
        self.mission = mission
        self.ending = ending
        self.caller = caller
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission), state.missions[index].lifecycle.ending == nil else {
            return
        }
        state.missions.update(index) { $0.end(ending) }
        state.overtakeSubmissions(boundTo: mission, at: moment)
        let lineage = state.missions[index].lineage
        if let parent = lineage.parent {
            state.missions.update(parent) { $0.offspring.remove(drawingOn: lineage.justifications) }
        }
        if state.missions[index].offspring.liveCount > 0 { state.settlements.addCascade(from: index) }
    }
}

extension Mission {
    /// A change of state that descendants see.
    fileprivate mutating func turn(to lifecycle: Lifecycle, at moment: Instant) {
        self.lifecycle = lifecycle
        changes += 1
        turns.append(moment)
    }

    /// An end of its own counts as a change. A cascade does not: it is its ancestor's turn, which is counted there.
    fileprivate mutating func end(_ ending: Ending) {
        guard ending.state != .cascaded else {
            lifecycle = .ended(ending)
            return
        }
        turn(to: .ended(ending), at: ending.at)
    }
}

/// What was answered to a lifecycle request, so that its repetition gets the same.
package struct LifecycleAnswered: EventPayload {
    package let key: ReplayKey
    package let answer: LifecycleAnswer

    package init(key: ReplayKey, answer: LifecycleAnswer) {
        self.key = key
        self.answer = answer
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        state.nonces.record(key, answer, at: moment)
    }
}
