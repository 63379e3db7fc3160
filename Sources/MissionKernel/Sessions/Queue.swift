// SPDX-License-Identifier: Apache-2.0

/// Puts work into a session's queue, bound to the session's mission.
package struct Enqueue: Command {
    package let caller: Caller
    package let attempt: Attempt
    package let id: QueueItemID
    package let action: String
    package let resource: ResourceURI
    package let key: ExactText?
    package let notBefore: Instant?
    package let expiresAt: Instant?
    package let retryOf: QueueItemID?

    /// Items of one session that may wait or be under way.
    package static let unfinishedMax = 1000

    package init(
        caller: Caller, attempt: Attempt, id: QueueItemID, action: String, resource: ResourceURI,
        key: ExactText? = nil, notBefore: Instant? = nil, expiresAt: Instant? = nil, retryOf: QueueItemID? = nil
    ) {
        self.caller = caller
        self.attempt = attempt
        self.id = id
        self.action = action
        self.resource = resource
        self.key = key
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.retryOf = retryOf
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try state.mayDrive(attempt, caller)
        let session = try state.session(attempt.session)
        let standing = state.standing(of: session.mission, at: now)
        guard standing.state == .active else {
            throw Refusal(.missionNotActive, "the mission \(MissionStop(standing).predicate)")
        }
        guard state.sessions.session(of: id) == nil else {
            throw Refusal(.alreadyExists, "a queue item has this id already")
        }
        if let retryOf, state.sessions.session(of: retryOf) != attempt.session {
            throw Refusal(.notFound, "the item to retry is not in this session's queue")
        }
        if let expiresAt, expiresAt <= max(now, notBefore ?? now) {
            throw Refusal(.invalidRequest, "the item would expire before it could be dispatched")
        }
        guard session.queue.count(where: { !$0.state.isFinished }) < Self.unfinishedMax else {
            throw Refusal(
                .quotaExceeded, "a session has at most \(Self.unfinishedMax) items that wait or are under way")
        }
        let actionClass = state.actionClass(of: action, under: session.mission)
        return [
            .itemQueued(
                ItemQueued(
                    id: id, session: attempt.session, action: action, resource: resource, actionClass: actionClass,
                    key: key, notBefore: notBefore, expiresAt: expiresAt, retryOf: retryOf))
        ]
    }
}

/// Takes an item from the queue to do it: a resume point of its own.
package struct DispatchItem: Command {
    package let caller: Caller
    package let attempt: Attempt
    package let id: QueueItemID

    package init(caller: Caller, attempt: Attempt, id: QueueItemID) {
        self.caller = caller
        self.attempt = attempt
        self.id = id
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try state.mayDrive(attempt, caller)
        let session = try state.session(attempt.session)
        guard let item = session.queue.first(where: { $0.id == id }) else {
            throw Refusal(.notFound, "the session has no such item in its queue")
        }
        guard item.state == .waiting else {
            throw Refusal(.conflict, "an item that is \(item.state.rawValue) is not dispatched")
        }
        if let notBefore = item.notBefore, now < notBefore {
            throw Refusal(.notDue, "the item is not due before its `not_before`")
        }
        return [
            obstacle(to: item, of: session, in: state, at: now)
                ?? .itemDispatched(ItemDispatched(id: id, session: session.id))
        ]
    }

    /// The event that suppresses the item, when it may not be done.
    private func obstacle(
        to item: QueueItem, of session: Session, in state: AuthorityState, at now: Instant
    ) -> Event? {
        func suppressed(_ reason: DenialReason) -> Event {
            .itemConcluded(ItemConcluded(id: id, session: session.id, state: .suppressed, reason: reason))
        }
        guard state.standing(of: session.mission, at: now).state == .active else { return suppressed(.missionInactive) }
        if let expiresAt = item.expiresAt, expiresAt <= now { return suppressed(.staleState) }
        guard state.covers(item.action, on: item.resource, under: session.mission) else {
            return suppressed(.authorityContained)
        }
        // What is irreversible and was queued before the mission last stopped, or under another, needs a person's new
        // look.
        let mission = state.missions[session.mission]
        let situation = max(state.returnedAt(session.mission, at: now) ?? .distantPast, mission.createdAt)
        if item.actionClass.isHighConsequence, item.queuedAt < situation { return suppressed(.approvalRequired) }
        return nil
    }
}

/// Reports what became of a dispatched item.
package struct ConcludeItem: Command {
    package let caller: Caller
    package let attempt: Attempt
    package let id: QueueItemID
    package let isDone: Bool

    package init(caller: Caller, attempt: Attempt, id: QueueItemID, isDone: Bool) {
        self.caller = caller
        self.attempt = attempt
        self.id = id
        self.isDone = isDone
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try state.mayDrive(attempt, caller)
        guard let item = try state.session(attempt.session).queue.first(where: { $0.id == id }) else {
            throw Refusal(.notFound, "the session has no such item in its queue")
        }
        let concluded: QueueItem.State = isDone ? .done : .failed
        guard item.state != concluded else { return [] }
        guard item.state == .dispatched else {
            throw Refusal(.conflict, "an item that is \(item.state.rawValue) has no outcome to report")
        }
        return [.itemConcluded(ItemConcluded(id: id, session: attempt.session, state: concluded, reason: nil))]
    }
}

/// Work waits in a session's queue. It is suppressed when its time is over, or its mission no longer covers it.
package struct ItemQueued: EventPayload {
    package let id: QueueItemID
    package let session: SessionID
    package let action: String
    package let resource: ResourceURI
    package let actionClass: ActionClass
    package let key: ExactText?
    package let notBefore: Instant?
    package let expiresAt: Instant?
    package let retryOf: QueueItemID?

    package init(
        id: QueueItemID, session: SessionID, action: String, resource: ResourceURI, actionClass: ActionClass,
        key: ExactText?, notBefore: Instant?, expiresAt: Instant?, retryOf: QueueItemID?
    ) {
        self.id = id
        self.session = session
        self.action = action
        self.resource = resource
        self.actionClass = actionClass
        self.key = key
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.retryOf = retryOf
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let item = QueueItem(
            id: id, action: action, resource: resource, actionClass: actionClass, key: key, queuedAt: moment,
            notBefore: notBefore, expiresAt: expiresAt, retryOf: retryOf)
        state.sessions.addItem(item, to: session)
        if let expiresAt { state.deadlines.add(.queueItem(id), at: expiresAt) }
    }
}

/// An item was taken from the queue to be done. Its outcome is still to be reported.
package struct ItemDispatched: EventPayload {
    package let id: QueueItemID
    package let session: SessionID

    package init(id: QueueItemID, session: SessionID) {
        self.id = id
        self.session = session
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        state.sessions.changeItem(id, to: .dispatched)
    }
}

/// An item is done, failed, or was suppressed (`queue_suppressed`).
package struct ItemConcluded: EventPayload {
    package let id: QueueItemID
    package let session: SessionID
    package let state: QueueItem.State
    /// Why it was suppressed.
    package let reason: DenialReason?

    package init(id: QueueItemID, session: SessionID, state: QueueItem.State, reason: DenialReason?) {
        self.id = id
        self.session = session
        self.state = state
        self.reason = reason
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        state.sessions.changeItem(id, to: self.state)
    }
}

extension AuthorityState {
    func isWaiting(_ id: QueueItemID) -> Bool {
        guard let session = sessions.session(of: id).flatMap({ sessions[$0] }) else { return false }
        return session.queue.contains { $0.id == id && $0.state == .waiting }
    }

    /// An item whose time is over is suppressed, whatever its mission is doing.
    func queueEvents(at id: QueueItemID, now: Instant) -> [Event] {
        guard let session = sessions.session(of: id), isWaiting(id) else { return [] }
        return [.itemConcluded(ItemConcluded(id: id, session: session, state: .suppressed, reason: .staleState))]
    }
}
