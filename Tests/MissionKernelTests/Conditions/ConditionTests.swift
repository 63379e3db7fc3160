// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// Given a mission with conditions, when a fact stops holding, then its consequence follows in the same commit.
struct `A condition` {
    private func world(_ conditions: JSONValue...) throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.*")],
            controls: [
                "writ:conditions": .array(conditions), "writ:classes": ["invoices.*": "consequential_read"],
            ])
        return (world, mission)
    }

    @Test func `is not changed by other news under the identifier of earlier news`() throws {
        var (world, mission) = try world(.condition("branch.frozen", is: false))
        try world.signal("branch.frozen", .boolean(false), event: "e1")
        #expect(try world.signal("branch.frozen", .boolean(false), event: "e1").isEmpty)
        #expect(world.refusal { try $0.signal("branch.frozen", .boolean(true), event: "e1") } == .alreadyExists)
        #expect(world.refusal { try $0.signal("branch.merged", .boolean(false), event: "e1") } == .alreadyExists)
        #expect(world.status(of: mission) == .active)
        try world.signal("branch.frozen", .boolean(true), event: "e2")
        #expect(world.status(of: mission) == .suspended)
    }

    @Test(arguments: [("suspend", MissionState.suspended), ("revoke", .revoked), ("complete", .completed)])
    func `brings its consequence when it stops holding`(consequence: String, state: MissionState) throws {
        var (world, mission) = try world(.condition("branch.frozen", is: false, else: .string(consequence)))
        let version = world.version(of: mission)
        try world.signal("branch.frozen", .boolean(false))
        #expect(world.status(of: mission) == .active)
        let events = try world.signal("branch.frozen", .boolean(true))
        #expect(events.count == 2, "the news and its consequence are one batch")
        #expect(world.standing(of: mission).state == state)
        #expect(world.version(of: mission) == version + 1)
        #expect(!world.state.hasDue(at: world.now))
        #expect(!world.evaluate(mission).isPermit)
    }

    @Test func `that nobody has news of holds`() throws {
        let (world, mission) = try world(.condition("branch.frozen", is: false))
        #expect(world.evaluate(mission).isPermit)
    }

    @Test func `is judged by the exact value`() throws {
        var (world, mission) = try world(.condition("mode", is: "caf\u{E9}", else: "revoke"))
        try world.signal("mode", .text("caf\u{E9}"))
        #expect(world.status(of: mission) == .active)
        try world.signal("mode", .text("cafe\u{301}"))
        #expect(world.status(of: mission) == .revoked)
    }

    @Test(arguments: [FactValue.boolean(true), .integer(1), .text("true")])
    func `holds under no value of another kind`(value: FactValue) throws {
        var (world, mission) = try world(.condition("x", is: false, else: "revoke"))
        try world.signal("x", value)
        #expect(world.status(of: mission) == .revoked)
    }

    @Test func `of a narrowing leaves the mission active with what is left`() throws {
        var (world, mission) = try world(
            .condition(
                "pii.seen", is: false,
                else: ["narrow": [["resource": .string(JSONValue.erp), "actions": ["invoices.write"]]]]))
        try world.signal("pii.seen", .boolean(true))
        #expect(world.status(of: mission) == .active)
        #expect(world.evaluate(mission, "invoices.write").denial?.reason == .authorityContained)
        #expect(world.evaluate(mission).isPermit)
        try world.signal("pii.seen", .boolean(false))
        #expect(world.evaluate(mission, "invoices.write").denial?.reason == .authorityContained, "it is gone for good")
        #expect(world.record(of: mission).containment?.version == 1)
    }

    @Test func `waits for a person when the fact returns, unless it says otherwise`() throws {
        var (world, mission) = try world(.condition("branch.frozen", is: false))
        try world.signal("branch.frozen", .boolean(true))
        #expect(world.refusal { try $0.resume(mission) } == .conditionUnmet)
        try world.signal("branch.frozen", .boolean(false))
        #expect(world.status(of: mission) == .suspended)
        try world.resume(mission)
        #expect(world.status(of: mission) == .active)
    }

    @Test func `lets the mission go on when the fact returns, where it says so`() throws {
        var (world, mission) = try world(.condition("branch.frozen", is: false, onReturn: "resume"))
        try world.signal("branch.frozen", .boolean(true))
        try world.signal("branch.frozen", .boolean(false))
        #expect(world.status(of: mission) == .active)
        #expect(world.version(of: mission) == 3)
    }

    @Test func `does not undo what a person stopped`() throws {
        var (world, mission) = try world(.condition("branch.frozen", is: false, onReturn: "resume"))
        try world.suspend(mission)
        try world.signal("branch.frozen", .boolean(true))
        try world.signal("branch.frozen", .boolean(false))
        #expect(world.status(of: mission) == .suspended)
    }

    @Test func `keeps the mission back while another does not hold`() throws {
        var (world, mission) = try world(
            .condition("a", is: true, onReturn: "resume"), .condition("b", is: true, onReturn: "resume"))
        try world.signal("a", .boolean(false))
        try world.signal("b", .boolean(false))
        try world.signal("a", .boolean(true))
        #expect(world.status(of: mission) == .suspended)
        try world.signal("b", .boolean(true))
        #expect(world.status(of: mission) == .active)
    }

    @Test func `stands when a suspension ends by the clock`() throws {
        var (world, mission) = try world(.condition("branch.frozen", is: false))
        let until = world.now + .hours(1)
        try world.suspend(mission, until: until, then: .resume)
        try world.signal("branch.frozen", .boolean(true))
        world.wait(until: until)
        #expect(world.status(of: mission) == .suspended)
        let version = world.version(of: mission)
        world.settle()
        #expect(world.status(of: mission) == .suspended)
        #expect(world.version(of: mission) == version)
        #expect(world.standing(of: mission).suspension?.cause == .fact(.named("branch.frozen")))
    }

    @Test func `of an ancestor binds its descendants`() throws {
        var world = KernelWorld()
        let parent = try world.approve(
            [.entry("invoices.read", delegation: .children())],
            controls: ["writ:conditions": [.condition("branch.frozen", is: false, onReturn: "resume")]])
        let child = try world.child(of: parent)
        try world.signal("branch.frozen", .boolean(true))
        #expect(world.status(of: child) == .suspended)
        try world.signal("branch.frozen", .boolean(false))
        #expect(world.status(of: child) == .active)
    }

    @Test func `that is added brings its consequence at once when it does not hold`() throws {
        var (world, mission) = try world()
        try world.signal("incident.open", .boolean(true))
        try world.tighten(mission, .condition("incident.open", is: true, else: "revoke"))
        #expect(world.status(of: mission) == .active)
        try world.tighten(mission, .condition("incident.open", is: false))
        #expect(world.status(of: mission) == .suspended)
    }

    @Test(arguments: ["suspend", "revoke", "complete"])
    func `that is added binds from then on, and changes nothing that was`(consequence: String) throws {
        var world = KernelWorld()
        try world.signal("incident.open", .boolean(true))
        let parent = try world.approve([.entry("invoices.read", delegation: .children())])
        let child = try world.child(of: parent, MissionDraft(lifetime: .hours(1), client: "helper"))
        world.wait(.hours(2))
        let (version, end) = (world.version(of: parent), world.standing(of: child))
        try world.tighten(parent, .condition("incident.open", is: false, else: .string(consequence)))
        let standing = world.standing(of: parent)
        #expect(standing.version == version + 2, "it was tightened, and the consequence followed")
        #expect((standing.ending?.at ?? standing.suspension?.since) == world.now)
        #expect(world.standing(of: child) == end, "it expired before, and that does not change")
    }

    @Test func `on a fact that the mission depends on already follows once`() throws {
        var (world, mission) = try world(.condition("branch.frozen", is: false))
        _ = try world.approve([.entry("a")], controls: ["writ:conditions": [.condition("branch.frozen", is: false)]])
        try world.tighten(mission, .condition("branch.frozen", is: false), .condition("other", is: 1))
        #expect(world.state.facts[.named("branch.frozen")]?.watchers.count == 2)
        let version = world.version(of: mission)
        try world.signal("branch.frozen", .boolean(true))
        #expect(world.version(of: mission) == version + 1)
    }

    @Test func `that the mission has already changes nothing when it is added again`() throws {
        var (world, mission) = try world(.condition("branch.frozen", is: false))
        let version = world.version(of: mission)
        try world.tighten(mission)
        try world.tighten(mission, .condition("branch.frozen", is: false))
        #expect(world.version(of: mission) == version)
        try world.tighten(
            mission, .condition("other", is: 1), .condition("branch.frozen", is: false), .condition("other", is: 1))
        #expect(world.version(of: mission) == version + 1)
        #expect(world.record(of: mission).conditions.count == 3, "the grantor's, and two")
    }

    @Test func `is one of a bounded number`() throws {
        var (world, mission) = try world()
        for number in 0..<Tighten.conditionsMax - 1 {
            try world.tighten(mission, .condition("fact-\(number)", is: false))
        }
        #expect(world.refusal { try $0.tighten(mission, .condition("one.more", is: false)) } == .quotaExceeded)
        try world.tighten(mission, .condition("fact-0", is: false))
    }

    @Test func `that would take away what nobody has is refused`() throws {
        let narrow: JSONValue = ["narrow": [["resource": "https://erp.example.com/"]]]
        let condition = JSONValue.condition("pii.seen", is: false, else: narrow)
        var world = KernelWorld()
        #expect(
            world.refusal { try $0.submit(MissionDraft(controls: ["writ:conditions": [condition]])) } == .invalidIntent)
        let mission = try world.approve()
        #expect(world.refusal { try $0.tighten(mission, condition) } == .invalidRequest)
    }

    @Test func `is on whoever granted the mission, always`() throws {
        var (world, mission) = try world()
        try world.enable(.ada, false)
        #expect(world.status(of: mission) == .suspended)
        #expect(world.refusal { try $0.resume(mission, signedBy: .ben) } == .conditionUnmet)
        try world.enable(.ada, true)
        #expect(world.status(of: mission) == .suspended, "someone must look")
        try world.resume(mission, signedBy: .ben)
        #expect(world.status(of: mission) == .active)
    }

    @Test func `on the grantor revokes where the intent says so`() throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.read")], controls: ["writ:grantor": "revoke"])
        try world.enable(.ada, false)
        #expect(world.status(of: mission) == .revoked)
    }
}

/// News of facts.
struct `A signal` {
    @Test func `is for the owner and clients with the grant`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let attempt = try world.open(mission)
        world.register("reader", grants: [.status])
        func signal(_ caller: Caller, _ fact: FactKey = .named("x")) -> Signal {
            Signal(caller: caller, event: "e", fact: fact, value: .boolean(true))
        }
        for caller in [Caller.session(attempt.session), .client("reader"), .client("unknown")] {
            #expect(world.refusal { try $0.perform(signal(caller)) } == .notPermitted)
        }
        #expect(
            world.refusal { try $0.perform(signal(.client("agent"), .enabled(Person.ada.principal))) } == .notPermitted)
        try world.perform(signal(.client("agent")))
    }

    @Test func `counts once however often it arrives`() throws {
        var world = KernelWorld()
        try world.signal("x", .boolean(true), event: "e1")
        try world.signal("x", .boolean(false), event: "e2")
        #expect(try world.signal("x", .boolean(true), event: "e1").isEmpty)
        #expect(world.state.facts[.named("x")]?.value == .boolean(false))
        world.wait(.days(6))
        #expect(try world.signal("x", .boolean(false), event: "e2").isEmpty)
        world.wait(.days(1))
        #expect(try !world.signal("x", .boolean(true), event: "e2").isEmpty, "remembered for a week")
    }

    @Test func `that is older than what is known is ignored`() throws {
        var world = KernelWorld()
        let seen = world.now
        world.wait(.hours(1))
        try world.signal("x", .boolean(true), observedAt: seen + .minutes(5))
        #expect(try world.signal("x", .boolean(false), observedAt: seen).isEmpty)
        #expect(try !world.signal("x", .boolean(false), observedAt: seen + .minutes(5)).isEmpty)
    }

    @Test func `from the future does not shut out what comes after it`() throws {
        var world = KernelWorld()
        try world.signal("x", .boolean(true), observedAt: world.now + .days(36_500))
        #expect(try #require(world.state.facts[.named("x")]?.observedAt) <= world.now)
        world.wait(.minutes(1))
        #expect(try !world.signal("x", .boolean(false), observedAt: world.now).isEmpty)
    }

    @Test func `of nothing new is not written`() throws {
        var world = KernelWorld()
        try world.signal("x", .boolean(true))
        #expect(try world.signal("x", .boolean(true)).isEmpty)
    }
}
