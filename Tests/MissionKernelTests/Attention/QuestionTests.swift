// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Each open question ends answered, expired by its rule, or with a living person.
struct `A question` {
    private func world() throws -> (KernelWorld, MissionID, Attempt) {
        var world = KernelWorld()
        for name in ["olga", "sven"] { world.register(Person(name), keys: []) }
        let mission = try world.approve(
            [.entry("invoices.read")],
            controls: [
                "writ:owner": ["iss": "https://idp.example.com", "sub": "olga"],
                "writ:successor_owner": ["iss": "https://idp.example.com", "sub": "sven"],
            ], lifetime: .days(7))
        let attempt = try world.open(mission)
        return (world, mission, attempt)
    }

    private func ask(
        _ world: inout KernelWorld, _ attempt: Attempt, _ kind: AttentionItem.Kind = .question,
        onDeadline: AttentionItem.OnDeadline = .escalate, within duration: Duration = .hours(1)
    ) throws -> AttentionID {
        let id: AttentionID = world.newID()
        try world.perform(
            Ask(
                caller: .session(attempt.session), id: id, attempt: attempt, kind: kind, text: "which branch?",
                deadline: world.now + duration, onDeadline: onDeadline))
        return id
    }

    @Test(arguments: [AttentionItem.Kind.approval, .budget, .anomaly])
    func `of this kind is not a session's to ask`(kind: AttentionItem.Kind) throws {
        let (world, _, attempt) = try world()
        #expect(
            world.refusal {
                try $0.perform(
                    Ask(
                        caller: .owner, id: $0.newID(), attempt: attempt, kind: kind, text: "",
                        deadline: world.now + .hours(1), onDeadline: .expire))
            } == .invalidRequest)
    }

    @Test func `is asked once and with time to answer`() throws {
        var (world, _, attempt) = try world()
        let id = try ask(&world, attempt)
        func again(_ id: AttentionID, _ deadline: Instant) -> Ask {
            Ask(
                caller: .owner, id: id, attempt: attempt, kind: .question, text: "", deadline: deadline,
                onDeadline: .expire)
        }
        #expect(world.refusal { try $0.perform(again(id, world.now + .hours(1))) } == .alreadyExists)
        #expect(world.refusal { try $0.perform(again($0.newID(), world.now)) } == .invalidRequest)
    }

    @Test func `waits among so many under one mission, and an answer makes room`() throws {
        var (world, mission, attempt) = try world()
        let ids = try (0..<AttentionItem.openMax).map { _ in try ask(&world, attempt) }
        let other = try world.open(mission)
        #expect(throws: Refusal.self) { try ask(&world, attempt) }
        #expect(throws: Refusal.self) { try ask(&world, other) }
        _ = try ask(&world, try world.open(try world.approve()))
        try world.perform(AnswerAttention(caller: .owner, id: ids[0], answer: .respond(text: "main")))
        _ = try ask(&world, attempt)
        #expect(throws: Refusal.self) { try ask(&world, attempt) }
    }

    @Test func `is for people to answer`() throws {
        var (world, _, attempt) = try world()
        let id = try ask(&world, attempt)
        let answer = PersonsAnswer.respond(text: "main")
        for caller in [Caller.client("agent"), .session(attempt.session)] {
            #expect(
                world.refusal { try $0.perform(AnswerAttention(caller: caller, id: id, answer: answer)) }
                    == .notPermitted)
        }
        #expect(
            world.refusal { try $0.perform(AnswerAttention(caller: .owner, id: id, answer: .outcome(.applied))) }
                == .invalidRequest)
        try world.perform(AnswerAttention(caller: .owner, id: id, answer: answer))
        #expect(world.questions.isEmpty)
    }

    @Test func `expires where its rule says so`() throws {
        var (world, _, attempt) = try world()
        let id = try ask(&world, attempt, onDeadline: .expire)
        world.wait(.hours(1))
        world.settle()
        #expect(world.state.attention[id] == nil)
    }

    @Test func `goes from one person to the next, and stays with the last`() throws {
        var (world, _, attempt) = try world()
        let id = try ask(&world, attempt)
        var asked = [world.assignee(of: id)?.subject]
        for _ in 0..<4 {
            world.wait(.hours(4))
            world.settle()
            asked.append(world.assignee(of: id)?.subject)
        }
        #expect(asked == ["olga", "sven", "ada", "ben", "ben"])
        #expect(world.state.attention[id] != nil)
    }

    @Test func `passes over who has left`() throws {
        var (world, _, attempt) = try world()
        let id = try ask(&world, attempt)
        try world.enable(Person("sven"), false)
        try world.enable(.ada, false)
        world.wait(.hours(1))
        world.settle()
        #expect(world.assignee(of: id)?.subject == "ben")
    }

    @Test func `that stayed with the last person goes on when that person leaves`() throws {
        var (world, _, attempt) = try world()
        let id = try ask(&world, attempt)
        for _ in 0..<4 {
            world.wait(.hours(4))
            world.settle()
        }
        #expect(world.assignee(of: id)?.subject == "ben")
        #expect(world.state.attention[id]?.deadline == nil)
        try world.enable(.ben, false)
        world.settle()
        #expect(world.assignee(of: id)?.subject == "olga")
        try world.enable(.ben, true)
        world.settle()
        #expect(world.assignee(of: id)?.subject == "olga", "a return moves nothing")
    }

    @Test func `goes to the owner that the mission has now`() throws {
        var (world, mission, attempt) = try world()
        #expect(world.refusal { try $0.changeOwner(of: mission, to: Person("unheard of")) } == .invalidRequest)
        try world.changeOwner(of: mission, to: .ben)
        let id = try ask(&world, attempt)
        #expect(world.assignee(of: id)?.subject == "ben")
        try world.enable(Person("gone"), false)
        #expect(world.refusal { try $0.changeOwner(of: mission, to: Person("gone")) } == .approverDisabled)
    }

    @Test func `waits for somebody while nobody is there`() throws {
        var (world, _, attempt) = try world()
        let id = try ask(&world, attempt)
        for name in ["olga", "sven", "ada", "ben"] { try world.enable(Person(name), false) }
        for _ in 0..<3 {
            world.wait(.hours(4))
            world.settle()
        }
        #expect(world.state.attention[id]?.deadline != nil)
        try world.enable(.ben, true)
        world.wait(.hours(4))
        world.settle()
        #expect(world.assignee(of: id)?.subject == "ben")
    }

    @Test func `of a mission that has ended is over at its deadline`() throws {
        var (world, mission, attempt) = try world()
        let id = try ask(&world, attempt)
        try world.revoke(mission)
        world.wait(.hours(1))
        world.settle()
        #expect(world.state.attention[id] == nil)
    }

    @Test func `about an effect outlives the mission`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.read")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]])
        let permit = try world.permit(world.action(mission), begins: true)
        try world.conclude(permit, .unknown)
        try world.revoke(mission)
        for _ in 0..<3 {
            world.wait(.hours(4))
            world.settle()
        }
        #expect(world.questions.map(\.subject) == [.effect(permit)])
        #expect(world.assignee(of: try #require(world.questions.first).id) == Person.ben.principal)
    }
}
