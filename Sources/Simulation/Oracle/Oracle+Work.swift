// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Entries about work: sessions, queues, permits and effects, questions.
extension Oracle {
    func takeWork(_ event: Event, at moment: Instant) {
        switch event {
        case .sessionOpened(let event): open(event, at: moment)
        case .sessionResumed(let event): resume(event, at: moment)
        case .sessionStopped(let event): sessions[event.id]?.state = event.decision.harnessState
        case .sessionRebound(let event): rebind(event)
        case .sessionCheckpointed(let event): checkpoint(event)
        case .itemQueued(let event): queue(event, at: moment)
        case .itemDispatched(let event): dispatch(event, at: moment)
        case .itemConcluded(let event): items[event.id]?.state = event.state
        default: takeEffects(event, at: moment)
        }
    }

    /// The mission that work is to happen under lets it.
    func mustBeActive(_ id: MissionID, _ promise: Promise, _ what: String) {
        let state = standing(of: id)?.state.rawValue ?? "unknown"
        expect(isActive(id), promise, "\(what) under \(id.short), which is \(state)")
    }

    private func mustBeEnabled(_ id: MissionID, _ what: String) {
        let client = missions[id]?.approval.client
        expect(client.map { enabledClients[$0] != false } ?? false, .possession, "\(what) for a disabled client")
    }

    private func open(_ event: SessionOpened, at moment: Instant) {
        expect(sessions[event.id] == nil, .possession, "\(event.id.short) was opened twice")
        mustBeActive(event.mission, .authority, "\(event.id.short) was opened")
        mustBeEnabled(event.mission, "\(event.id.short) was opened")
        mayDerive(event.mission)
        sessions[event.id] = SessionModel(id: event.id, mission: event.mission, parent: event.parent)
    }

    /// Each credential that is given counts.
    private func mayDerive(_ id: MissionID) {
        guard let mission = missions[id], let most = mission.limits.derivations else { return }
        let given = derived[id, default: 0]
        expect(given < most, .costs, "\(id.short) has derived \(given) credentials of \(most)")
        derived[id] = given + 1
    }

    private func resume(_ event: SessionResumed, at moment: Instant) {
        guard let session = sessions[event.id] else { return fail(.possession, "no \(event.id.short) to resume") }
        mustBeActive(event.mission, .possession, "\(event.id.short) was resumed")
        mustBeEnabled(event.mission, "\(event.id.short) was resumed")
        expect(session.mission == event.mission, .possession, "\(event.id.short) was resumed under another mission")
        expect(session.state != .terminated, .endings, "\(event.id.short) was resumed after its end")
        let epoch = session.epoch + (event.point.startsAttempt ? 1 : 0)
        expect(event.epoch == epoch, .possession, "\(event.id.short) resumed as epoch \(event.epoch), not \(epoch)")
        if event.credential != nil { mayDerive(event.mission) }
        sessions[event.id]?.epoch = event.epoch
        sessions[event.id]?.state = .running
    }

    private func rebind(_ event: SessionRebound) {
        guard let session = sessions[event.id] else { return fail(.possession, "no \(event.id.short) to move") }
        var successor: MissionID?
        if case .ended(_, _, let next) = missions[session.mission]?.own { successor = next }
        expect(successor == event.mission, .possession, "\(event.id.short) moved to a mission that did not take over")
        mustBeActive(event.mission, .possession, "\(event.id.short) was moved")
        sessions[event.id]?.mission = event.mission
    }

    private func checkpoint(_ event: SessionCheckpointed) {
        guard let session = sessions[event.id] else { return fail(.possession, "no \(event.id.short)") }
        expect(event.epoch == session.epoch, .possession, "an older attempt of \(event.id.short) made a checkpoint")
        expect(event.number == session.checkpoint + 1, .durable, "\(event.id.short) lost count of its checkpoints")
        sessions[event.id]?.checkpoint = event.number
    }
}

/// The queue.
extension Oracle {
    private func queue(_ event: ItemQueued, at moment: Instant) {
        guard let session = sessions[event.session] else { return fail(.possession, "no \(event.session.short)") }
        mustBeActive(session.mission, .authority, "\(event.id.short) was queued")
        items[event.id] = ItemModel(queued: event, at: moment)
    }

    private func dispatch(_ event: ItemDispatched, at moment: Instant) {
        guard let item = items[event.id], let session = sessions[event.session] else {
            return fail(.possession, "no \(event.id.short) to dispatch")
        }
        expect(item.state == .waiting, .effects, "\(event.id.short) was dispatched while \(item.state.rawValue)")
        mustBeActive(session.mission, .authority, "\(event.id.short) was dispatched")
        expect(item.queued.notBefore ?? moment <= moment, .closed, "\(event.id.short) was dispatched too early")
        expect(item.queued.expiresAt ?? .distantFuture > moment, .closed, "\(event.id.short) was dispatched too late")
        let isFresh = item.at >= max(returnedAt(session.mission), missions[session.mission]?.createdAt ?? moment)
        expect(
            isFresh || item.queued.actionClass < .irreversibleAction, .authority,
            "\(event.id.short) was queued before the mission stopped, and cannot be undone")
        items[event.id]?.state = .dispatched
    }
}
