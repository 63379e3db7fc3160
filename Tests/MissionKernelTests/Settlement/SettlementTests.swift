// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// What has happened is seen at once; it is written out in steps, and nothing changes by that.
struct `Settling` {
    /// Many missions under one fact, by one approver.
    private func crowd(_ count: Int, _ condition: JSONValue) throws -> (KernelWorld, [MissionID]) {
        var world = KernelWorld()
        let missions = try (0..<count).map { _ in
            try world.approve([.entry("invoices.*")], controls: ["writ:conditions": [condition]])
        }
        return (world, missions)
    }

    @Test func `has nothing to do in an idle world, and changes nothing then`() throws {
        var world = KernelWorld()
        _ = try world.approve()
        let size = world.ledger.count
        #expect(try world.perform(Settle()).isEmpty)
        #expect(!world.state.hasDue(at: world.now))
        #expect(world.ledger.count == size)
    }

    @Test func `is asked for by the earliest deadline`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        #expect(world.state.nextDue == world.record(of: mission).expiresAt)
        let soon = world.now + .minutes(5)
        try world.suspend(mission, until: soon, then: .resume)
        #expect(world.state.nextDue == soon)
        try world.resume(mission)
        #expect(world.state.nextDue == world.record(of: mission).expiresAt, "an overtaken deadline wakes nobody")
    }

    @Test func `works deadlines off in order, the older first at the same moment`() throws {
        var world = KernelWorld()
        let missions = try (0..<5).map { _ in try world.approve() }
        let until = world.now + .hours(1)
        for mission in missions.reversed() { try world.suspend(mission, until: until, then: .revoke) }
        world.wait(until: until)
        for mission in missions.reversed() {
            world.settleOnce()
            #expect(world.record(of: mission).lifecycle.state == .revoked)
        }
        let steps = world.settle()
        #expect(steps == 0)
    }

    @Test(arguments: [64, 65, 300])
    func `of a fact with many missions is seen at once in all of them`(count: Int) throws {
        var (world, missions) = try crowd(count, .condition("branch.frozen", is: false))
        let events = try world.signal("branch.frozen", .boolean(true))
        #expect(events.count == (count <= 64 ? count + 1 : 1))
        #expect(missions.allSatisfy { world.status(of: $0) == .suspended })
        #expect(missions.allSatisfy { !world.evaluate($0).isPermit })
        let before = missions.map { world.standing(of: $0) }
        let steps = world.settle()
        #expect(steps == (count <= 64 ? 0 : (count + 255) / 256))
        #expect(missions.map { world.standing(of: $0) } == before)
        #expect(missions.allSatisfy { world.record(of: $0).lifecycle.state == .suspended })
    }

    @Test func `of a fact is finished before the fact changes again`() throws {
        var (world, missions) = try crowd(70, .condition("branch.frozen", is: false))
        try world.signal("branch.frozen", .boolean(true))
        try world.signal("branch.frozen", .boolean(false))
        #expect(missions.allSatisfy { world.status(of: $0) == .suspended }, "someone must look at each")
        world.settle()
        #expect(missions.allSatisfy { world.status(of: $0) == .suspended })
        try world.resume(missions[3])
        #expect(world.status(of: missions[3]) == .active)
    }

    @Test func `of an ending fact ends them at the moment of the news, however late it is written`() throws {
        var (world, missions) = try crowd(70, .condition("incident.over", is: false, else: "complete"))
        try world.signal("incident.over", .boolean(true))
        let moment = world.now
        world.wait(.hours(1))
        world.settle()
        for mission in missions {
            #expect(
                world.standing(of: mission).ending
                    == Ending(.completed, at: moment, cause: .fact(.named("incident.over"))))
        }
    }

    @Test func `does not write for a mission that has ended meanwhile`() throws {
        var (world, missions) = try crowd(70, .condition("branch.frozen", is: false))
        try world.signal("branch.frozen", .boolean(true))
        try world.revoke(missions[0])
        #expect(world.status(of: missions[0]) == .revoked)
        world.settle()
        #expect(world.status(of: missions[0]) == .revoked)
        #expect(world.record(of: missions[0]).changes == 3, "approved, suspended by the fact, revoked")
    }

    @Test func `lets a command write first what was due`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let until = world.now + .hours(1)
        try world.suspend(mission, until: until, then: .resume)
        world.wait(.hours(2))
        let version = world.version(of: mission)
        try world.suspend(mission)
        #expect(world.version(of: mission) == version + 1)
        #expect(world.record(of: mission).turns.count == 3)
        let steps = world.settle()
        #expect(steps == 0)
    }
}
