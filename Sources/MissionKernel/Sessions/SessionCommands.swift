// SPDX-License-Identifier: Apache-2.0

/// Records a place to continue from. It is kept even when the mission has stopped: no work is lost, and it grants
/// nothing.
package struct RecordCheckpoint: Command {
    package let caller: Caller
    package let attempt: Attempt
    package let label: String
    package let data: Digest?

    package init(caller: Caller, attempt: Attempt, label: String, data: Digest?) {
        self.caller = caller
        self.attempt = attempt
        self.label = label
        self.data = data
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try state.mayDrive(attempt, caller)
        let session = try state.session(attempt.session)
        return [
            .sessionCheckpointed(
                SessionCheckpointed(
                    id: attempt.session, epoch: attempt.epoch, number: (session.checkpoint?.number ?? 0) + 1,
                    label: label, data: data))
        ]
    }
}

/// Ends a session whose work is over.
package struct CloseSession: Command {
    package let caller: Caller
    package let attempt: Attempt
    package let reason: String

    package init(caller: Caller, attempt: Attempt, reason: String) {
        self.caller = caller
        self.attempt = attempt
        self.reason = reason
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try state.mayDrive(attempt, caller)
        let session = try state.session(attempt.session)
        let standing = state.standing(of: session.mission, at: now)
        let stopped = Event.sessionStopped(
            SessionStopped(
                id: attempt.session, mission: state.missions[session.mission].id, point: nil, decision: .terminate,
                missionState: standing.state, version: standing.version, reason: reason))
        return [stopped] + state.unaccountedEffects(of: attempt.session, at: now)
    }
}

/// Moves a session whose mission was superseded to the successor: a question of its own, never automatic.
package struct RebindSession: Command {
    package let caller: Caller
    package let session: SessionID

    package init(caller: Caller, session: SessionID) {
        self.caller = caller
        self.session = session
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try state.mayReach(session, caller)
        let record = try state.session(session)
        guard record.state != .terminated else { throw Refusal(.sessionEnded, "the session has ended") }
        guard let successor = state.standing(of: record.mission, at: now).ending?.successor,
            let index = state.missions.index(of: successor)
        else { throw Refusal(.conflict, "the session's mission has no successor") }
        let standing = state.standing(of: index, at: now)
        guard standing.state == .active else {
            throw Refusal(.missionNotActive, "the successor is \(standing.state.rawValue)")
        }
        guard state.missions[index].parties.client == state.missions[record.mission].parties.client else {
            throw Refusal(.identityChanged, "the successor is run by another client")
        }
        return [.sessionRebound(SessionRebound(id: session, mission: successor, version: standing.version))]
    }
}

/// Records how a session's processes took being stopped, or how they ended by themselves. What they began and did not
/// report is unknown from then on.
package struct ReportStop: Command {
    package let caller: Caller
    package let session: SessionID
    package let outcome: ProcessStopped.Termination
    package let exit: ExactText?

    package init(
        caller: Caller, session: SessionID, outcome: ProcessStopped.Termination, exit: ExactText? = nil
    ) {
        self.caller = caller
        self.session = session
        self.outcome = outcome
        self.exit = exit
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try state.mayReach(session, caller)
        return [.processStopped(ProcessStopped(session: session, outcome: outcome, exit: exit))]
            + state.unaccountedEffects(of: session, at: now)
    }
}
