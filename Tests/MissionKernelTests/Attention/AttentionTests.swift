// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Given an action that needs a person, when one agrees, then that action may happen once and nothing else.
struct `An agreement` {
    private func world() throws -> (KernelWorld, ActionRequest) {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("payments.*")], controls: ["writ:classes": ["payments.*": "external_commitment"]])
        return (world, world.action(mission, "payments.send"))
    }

    @Test func `is asked for once while the question waits`() throws {
        var (world, request) = try world()
        let first = try world.request(request)
        #expect(first.decision.denial?.reason == .approvalRequired)
        #expect(first.decision.denial?.reason.nextAction == .request)
        _ = try world.request(request)
        _ = try world.request(world.action(request.mission, "payments.send", parameters: "other"))
        #expect(world.questions.map(\.kind) == [.approval, .approval])
    }

    @Test func `is given by a known, enabled approver who does not run the mission`() throws {
        var (world, request) = try world()
        _ = try world.request(request)
        #expect(world.refusal { try $0.agree(to: request, by: Person("eve")) } == .approverUnknown)
        world.register(Person("agent"))
        #expect(world.refusal { try $0.agree(to: request, by: Person("agent")) } == .approverIsClient)
        try world.enable(.ben, false)
        #expect(world.refusal { try $0.agree(to: request) } == .approverDisabled)
        #expect(world.refusal { try $0.agree(to: request, by: .ada, for: .seconds(0)) } == .invalidRequest)
        try world.agree(to: request, by: .ada)
    }

    @Test func `is to this action under this mission`() throws {
        var (world, request) = try world()
        _ = try world.request(request)
        let other = world.action(request.mission, "payments.send", parameters: "other")
        let question = try #require(world.questions.first)
        let statement = AgreementStatement(
            issuer: KernelWorld.issuer, approver: Person.ben.principal, mission: request.mission,
            operation: try #require(other.operation), until: world.now + .hours(1))
        let answer = AnswerAttention(caller: .owner, id: question.id, answer: .agree(Person.ben.signed(statement)))
        #expect(world.refusal { try $0.perform(answer) } == .evidenceMismatch)
        try world.agree(to: request)
        #expect(try world.request(other).decision.denial?.reason == .approvalRequired)
        #expect(try world.request(request).decision.isPermit)
    }

    @Test func `is good once`() throws {
        var (world, request) = try world()
        _ = try world.request(request)
        try world.agree(to: request)
        #expect(world.state.evaluate(request, at: world.now).isPermit, "asking uses nothing up")
        let permit = try world.permit(request, begins: true)
        try world.conclude(permit, .applied)
        #expect(try world.request(request).decision.denial?.reason == .approvalRequired)
        #expect(world.questions.count == 1, "the next time is another question")
    }

    @Test func `runs out`() throws {
        var (world, request) = try world()
        _ = try world.request(request)
        try world.agree(to: request, for: .minutes(5))
        let decision = world.state.evaluate(request, at: world.now)
        guard case .permit(let terms) = decision.outcome else { return #expect(decision.isPermit) }
        #expect(terms.validUntil == world.now + .seconds(60))
        world.wait(.minutes(5))
        #expect(try world.request(request).decision.denial?.reason == .approvalExpired)
        #expect(world.questions.count == 1)
    }

    @Test func `bounds the permit that rests on it`() throws {
        var (world, request) = try world()
        _ = try world.request(request)
        try world.agree(to: request, for: .seconds(10))
        let until = world.now + .seconds(9)
        let permit = try world.permit(request)
        #expect(try #require(world.state.effects[permit]?.validUntil) < until + .seconds(1))
    }

    @Test func `from before the mission was stopped is to another situation`() throws {
        var (world, request) = try world()
        _ = try world.request(request)
        try world.agree(to: request, for: .hours(4))
        try world.suspend(request.mission)
        try world.resume(request.mission)
        #expect(try world.request(request).decision.denial?.reason == .approvalRequired)
        try world.agree(to: request)
        #expect(try world.request(request).decision.isPermit)
    }

    @Test func `from before an ancestor was stopped is to another situation`() throws {
        var world = KernelWorld()
        let controls: JSONValue = ["writ:classes": ["payments.*": "external_commitment"]]
        let root = try world.approve([.entry("payments.*", delegation: .children())], controls: controls)
        let child = try world.child(
            of: root, MissionDraft([.entry("payments.send")], controls: controls, client: "helper"))
        let request = world.action(child, "payments.send")
        _ = try world.request(request)
        try world.agree(to: request, for: .hours(4))
        try world.suspend(root)
        try world.resume(root)
        #expect(try world.request(request).decision.denial?.reason == .approvalRequired)
    }

    @Test func `from before a stop is void however late the return is written`() throws {
        var (world, request) = try world()
        _ = try world.request(request)
        try world.agree(to: request, for: .hours(4))
        try world.suspend(request.mission, until: world.now + .hours(1), then: .resume)
        world.wait(.hours(2))
        #expect(world.status(of: request.mission) == .active)
        #expect(world.state.evaluate(request, at: world.now).denial?.reason == .approvalRequired)
        world.settle()
        #expect(world.state.evaluate(request, at: world.now).denial?.reason == .approvalRequired)
    }

    @Test func `from after a stop is good however late the return is written`() throws {
        var (world, request) = try world()
        try world.suspend(request.mission, until: world.now + .hours(1), then: .resume)
        world.wait(.hours(1))
        _ = try world.request(request)
        try world.agree(to: request, for: .hours(4))
        world.wait(.minutes(1))
        world.settle()
        #expect(world.state.evaluate(request, at: world.now).isPermit)
    }

    @Test func `is wanted for classes that the mission names, in all its descendants`() throws {
        var world = KernelWorld()
        let classes: JSONValue = ["invoices.*": "consequential_write"]
        let root = try world.approve(
            [.entry("invoices.*", delegation: .children())],
            controls: ["writ:classes": classes, "writ:ask": ["consequential_write"]])
        let child = try world.child(
            of: root, MissionDraft([.entry("invoices.*")], controls: ["writ:classes": classes], client: "helper"))
        for mission in [root, child] {
            #expect(
                world.evaluate(mission, "invoices.write").denial
                    == Denial(.approvalRequired, .person(.consequentialWrite)))
        }
    }

    @Test func `can be declined`() throws {
        var (world, request) = try world()
        _ = try world.request(request)
        let question = try #require(world.questions.first)
        try world.perform(AnswerAttention(caller: .owner, id: question.id, answer: .deny(comment: "no")))
        #expect(world.questions.isEmpty)
        #expect(
            world.refusal {
                try $0.perform(AnswerAttention(caller: .owner, id: question.id, answer: .deny(comment: "")))
            }
                == .notFound)
    }
}

/// Given an action that needs a person, when one says no, then nobody is asked about exactly that again for a day.
struct `A no to an action` {
    private func world() throws -> (KernelWorld, ActionRequest) {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("payments.*")], controls: ["writ:classes": ["payments.*": "external_commitment"]],
            lifetime: .days(7))
        let request = world.action(mission, "payments.send")
        _ = try world.request(request)
        return (world, request)
    }

    private func isAskedAgain(_ world: inout KernelWorld, _ request: ActionRequest) throws -> Bool {
        try world.request(request).decision.denial?.nextAction == .request && world.questions.count == 1
    }

    @Test func `is the answer from then on, and nobody is asked again`() throws {
        var (world, request) = try world()
        let at = try world.decline(request, "never")
        let denial = Denial(.approvalRequired, .declined(at: at, "never"))
        #expect(denial.nextAction == .none)
        for _ in 0..<2 {
            #expect(try world.request(request).decision.denial == denial)
            world.wait(.hours(1))
        }
        #expect(world.questions.isEmpty)
        #expect(world.state.evaluate(request, at: world.now).denial == denial)
    }

    @Test func `is about this action under this mission`() throws {
        var (world, request) = try world()
        try world.decline(request, "never")
        let other = world.action(request.mission, "payments.send", parameters: "other")
        #expect(try isAskedAgain(&world, other))
    }

    @Test func `holds for a day`() throws {
        var (world, request) = try world()
        try world.decline(request, "not today")
        world.wait(.hours(24))
        #expect(try isAskedAgain(&world, request))
        try world.agree(to: request)
        #expect(try world.request(request).decision.isPermit)
    }

    @Test func `from before the mission was stopped is about another situation`() throws {
        var (world, request) = try world()
        try world.decline(request, "not now")
        try world.suspend(request.mission)
        try world.resume(request.mission)
        #expect(try isAskedAgain(&world, request))
    }

    @Test func `is there after a snapshot`() throws {
        var (world, request) = try world()
        try world.decline(request, "never")
        let denial = try AuthorityState(snapshot: world.state.snapshot).evaluate(request, at: world.now).denial
        #expect(denial == world.state.evaluate(request, at: world.now).denial)
        #expect(denial?.nextAction == NextAction.none)
    }
}
