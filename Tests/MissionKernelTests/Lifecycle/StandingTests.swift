// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// How a mission stands does not depend on what has been written for it yet: it is the same before and after, and the
/// version counts every change that anyone can have seen, once.
struct `A standing` {
    /// More missions under a fact than are written in one commit, so that what follows from it stays unwritten.
    private static let crowd = 70

    private func crowded(_ facts: String...) throws -> KernelWorld {
        var world = KernelWorld()
        let conditions = facts.map { JSONValue.condition($0, is: false) }
        for _ in 0..<Self.crowd {
            _ = try world.approve([.entry("a")], controls: ["writ:conditions": .array(conditions)])
        }
        return world
    }

    /// The standings now, which settling must not change.
    private func settled(_ world: inout KernelWorld, _ missions: MissionID...) -> [Standing] {
        let before = missions.map { world.standing(of: $0) }
        world.settle()
        #expect(missions.map { world.standing(of: $0) } == before)
        return before
    }

    @Test func `counts the end of a suspension and the expiry after it as two changes`() throws {
        var world = KernelWorld()
        let mission = try world.approve(MissionDraft(lifetime: .hours(2)))
        try world.suspend(mission, until: world.now + .hours(1), then: .resume)
        let version = world.version(of: mission)
        world.wait(.hours(1))
        #expect(world.standing(of: mission).state == .active)
        #expect(world.version(of: mission) == version + 1)
        world.wait(.hours(1))
        #expect(settled(&world, mission).map(\.version) == [version + 2])
        #expect(world.record(of: mission).turns.count == 3)
    }

    @Test func `counts what a fact did and the expiry after it as two changes`() throws {
        var world = try crowded("branch.frozen")
        let mission = try world.approve(
            [.entry("a")], controls: ["writ:conditions": [.condition("branch.frozen", is: false)]],
            lifetime: .hours(1))
        try world.signal("branch.frozen", .boolean(true))
        #expect(world.standing(of: mission).state == .suspended)
        #expect(world.version(of: mission) == 2)
        world.wait(.hours(1))
        let standing = try #require(settled(&world, mission).first)
        #expect(standing.state == .expired)
        #expect(standing.version == 3)
    }

    @Test func `counts a mission's own change beside the cascade that came with it`() throws {
        var world = try crowded("incident.open")
        let parent = try world.approve(
            [.entry("a", delegation: .children(depth: 2))],
            controls: ["writ:conditions": [.condition("incident.open", is: false, else: "revoke")]])
        let child = try world.child(
            of: parent,
            MissionDraft(
                [.entry("a", delegation: .children())],
                controls: ["writ:conditions": [.condition("incident.open", is: false)]], client: "helper"))
        let grandchild = try world.child(of: child, MissionDraft([.entry("a")], client: "leaf"))
        try world.signal("incident.open", .boolean(true))
        let standings = settled(&world, parent, child, grandchild)
        #expect(standings.map(\.state) == [.revoked, .cascaded, .cascaded])
        #expect(standings.map(\.version) == [2, 3, 3])
    }

    @Test func `is suspended by the fact that failed first`() throws {
        var world = try crowded("a", "b")
        let parent = try world.approve(
            [.entry("x", delegation: .children())],
            controls: ["writ:conditions": [.condition("a", is: false), .condition("b", is: false)]])
        let child = try world.child(of: parent, MissionDraft([.entry("x")], lifetime: .minutes(30), client: "helper"))
        world.wait(.minutes(10))
        try world.signal("b", .boolean(true))
        world.wait(.minutes(30))
        let end = world.standing(of: child)
        #expect(end.state == .expired)
        try world.signal("a", .boolean(true))
        #expect(world.standing(of: parent).suspension?.cause == .fact(.named("b")))
        #expect(world.standing(of: child) == end)
        _ = settled(&world, parent, child)
    }

    @Test func `counts what a fact takes away, for the mission and all beneath it`() throws {
        var world = try crowded("pii.seen")
        let narrow: JSONValue = ["narrow": [["resource": .string(JSONValue.erp), "actions": ["x.write"]]]]
        let parent = try world.approve(
            [.entry("x.*", delegation: .children())],
            controls: ["writ:conditions": [.condition("pii.seen", is: false, else: narrow)]], lifetime: .hours(2))
        let child = try world.child(
            of: parent, MissionDraft([.entry("x.write")], lifetime: .hours(1), client: "helper"))
        try world.signal("pii.seen", .boolean(true))
        #expect(world.version(of: parent) == 2)
        #expect(world.version(of: child) == 2, "it can do less from now on")
        world.wait(.hours(1))
        #expect(world.standing(of: child).version == 3)
        world.wait(.hours(1))
        let standings = settled(&world, parent, child)
        #expect(standings.map(\.version) == [3, 3])
        #expect(world.record(of: parent).containment?.version == 1)
    }

    @Test func `counts a narrowing of an ancestor while the mission lives`() throws {
        var world = KernelWorld()
        let parent = try world.approve([.entry("x.read", "x.write", delegation: .children())])
        let child = try world.child(of: parent, MissionDraft([.entry("x.write")], client: "helper"))
        try world.narrow(parent, ["x.write"])
        #expect(world.version(of: child) == 2)
        try world.revoke(child)
        try world.narrow(parent, ["x.read"], event: "evt_2")
        #expect(world.version(of: child) == 3)
    }

    @Test func `is active again as soon as its facts allow, however many missions there are`() throws {
        var world = KernelWorld()
        let missions = try (0..<Self.crowd).map { _ in
            try world.approve(
                [.entry("a")],
                controls: [
                    "writ:conditions": [.condition("branch.frozen", is: false, onReturn: "resume")],
                    "writ:classes": ["a": "consequential_read"],
                ])
        }
        try world.signal("branch.frozen", .boolean(true))
        world.settle()
        try world.signal("branch.frozen", .boolean(false))
        let moment = world.now
        #expect(missions.allSatisfy { world.status(of: $0) == .active && world.version(of: $0) == 3 })
        #expect(missions.allSatisfy { world.evaluate($0, "a").isPermit })
        world.wait(.hours(1))
        _ = settled(&world, missions[0], missions[66], missions[69])
        #expect(world.record(of: missions[69]).turns.last == moment)
    }

    @Test func `keeps a suspension that a fact brought while nobody was writing`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("a")], controls: ["writ:conditions": [.condition("branch.frozen", is: false)]])
        try world.suspend(mission, until: world.now + .hours(1), then: .resume)
        try world.signal("branch.frozen", .boolean(true))
        world.wait(.hours(2))
        #expect(world.status(of: mission) == .suspended)
        let version = world.version(of: mission)
        #expect(version == 4)
        try world.signal("branch.frozen", .boolean(false))
        #expect(world.status(of: mission) == .suspended, "someone must look")
        #expect(world.version(of: mission) == version)
        _ = settled(&world, mission)
    }

    @Test func `keeps a return that was followed by another fact's failure`() throws {
        var world = try crowded("a")
        let mission = try world.approve(
            [.entry("x")],
            controls: ["writ:conditions": [.condition("a", is: false, onReturn: "resume"), .condition("b", is: false)]])
        try world.signal("a", .boolean(true))
        try world.signal("a", .boolean(false))
        #expect(world.version(of: mission) == 3)
        try world.signal("b", .boolean(true))
        #expect(world.version(of: mission) == 4)
        #expect(world.standing(of: mission).suspension?.cause == .fact(.named("b")))
        _ = settled(&world, mission)
    }

    @Test func `counts what the clock did to an ancestor at the moment of a request`() throws {
        var world = KernelWorld()
        let parent = try world.approve([.entry("a", delegation: .children())])
        let child = try world.child(of: parent, MissionDraft([.entry("a")], client: "helper"))
        let until = world.now + .hours(1)
        try world.suspend(parent, until: until, then: .resume)
        let seen = world.state.standing(of: world.index(of: child), at: until)
        #expect(seen.state == .active)
        #expect(seen.version == 3)
        try world.revoke(child, at: until)
        #expect(world.version(of: child) == 4)
        _ = settled(&world, parent, child)
    }

    @Test func `counts what was due before an expansion`() throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("a")])
        try world.suspend(mission, until: world.now + .hours(1), then: .resume)
        world.wait(.hours(2))
        #expect(world.version(of: mission) == 3)
        _ = try world.expand(mission, to: MissionDraft([.entry("b")]))
        #expect(world.version(of: mission) == 4)
        #expect(world.status(of: mission) == .superseded)
    }

    @Test func `keeps its version after the end, whoever answers for the mission then`() throws {
        var world = KernelWorld()
        let expired = try world.approve(MissionDraft(lifetime: .hours(1)))
        let revoked = try world.approve()
        try world.revoke(revoked)
        world.wait(.hours(1))
        let ends = [expired, revoked].map { world.standing(of: $0) }
        for mission in [expired, revoked] { try world.changeOwner(of: mission, to: .ben) }
        #expect(world.state.registry[world.record(of: expired).owner].principal == Person.ben.principal)
        #expect([expired, revoked].map { world.standing(of: $0) } == ends)
        world.settle()
        #expect([expired, revoked].map { world.standing(of: $0) } == ends)
    }

    @Test func `counts what a fact took away before someone takes the same`() throws {
        var world = try crowded("pii.seen")
        let narrow: JSONValue = ["narrow": [["resource": .string(JSONValue.erp), "actions": ["x.write"]]]]
        let mission = try world.approve(
            [.entry("x.read", "x.write")],
            controls: ["writ:conditions": [.condition("pii.seen", is: false, else: narrow)]])
        try world.signal("pii.seen", .boolean(true))
        try world.narrow(mission, ["x.write"])
        #expect(world.version(of: mission) == 2)
        #expect(world.record(of: mission).containment?.version == 1)
        _ = settled(&world, mission)
    }
}

/// When a mission that facts stopped goes on by itself.
struct `The return of a fact` {
    private func world(_ conditions: JSONValue...) throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve([.entry("x.*")], controls: ["writ:conditions": .array(conditions)])
        return (world, mission)
    }

    @Test func `does not let the mission go on when a condition was added that wants a person`() throws {
        var (world, mission) = try world(.condition("a", is: true, onReturn: "resume"))
        try world.signal("a", .boolean(false))
        try world.tighten(mission, .condition("a", is: true, onReturn: "stay"))
        try world.signal("a", .boolean(true))
        #expect(world.status(of: mission) == .suspended)
    }

    @Test(arguments: [nil, 1, 9])
    func `does not undo a stop that a person asked for while the fact had stopped it already`(hours: Int?) throws {
        var (world, mission) = try world(.condition("a", is: true, onReturn: "resume"))
        try world.signal("a", .boolean(false))
        let version = world.version(of: mission)
        try world.suspend(mission, until: hours.map { world.now + .hours($0) }, then: hours.map { _ in .resume })
        #expect(world.version(of: mission) == version + 1)
        #expect(world.standing(of: mission).suspension?.cause == .request)
        try world.signal("a", .boolean(true))
        #expect(world.status(of: mission) == .suspended)
        world.settle()
        #expect(world.status(of: mission) == .suspended)
        try world.resume(mission)
        #expect(world.status(of: mission) == .active)
    }

    @Test func `is not brought about by tightening`() throws {
        var (world, mission) = try world(.condition("a", is: true, onReturn: "stay"))
        try world.signal("a", .boolean(false))
        try world.signal("a", .boolean(true))
        try world.tighten(mission, .condition("a", is: true, onReturn: "resume"))
        #expect(world.status(of: mission) == .suspended)
        world.settle()
        #expect(world.status(of: mission) == .suspended)
    }

    @Test func `leaves it to a person when another that wants one failed meanwhile`() throws {
        var (world, mission) = try world(.condition("a", is: true, onReturn: "resume"), .condition("b", is: true))
        try world.signal("a", .boolean(false))
        try world.signal("b", .boolean(false))
        try world.signal("b", .boolean(true))
        try world.signal("a", .boolean(true))
        #expect(world.status(of: mission) == .suspended)
    }

    @Test func `is not kept back by news from before the condition was added`() throws {
        var (world, mission) = try world(.condition("a", is: true, onReturn: "resume"))
        try world.signal("a", .boolean(false))
        try world.signal("b", .boolean(true))
        try world.tighten(mission, .condition("b", is: true))
        try world.signal("a", .boolean(true))
        #expect(world.status(of: mission) == .active)
    }

    @Test func `is not kept back by what was taken away for good`() throws {
        let narrow: JSONValue = ["narrow": [["resource": .string(JSONValue.erp), "actions": ["x.write"]]]]
        var (world, mission) = try world(
            .condition("a", is: true, onReturn: "resume"), .condition("pii.seen", is: false, else: narrow))
        try world.signal("pii.seen", .boolean(true))
        try world.suspend(mission)
        try world.resume(mission)
        #expect(world.status(of: mission) == .active, "a person may let it go on with what is left")
        try world.signal("a", .boolean(false))
        try world.signal("a", .boolean(true))
        #expect(world.status(of: mission) == .active)
    }
}
