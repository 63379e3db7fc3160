// SPDX-License-Identifier: Apache-2.0

/// What can be asked of a mission as a whole (draft-mcguinness-oauth-mission-status, *Operations*).
package enum LifecycleOperation: Hashable, Sendable {
    case revoke
    case suspend(until: Instant?, onExpiry: OnExpiry?)
    /// The evidence is needed from the owner of the socket; a client needs the grant instead.
    case resume(SignedEvidence<Resumption>?)
    case complete

    /// The operation's name on the wire.
    package var name: String {
        switch self {
        case .revoke: "revoke"
        case .suspend: "suspend"
        case .resume: "resume"
        case .complete: "complete"
        }
    }
}

/// That a suspended mission goes on, as an approver agrees to it.
package struct Resumption: Hashable, Sendable {
    package let mission: MissionID
    /// The version that the person saw: a signature is good for one state only.
    package let version: Int64

    package init(mission: MissionID, version: Int64) {
        self.mission = mission
        self.version = version
    }
}

/// Revokes, suspends, resumes or completes a mission.
package struct ChangeLifecycle: Command {
    package let caller: Caller
    package let mission: MissionID
    package let operation: LifecycleOperation
    package let reason: String
    /// The version the caller last saw; another one refuses the operation.
    package let expectedVersion: Int64?
    package let replay: ReplayKey?

    package init(
        caller: Caller, mission: MissionID, operation: LifecycleOperation, reason: String = "",
        expectedVersion: Int64? = nil, replay: ReplayKey? = nil
    ) {
        self.caller = caller
        self.mission = mission
        self.operation = operation
        self.reason = reason
        self.expectedVersion = expectedVersion
        self.replay = replay
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        guard try answered(in: state) == nil else { return [] }
        let index = try state.mission(mission)
        let standing = state.standing(of: index, at: now)
        if let expectedVersion, expectedVersion != standing.version {
            throw Refusal(.staleVersion, "the mission is at version \(standing.version), not \(expectedVersion)")
        }
        // WHY: what the clock or a fact has brought already is written first, so that the record reads in order.
        return state.dueEvents(for: index, at: now)
            + (try events(for: state.missions[index], standing: standing, in: state, at: now))
    }

    /// What was answered to this request before. Throws for who may not ask, and for a nonce of another request: that
    /// rests on no state of the mission, and is answered anew each time.
    package func answered(in state: AuthorityState) throws(Refusal) -> LifecycleAnswer? {
        try mayBeAsked(of: state.missions[try state.mission(mission)], in: state)
        guard let replay else { return nil }
        return try state.nonces.answer(to: replay)
    }

    private func mayBeAsked(of mission: Mission, in state: AuthorityState) throws(Refusal) {
        if case .session(let session) = caller, operation == .complete,
            state.hasSubAgent(of: session, under: mission.id)
        {
            return
        }
        let needed: Grants = if case .resume = operation { .resume } else { .lifecycle }
        try state.mayGovern(mission, caller, by: needed)
    }

    private func events(
        for mission: Mission, standing: Standing, in state: AuthorityState, at now: Instant
    ) throws(Refusal) -> [Event] {
        switch operation {
        case .revoke: return try end(.revoked, standing: standing, at: now)
        case .complete: return try end(.completed, standing: standing, at: now)
        case .suspend(let until, let onExpiry):
            return try suspend(mission, until: until, onExpiry: onExpiry, standing: standing, in: state, at: now)
        case .resume(let evidence):
            return try resume(mission, evidence: evidence, standing: standing, in: state, at: now)
        }
    }

    /// Ending a mission that has ended in the same way is done already; in another way it is a conflict.
    private func end(_ ended: MissionState, standing: Standing, at now: Instant) throws(Refusal) -> [Event] {
        guard !standing.state.isTerminal else {
            guard standing.state == ended else { throw conflict(with: standing) }
            return []
        }
        let ending = Ending(ended, at: now, cause: .request, reason: reason)
        return [.missionEnded(MissionEnded(mission: mission, ending: ending, caller: caller))]
    }

    private func suspend(
        _ record: Mission, until: Instant?, onExpiry: OnExpiry?, standing: Standing, in state: AuthorityState,
        at now: Instant
    ) throws(Refusal) -> [Event] {
        guard !standing.state.isTerminal else { throw conflict(with: standing) }
        guard (until == nil) == (onExpiry == nil) else {
            throw Refusal(.invalidRequest, "`suspend_until` and `on_expiry` come together")
        }
        if let until, until <= now { throw Refusal(.invalidRequest, "`suspend_until` has passed") }
        guard let current = state.ownStanding(of: record, at: now).lifecycle.suspension else {
            let suspension = Suspension(
                since: now, cause: .request, until: until, onExpiry: onExpiry, reason: reason)
            return [
                .missionSuspended(MissionSuspended(mission: mission, suspension: suspension, caller: caller))
            ]
        }
        // WHY: a stop that someone asked for is theirs, also where a fact had brought one: its return must not undo it.
        let changed = Suspension(
            since: current.since, cause: .request, until: until, onExpiry: onExpiry,
            reason: reason.isEmpty ? current.reason : reason)
        guard changed != current else { return [] }
        if changed.isMilder(than: current), !current.endsByItself(record, in: state) { try mayEase(record, in: state) }
        return [.suspensionChanged(SuspensionChanged(mission: mission, suspension: changed, caller: caller))]
    }

    /// Terms under which a mission comes back by itself are a return, and so for those who may resume.
    private func mayEase(_ record: Mission, in state: AuthorityState) throws(Refusal) {
        try state.mayGovern(record, caller, by: .resume)
        guard case .owner = caller else { return }
        throw Refusal(
            .evidenceMismatch,
            "the mission is suspended on stricter terms, which only an approver's signature eases: resume it")
    }

    /// Only a mission suspended by itself is resumed: an ancestor's suspension is lifted at the ancestor.
    private func resume(
        _ record: Mission, evidence: SignedEvidence<Resumption>?, standing: Standing, in state: AuthorityState,
        at now: Instant
    ) throws(Refusal) -> [Event] {
        guard !standing.state.isTerminal, state.ownStanding(of: record, at: now).lifecycle.suspension != nil else {
            throw conflict(with: standing)
        }
        try isAgreed(evidence, standing: standing, record: record, in: state)
        if let unmet = record.conditions.first(where: { !$0.isNarrowing && !state.facts.holds($0) }) {
            throw Refusal(
                .conditionUnmet, "a condition of the mission does not hold: \(state.facts[unmet.fact].key.name)")
        }
        return [
            .missionResumed(
                MissionResumed(
                    mission: mission, at: now, cause: .request, caller: caller, reason: reason, evidence: evidence))
        ]
    }

    private func isAgreed(
        _ evidence: SignedEvidence<Resumption>?, standing: Standing, record: Mission, in state: AuthorityState
    ) throws(Refusal) {
        guard case .owner = caller else { return }
        guard let terms = evidence?.terms, terms.mission == mission, terms.version == standing.version, let evidence
        else {
            throw Refusal(.evidenceMismatch, "resuming needs an approver's signature over this mission and its version")
        }
        try state.isApprover(evidence.approver, key: evidence.key, insteadOf: record.parties.client)
    }

    private func conflict(with standing: Standing) -> Refusal {
        Refusal(.conflict, "a mission that is \(standing.state.rawValue) cannot be asked to \(operation.name)")
    }
}

extension Suspension {
    /// Whether a fact brought it whose return alone brings the mission back: no deadline can make that sooner, for the
    /// fact binds beyond it.
    fileprivate func endsByItself(_ record: Mission, in state: AuthorityState) -> Bool {
        guard case .fact(let fact) = cause else { return false }
        return record.conditions.allSatisfy { state.facts[$0.fact].key != fact || $0.onReturn == .resume }
    }
}

extension AuthorityState {
    /// Whether a session asked for one that works under this mission, which is a child of its own.
    func hasSubAgent(of session: SessionID, under mission: MissionID) -> Bool {
        guard let index = missions.index(of: mission), let parent = missions[index].lineage.parent,
            sessions[session]?.mission == parent
        else { return false }
        return sessions.sessions(under: index).contains { sessions[$0]?.parent == session }
    }

    /// Who may govern a mission: the owner; its own client with the grant; another client whose grant covers every
    /// mission.
    ///
    /// Whoever may not is told that there is no such mission.
    func mayGovern(_ mission: Mission, _ caller: Caller, by needed: Grants) throws(Refusal) {
        switch caller {
        case .owner: return
        case .session(let session):
            guard try self.session(session).mission == missions.index(of: mission.id) else { throw .unknownMission }
            throw Refusal(.notPermitted, "a process under a mission may not govern missions")
        case .client(let id):
            guard let index = registry.index(of: id), registry[index].isEnabled,
                registry[index].grants.contains(needed),
                index == mission.parties.client || registry[index].grants.contains(.everyMission)
            else { throw .unknownMission }
        }
    }

    /// Whether `principal` may approve with `key` what `client` is to run.
    func isApprover(_ principal: Principal, key: ApprovalKey, insteadOf client: ClientIndex) throws(Refusal) {
        guard let approver = registry.principal(principal), approver.approvalKeys.contains(key) else {
            throw Refusal(.approverUnknown, "this key approves for nobody that is registered here")
        }
        guard approver.isEnabled else {
            throw Refusal(.approverDisabled, "`\(principal.subject)` is no longer enabled")
        }
        guard principal.subject != registry[client].id.text else {
            throw Refusal(.approverIsClient, "who runs a mission cannot approve it")
        }
    }
}
