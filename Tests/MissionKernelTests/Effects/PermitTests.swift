// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// Given a mission, when a durable permit is asked for, then it has its place among all stops and is used once.
struct `A permit` {
    private let controls: JSONValue = ["writ:classes": ["invoices.*": "irreversible_action"]]

    private func world() throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.*")], controls: controls)
        return (world, mission)
    }

    @Test func `is refused with the reason, and the refusal is written once for a stretch of repetitions`() throws {
        var (world, mission) = try world()
        let request = world.action(mission, "payments.send")
        let first = try world.request(request)
        #expect(first.decision.denial?.reason == .outOfAuthority)
        #expect(first.events.count == 1)
        #expect(try world.request(request).events.isEmpty)
        world.wait(.seconds(61))
        #expect(try world.request(request).events.count == 1)
        #expect(try world.request(world.action(mission, "payments.list")).events.count == 1)
    }

    @Test func `is given under the version it was decided at, and is not used yet`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission))
        let effect = try #require(world.state.effects[permit])
        #expect(effect.state == .permitted)
        #expect(effect.version == 1)
        #expect(effect.validUntil == effect.grantedAt + .seconds(60))
    }

    @Test func `is for its parameters and runs out`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission))
        #expect(world.refusal { try $0.begin(permit, parameters: "other") } == .parameterMismatch)
        let end = try #require(world.state.effects[permit]?.validUntil)
        #expect(world.refusal { try $0.begin(permit, at: end) } == .permitExpired)
        world.wait(until: end)
        #expect(world.refusal { try $0.begin(permit) } == .notFound, "it was taken back")
        #expect(world.refusal { try $0.begin(world.newID()) } == .notFound)
    }

    @Test func `is used once`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission))
        try world.begin(permit)
        #expect(world.state.effects[permit]?.state == .intended)
        #expect(world.refusal { try $0.begin(permit) } == .permitConsumed)
        world.wait(.minutes(5))
        #expect(world.state.effects[permit]?.state == .intended, "what has begun does not run out")
        try world.conclude(permit, .applied)
        #expect(world.refusal { try $0.begin(permit) } == .notFound)
    }

    @Test(arguments: LifecycleOperation.stops)
    func `is void once the mission stops`(stop: LifecycleOperation) throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission))
        try world.perform(ChangeLifecycle(caller: .owner, mission: mission, operation: stop))
        #expect(world.refusal { try $0.begin(permit) } == .missionNotActive)
    }

    @Test func `never outlasts the mission`() throws {
        var (world, mission) = try world()
        let end = world.record(of: mission).expiresAt
        world.wait(until: end - .seconds(10))
        let permit = try world.permit(world.action(mission))
        #expect(world.state.effects[permit]?.validUntil == end)
        #expect(world.refusal { try $0.begin(permit, at: end) } == .permitExpired)
    }

    @Test func `is void once its ancestor stops, is narrowed, or a fact forbids it`() throws {
        var world = KernelWorld()
        let root = try world.approve(
            [.entry("invoices.*", delegation: .children())],
            controls: [
                "writ:classes": ["invoices.*": "irreversible_action"],
                "writ:conditions": [.condition("branch.frozen", is: false)],
            ])
        let child = try world.child(
            of: root, MissionDraft([.entry("invoices.read")], controls: controls, client: "helper"))
        let permit = try world.permit(world.action(child))
        #expect(
            world.refusal {
                try $0.suspend(root); try $0.begin(permit)
            } == .missionNotActive)
        #expect(
            world.refusal {
                try $0.revoke(root); try $0.begin(permit)
            } == .missionNotActive)
        #expect(
            world.refusal {
                try $0.narrow(root); try $0.begin(permit)
            } == .permitExpired)
        #expect(
            world.refusal {
                try $0.signal("branch.frozen", .boolean(true)); try $0.begin(permit)
            } == .missionNotActive)
        try world.begin(permit)
    }

    @Test func `from before a stop is void after it, and its key waits for a fresh one`() throws {
        var world = KernelWorld()
        let root = try world.approve([.entry("invoices.*", delegation: .children())], controls: controls)
        let child = try world.child(
            of: root, MissionDraft([.entry("invoices.read")], controls: controls, client: "helper"))
        let permit = try world.permit(world.action(child), key: "k")
        try world.suspend(root)
        try world.resume(root)
        #expect(world.refusal { try $0.begin(permit) } == .permitExpired)
        let again = try world.request(world.action(child), key: "k")
        #expect(again.decision.denial?.reason == .staleState)
        #expect(try #require(again.decision.denial?.retryAfterMilliseconds) <= 60_000)
        world.wait(.seconds(61))
        #expect(try world.request(world.action(child), key: "k").decision.isPermit)
    }

    @Test func `can begin in the commit that gives it`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission), begins: true)
        #expect(world.state.effects[permit]?.state == .intended)
    }

    @Test func `is asked for by clients with the grant and by the session itself`() throws {
        var (world, mission) = try world()
        let other = try world.approve([.entry("invoices.*")], controls: controls)
        let attempt = try world.open(mission)
        let caller = Caller.session(attempt.session)
        let request = world.action(mission)
        world.register("agent", grants: [.submit])
        #expect(world.refusal { try $0.request(request, caller: .client("agent")) } == .notFound)
        #expect(world.refusal { try $0.request(request, caller: caller) } == .notPermitted)
        #expect(world.refusal { try $0.request(world.action(other), attempt: attempt, caller: caller) } == .notFound)
        let stale = Attempt(session: attempt.session, epoch: 2)
        #expect(world.refusal { try $0.request(request, attempt: stale, caller: caller) } == .staleEpoch)
        #expect(try world.request(request, attempt: attempt, caller: caller).decision.isPermit)
    }

    @Test func `is begun by the session's current attempt only`() throws {
        var (world, mission) = try world()
        let first = try world.open(mission)
        let other = try world.open(mission)
        let permit = try world.permit(world.action(mission), attempt: first)
        let second = try #require(try world.resume(first.session, at: .processRestart).attempt)
        let caller = Caller.session(first.session)
        #expect(world.refusal { try $0.begin(permit, caller: caller) } == .staleEpoch)
        #expect(world.refusal { try $0.begin(permit, attempt: first, caller: caller) } == .staleEpoch)
        #expect(world.refusal { try $0.begin(permit, attempt: other, caller: caller) } == .notFound)
        #expect(world.refusal { try $0.begin(permit, attempt: other) } == .notFound)
        try world.begin(permit, attempt: second, caller: caller)
    }

    @Test func `is not for a session of another mission`() throws {
        var (world, mission) = try world()
        let other = try world.approve([.entry("invoices.*")], controls: controls)
        let attempt = try world.open(other)
        #expect(world.refusal { try $0.request(world.action(mission), attempt: attempt) } == .notFound)
    }

    @Test func `is void once its client is disabled`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission))
        try world.disable("agent")
        #expect(world.refusal { try $0.begin(permit) } == .permitExpired)
    }

    @Test func `of one session is nobody else's to use`() throws {
        var (world, mission) = try world()
        let mine = try world.open(mission)
        let other = try world.open(mission)
        let permit = try world.permit(world.action(mission), attempt: mine)
        #expect(world.refusal { try $0.begin(permit, attempt: other, caller: .session(other.session)) } == .notFound)
        try world.begin(permit, attempt: mine, caller: .session(mine.session))
    }
}

/// What becomes of an action is recorded as it was, whatever has become of the mission.
struct `An effect` {
    private func world() throws -> (KernelWorld, MissionID, PermitID) {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.*")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]])
        let permit = try world.permit(world.action(mission), key: "k1", begins: true)
        return (world, mission, permit)
    }

    @Test func `that has not begun has no outcome`() throws {
        var (world, mission, _) = try world()
        let permit = try world.permit(world.action(mission, parameters: "2"))
        for outcome in ConcludeEffect.Outcome.allCases {
            #expect(world.refusal { try $0.conclude(permit, outcome) } == .conflict)
        }
    }

    @Test func `is recorded after the mission has ended`() throws {
        var (world, mission, permit) = try world()
        try world.revoke(mission)
        try world.conclude(permit, .applied)
        #expect(world.state.effects[permit] == nil)
        #expect(world.state.effects.claim(of: "k1", in: world.index(of: mission))?.state == .applied)
    }

    @Test func `that nobody can account for is put to a person, once`() throws {
        var (world, mission, permit) = try world()
        try world.conclude(permit, .unknown)
        try world.conclude(permit, .unknown)
        let question = try #require(world.questions.first)
        #expect(world.questions.count == 1)
        #expect(question.kind == .anomaly)
        #expect(question.text.hasSuffix(": whoever did it cannot tell"))
        #expect(question.subject == .effect(permit))
        #expect(world.assignee(of: question.id) == Person.ada.principal)
        try world.revoke(mission)
        try world.perform(AnswerAttention(caller: .owner, id: question.id, answer: .outcome(.applied)))
        #expect(world.state.effects[permit] == nil)
        #expect(world.questions.isEmpty)
    }

    @Test func `that is unknown can still be reported`() throws {
        var (world, _, permit) = try world()
        try world.conclude(permit, .unknown)
        try world.conclude(permit, .refused)
        #expect(world.questions.isEmpty, "the question answered itself")
    }

    @Test func `is not guessed by a person either`() throws {
        var (world, _, permit) = try world()
        try world.conclude(permit, .unknown)
        let question = try #require(world.questions.first)
        #expect(
            world.refusal {
                try $0.perform(AnswerAttention(caller: .owner, id: question.id, answer: .deny(comment: "")))
            }
                == .invalidRequest)
        for answer in [PersonsAnswer.outcome(.unknown), .respond(text: "maybe")] {
            #expect(
                world.refusal { try $0.perform(AnswerAttention(caller: .owner, id: question.id, answer: answer)) }
                    == .invalidRequest)
        }
    }

    @Test func `is another's to report for nobody`() throws {
        var (world, mission, permit) = try world()
        let attempt = try world.open(mission)
        world.register("other", grants: Grants.all.subtracting(.everyMission))
        for caller in [Caller.session(attempt.session), .client("other")] {
            let report = ConcludeEffect(caller: caller, permit: permit, outcome: .applied)
            #expect(world.refusal { try $0.perform(report) } == .notFound)
        }
    }
}

extension LifecycleOperation {
    /// The operations after which nothing may happen.
    fileprivate static let stops: [LifecycleOperation] = [.revoke, .complete, .suspend(until: nil, onExpiry: nil)]
}
