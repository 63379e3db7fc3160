// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// Given work that waits, when its turn comes, then it is asked again whether it may be done.
struct `A queue item` {
    private func world(
        class actionClass: String = "consequential_write", _ policy: StopPolicy = .pause
    ) throws -> (KernelWorld, MissionID, Attempt) {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.read", "invoices.write", delegation: .children())],
            controls: ["writ:classes": ["invoices.*": .string(actionClass)]])
        let attempt = try world.open(mission, stopPolicy: policy)
        return (world, mission, attempt)
    }

    @Test func `is not queued under a mission that is not active, twice, or already over`() throws {
        var (world, mission, attempt) = try world()
        #expect(world.refusal { try $0.enqueue(attempt, expiresAt: world.now) } == .invalidRequest)
        #expect(
            world.refusal {
                try $0.enqueue(attempt, notBefore: world.now + .hours(2), expiresAt: world.now + .hours(1))
            } == .invalidRequest)
        let item = try world.enqueue(attempt)
        let again = Enqueue(
            caller: .owner, attempt: attempt, id: item, action: "invoices.read",
            resource: KernelWorld.resource(JSONValue.erp))
        #expect(world.refusal { try $0.perform(again) } == .alreadyExists)
        #expect(world.refusal { try $0.enqueue(attempt, retryOf: world.newID()) } == .notFound)
        try world.suspend(mission)
        #expect(world.refusal { try $0.enqueue(attempt) } == .missionNotActive)
    }

    @Test func `waits among a thousand at most`() throws {
        var (world, _, attempt) = try world()
        for _ in 0..<Enqueue.unfinishedMax { _ = try world.enqueue(attempt) }
        #expect(world.refusal { try $0.enqueue(attempt) } == .quotaExceeded)
        let item = try #require(world.state.sessions[attempt.session]?.queue.first?.id)
        #expect(try world.dispatch(item, attempt) == .dispatched)
        #expect(world.refusal { try $0.enqueue(attempt) } == .quotaExceeded, "it is under way")
        try world.perform(ConcludeItem(caller: .owner, attempt: attempt, id: item, isDone: true))
        _ = try world.enqueue(attempt)
    }

    @Test func `is forgotten when it was finished long ago, the oldest first, and what waits never is`() throws {
        var (world, _, attempt) = try world()
        let waiting = try world.enqueue(attempt)
        var finished: [QueueItemID] = []
        for _ in 0..<Session.queueMax {
            let item = try world.enqueue(attempt)
            _ = try world.dispatch(item, attempt)
            try world.perform(ConcludeItem(caller: .owner, attempt: attempt, id: item, isDone: true))
            finished.append(item)
        }
        let kept = try #require(world.state.sessions[attempt.session]?.queue.map(\.id))
        #expect(kept == [waiting] + finished.suffix(Session.queueMax - 1))
        #expect(world.refusal { try $0.enqueue(attempt, retryOf: finished[0]) } == .notFound)
    }

    @Test func `is not dispatched before its time, nor twice, nor from another session`() throws {
        var (world, mission, attempt) = try world()
        let due = world.now + .hours(1)
        let item = try world.enqueue(attempt, notBefore: due)
        #expect(world.refusal { try $0.dispatch(item, attempt) } == .notDue)
        let other = try world.open(mission)
        world.wait(until: due)
        #expect(world.refusal { try $0.dispatch(item, other) } == .notFound)
        #expect(try world.dispatch(item, attempt) == .dispatched)
        #expect(world.refusal { try $0.dispatch(item, attempt) } == .conflict)
    }

    @Test(arguments: [MissionState.suspended, .revoked, .completed, .expired])
    func `is suppressed while its mission is not active`(state: MissionState) throws {
        var (world, mission, attempt) = try world()
        let item = try world.enqueue(attempt)
        try world.stop(mission, state)
        #expect(try world.dispatch(item, attempt) == .suppressed)
        #expect(world.refusal { try $0.dispatch(item, attempt) } == .conflict)
    }

    @Test func `is suppressed when its time is over, by the clock or at its turn`() throws {
        var (world, _, attempt) = try world()
        let end = world.now + .hours(1)
        let first = try world.enqueue(attempt, expiresAt: end)
        let second = try world.enqueue(attempt, expiresAt: end)
        world.wait(until: end)
        #expect(try world.dispatch(first, attempt) == .suppressed)
        world.settle()
        #expect(world.state.sessions[attempt.session]?.queue.map(\.state) == [.suppressed, .suppressed])
        #expect(world.refusal { try $0.dispatch(second, attempt) } == .conflict)
    }

    @Test func `is suppressed when the mission or an ancestor no longer covers it, and the rest goes on`() throws {
        var (world, mission, _) = try world()
        let child = try world.child(
            of: mission,
            MissionDraft(
                [.entry("invoices.read", "invoices.write")],
                controls: ["writ:classes": ["invoices.*": "consequential_write"]], client: "helper"))
        let attempt = try world.open(child)
        let write = try world.enqueue(attempt, "invoices.write")
        let read = try world.enqueue(attempt, "invoices.read")
        try world.narrow(mission, ["invoices.write"])
        #expect(world.refusal { try $0.perform(DispatchItem(caller: .owner, attempt: attempt, id: write)) } == nil)
        let next = try #require(try world.resume(attempt.session, at: .processRestart).attempt)
        #expect(world.state.sessions[attempt.session]?.queue.map(\.state) == [.suppressed, .waiting])
        #expect(try world.dispatch(read, next) == .dispatched)
    }

    @Test func `of high consequence needs a new look after the mission was stopped`() throws {
        for (actionClass, expected) in [
            ("irreversible_action", QueueItem.State.suppressed), ("consequential_write", .dispatched),
        ] {
            var (world, mission, attempt) = try world(class: actionClass)
            let before = try world.enqueue(attempt)
            try world.suspend(mission)
            try world.resume(mission)
            let after = try world.enqueue(attempt)
            #expect(try world.dispatch(before, attempt) == expected)
            #expect(try world.dispatch(after, attempt) == .dispatched)
        }
    }

    @Test func `of high consequence needs a new look after an ancestor was stopped, or another mission took over`()
        throws
    {
        var (world, mission, old) = try world(class: "irreversible_action")
        let child = try world.child(
            of: mission,
            MissionDraft(
                [.entry("invoices.read")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]],
                client: "helper"))
        let attempt = try world.open(child)
        let item = try world.enqueue(attempt)
        let kept = try world.enqueue(old)
        try world.suspend(mission)
        try world.resume(mission)
        #expect(try world.dispatch(item, attempt) == .suppressed)
        #expect(try world.dispatch(kept, old) == .suppressed)
        let late = try world.enqueue(old)
        _ = try world.expand(
            mission,
            to: MissionDraft(
                [.entry("invoices.*", "orders.*")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]]))
        try world.perform(RebindSession(caller: .owner, session: old.session))
        #expect(try world.dispatch(late, old) == .suppressed)
    }

    @Test func `is kept through a pause, and dropped by every other stop`() throws {
        for (policy, expected) in [(StopPolicy.pause, QueueItem.State.waiting), (.suppress, .suppressed)] {
            var (world, mission, attempt) = try world(policy)
            _ = try world.enqueue(attempt)
            try world.suspend(mission)
            _ = try world.resume(attempt.session, at: .queueDispatch, epoch: 1)
            #expect(world.state.sessions[attempt.session]?.queue.map(\.state) == [expected])
        }
    }

    @Test func `has one outcome, and only after it was dispatched`() throws {
        var (world, _, attempt) = try world()
        let item = try world.enqueue(attempt)
        let done = ConcludeItem(caller: .owner, attempt: attempt, id: item, isDone: true)
        #expect(world.refusal { try $0.perform(done) } == .conflict)
        _ = try world.dispatch(item, attempt)
        try world.perform(done)
        #expect(try world.perform(done).isEmpty)
        let failed = ConcludeItem(caller: .owner, attempt: attempt, id: item, isDone: false)
        #expect(world.refusal { try $0.perform(failed) } == .conflict)
        let retry = try world.enqueue(attempt, retryOf: item)
        #expect(world.state.sessions[attempt.session]?.queue.last?.retryOf == item)
        #expect(try world.dispatch(retry, attempt) == .dispatched)
    }
}

extension `A queue item` {
    private func world(_ policy: StopPolicy) throws -> (KernelWorld, MissionID, Attempt) {
        try world(class: "consequential_write", policy)
    }
}
