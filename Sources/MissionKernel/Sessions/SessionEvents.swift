// SPDX-License-Identifier: Apache-2.0

/// A session was allowed to go on.
package struct SessionResumed: EventPayload {
    package let id: SessionID
    package let mission: MissionID
    package let point: ResumePoint
    package let epoch: Int32
    package let version: Int64
    package let credential: SessionCredential?

    package init(
        id: SessionID, mission: MissionID, point: ResumePoint, epoch: Int32, version: Int64,
        credential: SessionCredential?
    ) {
        self.id = id
        self.mission = mission
        self.point = point
        self.epoch = epoch
        self.version = version
        self.credential = credential
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        let binding = MissionBinding(active: state.missions[index], version: version, at: moment)
        state.sessions.update(id) { session in
            session.state = .running
            session.epoch = epoch
            session.binding = binding
            if let credential { session.credential = credential }
        }
    }
}

/// A session was stopped: recoverable and inert, or at its end.
package struct SessionStopped: EventPayload {
    package let id: SessionID
    package let mission: MissionID
    /// Where it asked; nil when it ended of itself.
    package let point: ResumePoint?
    package let decision: HarnessDecision
    package let missionState: MissionState
    package let version: Int64
    package let reason: String

    package init(
        id: SessionID, mission: MissionID, point: ResumePoint?, decision: HarnessDecision, missionState: MissionState,
        version: Int64, reason: String
    ) {
        self.id = id
        self.mission = mission
        self.point = point
        self.decision = decision
        self.missionState = missionState
        self.version = version
        self.reason = reason
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let session = state.sessions[id] else { return }
        let binding = MissionBinding(
            authorityHash: session.binding.authorityHash, version: version, state: missionState, checkedAt: moment,
            expiresAt: moment, source: .status)
        state.sessions.update(id) { session in
            session.state = decision.harnessState
            session.binding = binding
            // WHY: an inert session has no usable credential; a resume that is allowed brings a fresh one.
            session.credential = nil
        }
    }
}

/// A session's work goes on under the mission that took over.
package struct SessionRebound: EventPayload {
    package let id: SessionID
    package let mission: MissionID
    package let version: Int64

    package init(id: SessionID, mission: MissionID, version: Int64) {
        self.id = id
        self.mission = mission
        self.version = version
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        let binding = MissionBinding(active: state.missions[index], version: version, at: moment)
        state.sessions.move(id, to: index)
        state.sessions.update(id) { session in
            session.binding = binding
            // A credential never crosses over: the next resume brings a fresh one.
            session.credential = nil
        }
    }
}

/// A place to continue from was recorded.
package struct SessionCheckpointed: EventPayload {
    package let id: SessionID
    package let epoch: Int32
    package let number: Int32
    package let label: String
    package let data: Digest?

    package init(id: SessionID, epoch: Int32, number: Int32, label: String, data: Digest?) {
        self.id = id
        self.epoch = epoch
        self.number = number
        self.label = label
        self.data = data
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        state.sessions.update(id) { session in
            session.checkpoint = SessionCheckpoint(number: number, label: label, data: data, at: moment)
        }
    }
}

/// A session's processes are gone, stopped by their supervisor (`termination_outcome` of Harness Evidence) or by
/// themselves.
package struct ProcessStopped: EventPayload {
    package let session: SessionID
    package let outcome: Termination
    /// How its program ended by itself, such as `exited with 3`; nil where it was told to end.
    package let exit: ExactText?

    /// How a process took it.
    package enum Termination: String, CaseIterable, Hashable, Sendable {
        case acknowledged
        case timedOut = "timed_out"
        case unknown
    }

    package init(session: SessionID, outcome: Termination, exit: ExactText? = nil) {
        self.session = session
        self.outcome = outcome
        self.exit = exit
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {}
}
