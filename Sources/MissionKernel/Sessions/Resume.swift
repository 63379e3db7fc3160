// SPDX-License-Identifier: Apache-2.0

/// The moments at which a session must ask whether it may go on (draft-mcguinness-mission-harness, *Resume Points*).
package enum ResumePoint: String, CaseIterable, Hashable, Sendable {
    case processRestart = "process_restart"
    case deviceHandoff = "device_handoff"
    case backgroundWakeUp = "background_wake_up"
    case retry = "retry"
    case asyncToolResponse = "async_tool_response"
    case workspaceLoad = "workspace_load"
    case credentialRefresh = "credential_refresh"
    case queueDispatch = "queue_dispatch"

    /// Whether a new attempt begins here, which fences off all earlier ones.
    package var startsAttempt: Bool {
        switch self {
        case .processRestart, .deviceHandoff, .backgroundWakeUp, .workspaceLoad: true
        case .retry, .asyncToolResponse, .credentialRefresh, .queueDispatch: false
        }
    }
}

/// What a session is told to do (`decision` of Harness Evidence).
package enum HarnessDecision: String, CaseIterable, Hashable, Sendable {
    case `continue` = "continue"
    case suppress, pause, terminate, handoff
}

/// Asks whether a session may go on. It may only if its mission stands; nothing that survived a crash counts.
package struct Resume: Command {
    package let caller: Caller
    package let session: SessionID
    package let point: ResumePoint
    /// The attempt that asks, where none begins.
    package let epoch: Int32?
    /// A fresh credential, where one is to be derived.
    package let credential: SessionCredential?

    package init(
        caller: Caller, session: SessionID, point: ResumePoint, epoch: Int32? = nil,
        credential: SessionCredential? = nil
    ) {
        self.caller = caller
        self.session = session
        self.point = point
        self.epoch = epoch
        self.credential = credential
    }

    /// The answer, and the events that record it.
    package struct Answer: Sendable {
        package let decision: HarnessDecision
        package let reason: Reason
        package let standing: Standing
        /// The attempt that may go on; nil when none may.
        package let attempt: Attempt?
        package let checkpoint: SessionCheckpoint?
        package let events: [Event]
    }

    /// Why.
    package enum Reason: Hashable, Sendable {
        case missionActive
        case missionNotActive(MissionState)
        case actorDisabled
        case derivationsExhausted
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try answer(in: state, at: now).events
    }

    /// Decides. Throws only when the question is not this caller's to ask, or comes from an attempt that was fenced
    /// off.
    package func answer(in state: AuthorityState, at now: Instant) throws(Refusal) -> Answer {
        try state.mayReach(session, caller)
        let record = try state.session(session)
        guard record.state != .terminated else { throw Refusal(.sessionEnded, "the session has ended") }
        if !point.startsAttempt, epoch != record.epoch {
            throw Refusal(.staleEpoch, "another attempt has taken over: epoch \(record.epoch)")
        }
        let standing = state.standing(of: record.mission, at: now)
        let reason = reason(of: record, standing: standing, in: state)
        guard reason == .missionActive else { return stopped(record, reason, standing, in: state, at: now) }
        return resumed(record, standing, in: state, at: now)
    }

    private func reason(of record: Session, standing: Standing, in state: AuthorityState) -> Reason {
        guard standing.state == .active else { return .missionNotActive(standing.state) }
        let mission = state.missions[record.mission]
        guard state.registry[mission.parties.client].isEnabled else { return .actorDisabled }
        if credential != nil, let limit = mission.terms.limits.derivations, mission.spend.derivations >= limit {
            return .derivationsExhausted
        }
        return .missionActive
    }
}

/// Going on.
extension Resume {
    private func resumed(_ record: Session, _ standing: Standing, in state: AuthorityState, at now: Instant) -> Answer {
        let epoch = point.startsAttempt ? record.epoch + 1 : record.epoch
        let resumed = Event.sessionResumed(
            SessionResumed(
                id: session, mission: state.missions[record.mission].id, point: point, epoch: epoch,
                version: standing.version, credential: credential))
        var events = [resumed]
        if credential != nil {
            events.append(.derivationCounted(DerivationCounted(mission: state.missions[record.mission].id)))
        }
        if point.startsAttempt {
            events += outsideWork(of: record, in: state, at: now)
            events += state.unaccountedEffects(of: session, at: now)
        }
        return Answer(
            decision: .continue, reason: .missionActive, standing: standing,
            attempt: Attempt(session: session, epoch: epoch), checkpoint: record.checkpoint, events: events)
    }

    /// Queued work that the mission no longer covers is suppressed item by item; the rest goes on.
    private func outsideWork(of record: Session, in state: AuthorityState, at now: Instant) -> [Event] {
        record.queue.filter { $0.state == .waiting && !state.covers($0.action, on: $0.resource, under: record.mission) }
            .map { item in
                .itemConcluded(
                    ItemConcluded(id: item.id, session: session, state: .suppressed, reason: .authorityContained))
            }
    }
}

/// Stopping.
extension Resume {
    private func stopped(
        _ record: Session, _ reason: Reason, _ standing: Standing, in state: AuthorityState, at now: Instant
    ) -> Answer {
        let decision = Self.decision(for: standing.state, reason, policy: record.stopPolicy)
        let stopped = Event.sessionStopped(
            SessionStopped(
                id: session, mission: state.missions[record.mission].id, point: point, decision: decision,
                missionState: standing.state, version: standing.version, reason: reason.text))
        let queued = record.queue.filter { $0.state == .waiting }.map { item in
            Event.itemConcluded(
                ItemConcluded(id: item.id, session: session, state: .suppressed, reason: .missionInactive))
        }
        // WHY: a pause keeps what waits, for it may go on; every other stop empties the queue.
        let isRepetition = record.state == decision.harnessState && record.binding.version == standing.version
        let events = isRepetition ? [] : [stopped] + (decision == .pause ? [] : queued)
        // What was begun before is found out also where nothing goes on.
        let isGone = point.startsAttempt || decision == .terminate
        return Answer(
            decision: decision, reason: reason, standing: standing, attempt: nil, checkpoint: record.checkpoint,
            events: events + (isGone ? state.unaccountedEffects(of: session, at: now) : []))
    }

    /// The stop matrix (draft-mcguinness-mission-harness): what the session's policy asks for, where the state allows
    /// it.
    package static func decision(for state: MissionState, _ reason: Reason, policy: StopPolicy) -> HarnessDecision {
        switch (state, policy) {
        case (.active, _), (.suspended, .pause), (.suspended, .handoff), (.suspended, .terminate): .pause
        case (.suspended, .suppress): .suppress
        case (.superseded, .handoff): .handoff
        case (_, .terminate): .terminate
        default: .suppress
        }
    }
}

extension Resume.Reason {
    /// The reason as evidence names it.
    package var text: String {
        switch self {
        case .missionActive: "mission_active"
        case .missionNotActive: "mission_not_active"
        case .actorDisabled: "actor_disabled"
        case .derivationsExhausted: "derivations_exhausted"
        }
    }
}

extension HarnessDecision {
    package var harnessState: HarnessState {
        switch self {
        case .continue: .running
        case .suppress: .suppressed
        case .pause: .paused
        case .terminate: .terminated
        case .handoff: .handoff
        }
    }
}

extension AuthorityState {
    /// What a session's attempts began and did not report is unknown once they are gone: it is found out, never
    /// repeated.
    func unaccountedEffects(of session: SessionID, at now: Instant) -> [Event] {
        effects.begun(in: session).flatMap {
            unaccounted($0, because: "whoever began it is gone, and has not reported it", at: now)
        }
    }
}

extension EffectTable {
    /// What a session's attempts began and have not reported, the oldest first.
    func begun(in session: SessionID) -> [Effect] { open(in: session).filter { $0.state == .intended } }

    /// Effects of a session whose outcome nobody knows yet, the oldest first.
    package func unknown(in session: SessionID) -> [PermitID] {
        open(in: session).filter { $0.state == .unknown }.map(\.id)
    }

    /// What a session's attempts began and nobody has accounted for, the oldest first.
    package func open(in session: SessionID) -> [Effect] {
        open.values.filter { $0.attempt?.session == session && [.intended, .unknown].contains($0.state) }
            .sorted { ($0.grantedAt, $0.id) < ($1.grantedAt, $1.id) }
    }
}
