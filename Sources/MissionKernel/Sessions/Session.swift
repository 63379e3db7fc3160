// SPDX-License-Identifier: Apache-2.0

/// The runtime record of work under a mission: where it can continue. It grants nothing.
package struct Session: Sendable, Equatable {
    package let id: SessionID
    package internal(set) var mission: MissionIndex
    package let openedAt: Instant
    /// The number of the ledger entry that records its beginning, with how it was started.
    package let recordedAt: Int64
    /// The session whose process asked for this one.
    package let parent: SessionID?
    package let stopPolicy: StopPolicy
    package internal(set) var state: HarnessState = .running
    /// Counts the attempts. Whatever an older attempt asks for is refused.
    package internal(set) var epoch: Int32 = 1
    package internal(set) var binding: MissionBinding
    package internal(set) var checkpoint: SessionCheckpoint?
    package internal(set) var credential: SessionCredential?
    /// What waits, what is under way, and what was finished last; everything else is in the ledger.
    package internal(set) var queue: [QueueItem] = []

    /// Items that are kept, some of them finished.
    package static let queueMax = Enqueue.unfinishedMax + 200
}

/// States of a session's harness (draft-mcguinness-mission-harness).
package enum HarnessState: String, CaseIterable, Hashable, Sendable {
    case running, suppressed, paused, terminated, handoff
}

/// What a stop of the mission does to the session.
package enum StopPolicy: String, CaseIterable, Hashable, Sendable {
    case suppress, pause, terminate, handoff
}

/// What the session last learned of its mission. Its presence proves nothing.
package struct MissionBinding: Hashable, Sendable {
    package let authorityHash: Digest
    package let version: Int64
    package let state: MissionState
    package let checkedAt: Instant
    package let expiresAt: Instant
    package let source: Source

    /// Where the state was learned (`state_source`).
    package enum Source: String, CaseIterable, Hashable, Sendable {
        case status, signal, harness
        case runtimeDecision = "runtime_decision"
        case `operator` = "operator"
    }

    /// How long a session may act on what it learned: the supervisor's lease.
    package static let leaseMilliseconds: Int64 = 15_000
}

/// A place where the work can continue from. The data itself lies beside the ledger, under its digest.
package struct SessionCheckpoint: Hashable, Sendable {
    /// Counted from 1 within the session.
    package let number: Int32
    package let label: String
    package let data: Digest?
    package let at: Instant
}

/// By what the session's processes are known. Only the digest is kept.
package struct SessionCredential: Hashable, Sendable {
    package let digest: Digest
    package let expiresAt: Instant

    package init(digest: Digest, expiresAt: Instant) {
        self.digest = digest
        self.expiresAt = expiresAt
    }
}

/// A piece of work that waits for its time.
package struct QueueItem: Hashable, Sendable {
    package let id: QueueItemID
    package let action: String
    package let resource: ResourceURI
    package let actionClass: ActionClass
    package let key: ExactText?
    package let queuedAt: Instant
    package let notBefore: Instant?
    package let expiresAt: Instant?
    package let retryOf: QueueItemID?
    package internal(set) var state: State = .waiting

    package enum State: String, CaseIterable, Hashable, Sendable {
        case waiting, dispatched, done, failed, suppressed

        var isFinished: Bool { self != .waiting && self != .dispatched }
    }
}

/// All sessions.
package struct SessionTable: Sendable {
    /// In the order in which they were opened.
    package private(set) var sessions = PagedArray<Session>()
    private var index = PagedDictionary<SessionID, Int32>()
    private var items = PagedDictionary<QueueItemID, SessionID>()
    var byMission = PagedDictionary<MissionIndex, [SessionID]>()

    package var count: Int { sessions.count }
    package subscript(_ id: SessionID) -> Session? { index[id].map { sessions[Int($0)] } }
    func session(of item: QueueItemID) -> SessionID? { items[item] }

    /// The sessions that were opened under a mission, or moved to it, the oldest first.
    package func sessions(under mission: MissionIndex) -> [SessionID] { byMission[mission] ?? [] }

    mutating func add(_ session: Session) {
        append(session)
        byMission[session.mission, default: []].append(session.id)
    }

    mutating func append(_ session: Session) {
        index[session.id] = Int32(sessions.count)
        for item in session.queue { items[item.id] = session.id }
        sessions.append(session)
    }

    mutating func move(_ id: SessionID, to mission: MissionIndex) {
        update(id) { $0.mission = mission }
        byMission[mission, default: []].append(id)
    }

    mutating func update(_ id: SessionID, _ change: (inout Session) -> Void) {
        guard let place = index[id] else { return }
        change(&sessions[Int(place)])
    }

    mutating func addItem(_ item: QueueItem, to id: SessionID) {
        items[item.id] = id
        var forgotten: QueueItemID?
        update(id) { session in
            session.queue.append(item)
            guard session.queue.count > Session.queueMax,
                let oldest = session.queue.firstIndex(where: \.state.isFinished)
            else { return }
            forgotten = session.queue.remove(at: oldest).id
        }
        if let forgotten { items[forgotten] = nil }
    }

    mutating func changeItem(_ id: QueueItemID, to state: QueueItem.State) {
        guard let session = items[id] else { return }
        update(session) { session in
            guard let position = session.queue.firstIndex(where: { $0.id == id }) else { return }
            session.queue[position].state = state
        }
    }
}

extension AuthorityState {
    /// The session with this id.
    package func session(_ id: SessionID) throws(Refusal) -> Session {
        guard let session = sessions[id] else { throw .unknownSession }
        return session
    }

    /// Whether this is the session's current attempt: older ones are fenced off.
    func isCurrent(_ attempt: Attempt) throws(Refusal) {
        let session = try session(attempt.session)
        guard session.epoch == attempt.epoch else {
            throw Refusal(.staleEpoch, "another attempt has taken over: epoch \(session.epoch), not \(attempt.epoch)")
        }
        guard session.state != .terminated else { throw Refusal(.sessionEnded, "the session has ended") }
    }

    /// The owner, the session itself, or the client that runs the mission drive a session, from its current attempt.
    func mayDrive(_ attempt: Attempt, _ caller: Caller) throws(Refusal) {
        try mayReach(attempt.session, caller)
        try isCurrent(attempt)
    }

    func mayReach(_ id: SessionID, _ caller: Caller) throws(Refusal) {
        let session = try session(id)
        switch caller {
        case .owner: return
        case .session(let own):
            guard own == id || session.parent == own else { throw .unknownSession }
        case .client(let client):
            guard let index = registry.index(of: client), registry[index].isEnabled,
                index == missions[session.mission].parties.client
            else { throw .unknownSession }
        }
    }
}

extension Refusal {
    /// The one answer for a session that does not exist and for one that the caller may not see.
    package static let unknownSession = Refusal(.notFound, "no session that you can see has this id")
}
