// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// Given a session, when it asks whether it may go on, then its mission decides and nothing that survived a crash does
/// (draft-mcguinness-mission-harness, *Resume Checks*).
struct `A session` {
    private let controls: JSONValue = ["writ:classes": ["invoices.*": "irreversible_action"]]

    private func world(_ policy: StopPolicy = .suppress) throws -> (KernelWorld, MissionID, Attempt) {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.*", delegation: .children())], controls: controls)
        let attempt = try world.open(mission, stopPolicy: policy)
        return (world, mission, attempt)
    }

    private func state(_ world: KernelWorld, _ session: SessionID) -> HarnessState? {
        world.state.sessions[session]?.state
    }

    @Test(arguments: [MissionState.suspended, .revoked, .completed, .expired])
    func `is not opened under a mission that is not active`(state: MissionState) throws {
        var (world, mission, _) = try world()
        try world.stop(mission, state)
        #expect(world.refusal { try $0.open(mission) } == .missionNotActive)
    }

    @Test func `is not opened for a client that is disabled, nor by a stranger`() throws {
        var (world, mission, attempt) = try world()
        world.register("other", grants: .all)
        #expect(world.refusal { try $0.open(mission, caller: .client("other")) } == .notFound)
        #expect(world.refusal { try $0.open(mission, caller: .session(attempt.session)) } == .notFound)
        try world.disable("agent")
        #expect(world.refusal { try $0.open(mission) } == .identityChanged)
    }

    @Test func `is opened by a process only under a child of its own mission`() throws {
        var (world, mission, attempt) = try world()
        let child = try world.child(of: mission)
        let caller = Caller.session(attempt.session)
        #expect(world.refusal { try $0.open(child, caller: caller) } == .notFound, "it names itself as the parent")
        let below = try world.open(child, parent: attempt.session, caller: caller)
        #expect(world.state.sessions[below.session]?.parent == attempt.session)
        #expect(
            world.refusal { try $0.open(mission, parent: below.session, caller: .session(below.session)) } == .notFound)
    }

    @Test func `completes no mission but the child of a sub-agent of its own`() throws {
        var (world, mission, attempt) = try world()
        let (child, other) = (try world.child(of: mission), try world.child(of: mission))
        let caller = Caller.session(attempt.session)
        let sibling = try world.open(mission)
        let below = try world.open(child, parent: attempt.session, caller: caller)
        _ = try world.open(other, parent: sibling.session)
        #expect(world.refusal { try $0.complete(child, by: .session(below.session)) } == .notPermitted)
        #expect(world.refusal { try $0.complete(mission, by: caller) } == .notPermitted)
        #expect(world.refusal { try $0.complete(child, by: .session(sibling.session)) } == .notFound)
        #expect(world.refusal { try $0.complete(other, by: caller) } == .notFound)
        #expect(world.refusal { try $0.revoke(child, by: caller) } == .notFound)
        try world.complete(child, by: caller)
        #expect(world.status(of: child) == .completed)
    }

    @Test func `of one client is unknown to another and to other sessions`() throws {
        var (world, mission, attempt) = try world()
        world.register("other", grants: .all)
        let sibling = try world.open(mission)
        for caller in [Caller.client("other"), .session(sibling.session)] {
            #expect(world.refusal { try $0.resume(attempt.session, at: .processRestart, caller: caller) } == .notFound)
        }
        #expect(world.refusal { try $0.resume(world.newID(), at: .processRestart) } == .notFound)
    }

    @Test(arguments: ResumePoint.allCases)
    func `goes on at every resume point while its mission stands`(point: ResumePoint) throws {
        var (world, _, attempt) = try world()
        let answer = try world.resume(attempt.session, at: point, epoch: 1)
        #expect(answer.decision == .continue)
        #expect(answer.reason == .missionActive)
        #expect(answer.attempt?.epoch == (point.startsAttempt ? 2 : 1))
        #expect(state(world, attempt.session) == .running)
    }

    @Test(arguments: ResumePoint.allCases)
    func `is stopped at every resume point once its mission has ended`(point: ResumePoint) throws {
        var (world, mission, attempt) = try world()
        try world.revoke(mission)
        let answer = try world.resume(attempt.session, at: point, epoch: 1)
        #expect(answer.decision == .suppress)
        #expect(answer.attempt == nil)
        #expect(state(world, attempt.session) == .suppressed)
        #expect(world.state.sessions[attempt.session]?.credential == nil)
        #expect(world.state.sessions[attempt.session]?.binding.state == .revoked)
    }

    @Test(arguments: [
        (MissionState.suspended, StopPolicy.suppress, HarnessDecision.suppress), (.suspended, .pause, .pause),
        (.suspended, .terminate, .pause), (.suspended, .handoff, .pause), (.revoked, .suppress, .suppress),
        (.revoked, .pause, .suppress), (.revoked, .terminate, .terminate), (.revoked, .handoff, .suppress),
        (.completed, .terminate, .terminate), (.completed, .pause, .suppress), (.expired, .pause, .suppress),
        (.expired, .terminate, .terminate), (.superseded, .handoff, .handoff), (.superseded, .pause, .suppress),
        (.superseded, .terminate, .terminate), (.superseded, .suppress, .suppress),
    ])
    func `stops as its policy says, where the stop matrix allows it`(
        missionState: MissionState, policy: StopPolicy, decision: HarnessDecision
    ) throws {
        var (world, mission, attempt) = try world(policy)
        try world.stop(mission, missionState)
        let answer = try world.resume(attempt.session, at: .processRestart)
        #expect(answer.decision == decision)
        #expect(state(world, attempt.session) == decision.harnessState)
    }

    @Test func `is stopped while an ancestor is suspended, and goes on after`() throws {
        var (world, mission, _) = try world()
        let child = try world.child(of: mission)
        let attempt = try world.open(child, stopPolicy: .pause)
        try world.suspend(mission)
        #expect(try world.resume(attempt.session, at: .backgroundWakeUp).decision == .pause)
        try world.resume(mission)
        #expect(try world.resume(attempt.session, at: .backgroundWakeUp).decision == .continue)
    }

    @Test func `is paused when its client is no longer enabled`() throws {
        var (world, _, attempt) = try world()
        try world.disable("agent")
        let answer = try world.resume(attempt.session, at: .processRestart)
        #expect(answer.reason == .actorDisabled)
        #expect(answer.decision == .pause)
    }

    @Test func `fences off its older attempts`() throws {
        var (world, mission, first) = try world()
        let second = try #require(try world.resume(first.session, at: .processRestart).attempt)
        #expect(world.refusal { try $0.resume(first.session, at: .retry, epoch: 1) } == .staleEpoch)
        #expect(world.refusal { try $0.resume(first.session, at: .retry) } == .staleEpoch)
        #expect(world.refusal { try $0.enqueue(first) } == .staleEpoch)
        #expect(world.refusal { try $0.request(world.action(mission), attempt: first) } == .staleEpoch)
        #expect(
            world.refusal {
                try $0.perform(RecordCheckpoint(caller: .owner, attempt: first, label: "late", data: nil))
            } == .staleEpoch)
        #expect(
            world.refusal { try $0.perform(CloseSession(caller: .owner, attempt: first, reason: "")) } == .staleEpoch)
        #expect(try world.resume(first.session, at: .retry, epoch: second.epoch).decision == .continue)
    }

    @Test func `continues from its last checkpoint, which is kept whatever the mission does`() throws {
        var (world, mission, attempt) = try world()
        try world.suspend(mission)
        for label in ["parsed", "matched"] {
            try world.perform(
                RecordCheckpoint(
                    caller: .session(attempt.session), attempt: attempt, label: label,
                    data: world.credential(label).digest))
        }
        try world.resume(mission)
        let checkpoint = try #require(try world.resume(attempt.session, at: .processRestart).checkpoint)
        #expect(checkpoint.number == 2)
        #expect(checkpoint.label == "matched")
    }

    @Test func `learns that what an earlier attempt began is unknown, and never does it again`() throws {
        var (world, mission, attempt) = try world()
        let permit = try world.permit(world.action(mission), key: "k", attempt: attempt, begins: true)
        _ = try world.resume(attempt.session, at: .retry, epoch: 1)
        #expect(world.state.effects[permit]?.state == .intended, "the attempt still runs")
        _ = try world.resume(attempt.session, at: .processRestart)
        #expect(world.state.effects[permit]?.state == .unknown)
        #expect(world.state.effects.unknown(in: attempt.session) == [permit])
        #expect(world.questions.map(\.subject) == [.effect(permit)])
        let next = Attempt(session: attempt.session, epoch: 2)
        #expect(
            try world.request(world.action(mission), key: "k", attempt: next).decision.denial?.reason
                == .duplicateSuppressed)
    }

    @Test(arguments: [StopPolicy.suppress, .terminate])
    func `has what it began found out though its mission has ended`(policy: StopPolicy) throws {
        var (world, mission, attempt) = try world(policy)
        let permit = try world.permit(world.action(mission), attempt: attempt, begins: true)
        try world.revoke(mission)
        let answer = try world.resume(attempt.session, at: .processRestart)
        #expect(answer.attempt == nil)
        #expect(world.state.effects[permit]?.state == .unknown)
        #expect(world.questions.map(\.subject) == [.effect(permit)])
    }

    @Test func `has what it began found out when it is ended where it runs, and when its processes were stopped`()
        throws
    {
        var (world, mission, attempt) = try world(.terminate)
        let first = try world.permit(world.action(mission), attempt: attempt, begins: true)
        let other = try world.open(mission)
        let second = try world.permit(world.action(mission, parameters: "2"), attempt: other, begins: true)
        try world.revoke(mission)
        _ = try world.resume(attempt.session, at: .retry, epoch: 1)
        #expect(world.state.effects[first]?.state == .unknown)
        _ = try world.resume(other.session, at: .retry, epoch: 1)
        #expect(world.state.effects[second]?.state == .intended, "it still runs, and may report")
        try world.perform(ReportStop(caller: .owner, session: other.session, outcome: .timedOut))
        #expect(world.state.effects[second]?.state == .unknown)
        #expect(world.questions.count == 2)
    }

    @Test func `writes a stop once while it asks again and again`() throws {
        var (world, mission, attempt) = try world(.pause)
        try world.suspend(mission)
        let size = world.ledger.count
        for _ in 0..<3 { _ = try world.resume(attempt.session, at: .retry, epoch: 1) }
        #expect(world.ledger.count == size + 1)
        try world.revoke(mission)
        _ = try world.resume(attempt.session, at: .retry, epoch: 1)
        #expect(world.ledger.count == size + 3, "a new state is a new stop")
    }

    @Test func `ends once`() throws {
        var (world, mission, attempt) = try world()
        let permit = try world.permit(world.action(mission), attempt: attempt, begins: true)
        let close = CloseSession(caller: .session(attempt.session), attempt: attempt, reason: "done")
        try world.perform(close)
        #expect(state(world, attempt.session) == .terminated)
        #expect(world.state.effects[permit]?.state == .unknown, "nobody will report it")
        #expect(world.refusal { try $0.perform(close) } == .sessionEnded)
        #expect(world.refusal { try $0.resume(attempt.session, at: .processRestart) } == .sessionEnded)
        #expect(world.refusal { try $0.request(world.action(mission), attempt: attempt) } == .sessionEnded)
    }

    @Test func `moves to the successor only when asked, and only to an active one of its client`() throws {
        var (world, mission, attempt) = try world(.handoff)
        let rebind = RebindSession(caller: .owner, session: attempt.session)
        #expect(world.refusal { try $0.perform(rebind) } == .conflict)
        let successor = try world.expand(mission, to: MissionDraft([.entry("invoices.*", "orders.*")]))
        #expect(try world.resume(attempt.session, at: .processRestart).decision == .handoff)
        #expect(
            world.refusal {
                try $0.suspend(successor); try $0.perform(rebind)
            } == .missionNotActive)
        try world.perform(rebind)
        #expect(world.state.sessions[attempt.session]?.mission == world.index(of: successor))
        #expect(try world.resume(attempt.session, at: .processRestart).decision == .continue)
    }

    @Test func `brings no credential along to the successor`() throws {
        var (world, mission, attempt) = try world(.handoff)
        _ = try world.expand(mission, to: MissionDraft([.entry("invoices.*", "orders.*")]))
        try world.perform(RebindSession(caller: .owner, session: attempt.session))
        #expect(world.state.sessions[attempt.session]?.credential == nil)
        let fresh = world.credential("fresh")
        _ = try world.resume(attempt.session, at: .processRestart, credential: fresh)
        #expect(world.state.sessions[attempt.session]?.credential == fresh)
        try world.perform(
            CloseSession(caller: .owner, attempt: Attempt(session: attempt.session, epoch: 2), reason: ""))
        #expect(
            world.refusal { try $0.perform(RebindSession(caller: .owner, session: attempt.session)) } == .sessionEnded)
    }

    @Test func `has its stop reported as the supervisor saw it`() throws {
        var (world, _, attempt) = try world()
        for outcome in ProcessStopped.Termination.allCases {
            try world.perform(ReportStop(caller: .owner, session: attempt.session, outcome: outcome))
        }
        #expect(state(world, attempt.session) == .running)
    }

    @Test func `knows how long it may act on what it learned`() throws {
        var (world, mission, attempt) = try world()
        let binding = try #require(world.state.sessions[attempt.session]?.binding)
        #expect(binding.expiresAt == binding.checkedAt + .seconds(15))
        #expect(binding.version == world.version(of: mission))
        world.wait(until: world.record(of: mission).expiresAt - .seconds(5))
        _ = try world.resume(attempt.session, at: .retry, epoch: 1)
        #expect(world.state.sessions[attempt.session]?.binding.expiresAt == world.record(of: mission).expiresAt)
    }
}

extension KernelWorld {
    /// Brings a mission into a state in which nothing may happen.
    mutating func stop(_ mission: MissionID, _ state: MissionState) throws(Refusal) {
        switch state {
        case .suspended: try suspend(mission)
        case .revoked: try revoke(mission)
        case .completed: try complete(mission)
        case .superseded: _ = try expand(mission, to: MissionDraft([.entry("invoices.*", "wider.*")]))
        default: wait(until: record(of: mission).expiresAt)
        }
    }
}
