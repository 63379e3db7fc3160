// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// An action that began and that nobody reports is unknown when its time is up, and is put to a person.
struct `An effect that nobody reports` {
    private func world() throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.*")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]])
        return (world, mission)
    }

    @Test func `is unknown once its permit has run out, and a person is asked once`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission), key: "k", begins: true)
        let end = try #require(world.state.effects[permit]?.validUntil)
        #expect(world.state.nextDue == end, "the clock wakes whoever settles")
        world.wait(until: end - .seconds(1))
        world.settle()
        #expect(world.state.effects[permit]?.state == .intended)
        world.wait(until: end)
        world.settle()
        #expect(world.state.effects[permit]?.state == .unknown)
        #expect(world.questions.map(\.subject) == [.effect(permit)])
        #expect(world.questions.first?.kind == .anomaly)
        #expect(world.questions.first?.text.hasSuffix(": nobody has reported it in time") == true)
        #expect(world.state.effects.claim(of: "k", in: world.index(of: mission))?.state == .unknown)
        world.wait(.seconds(1))
        let steps = world.settle()
        #expect(steps == 0)
    }

    @Test func `is found out too when it began just before the end`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission))
        let end = try #require(world.state.effects[permit]?.validUntil)
        try world.begin(permit, at: end - .seconds(1))
        world.wait(until: end)
        world.settle()
        #expect(world.state.effects[permit]?.state == .unknown)
    }

    @Test func `is found out though its mission has ended`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission), begins: true)
        try world.revoke(mission)
        world.wait(.minutes(2))
        world.settle()
        #expect(world.state.effects[permit]?.state == .unknown)
        #expect(world.questions.count == 1)
    }

    @Test func `is found out after a restart from a snapshot`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission), begins: true)
        world = try world.restarted()
        world.wait(.minutes(2))
        world.settle()
        #expect(world.state.effects[permit]?.state == .unknown)
    }

    @Test func `of a session is waited for longer, for its supervisor will say`() throws {
        var (world, mission) = try world()
        let attempt = try world.open(mission)
        let permit = try world.permit(world.action(mission), attempt: attempt, begins: true)
        world.wait(.hours(3))
        world.settle()
        #expect(world.state.effects[permit]?.state == .intended)
        world.wait(.hours(2))
        world.settle()
        #expect(world.state.effects[permit]?.state == .unknown)
        #expect(world.questions.map(\.subject) == [.effect(permit)])
    }

    @Test func `can still be reported, and its question answers itself`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission), begins: true)
        world.wait(.minutes(2))
        world.settle()
        try world.conclude(permit, .applied)
        #expect(world.questions.isEmpty)
        #expect(world.state.effects[permit] == nil)
    }

    @Test func `wakes nobody when it was reported`() throws {
        var (world, mission) = try world()
        let permit = try world.permit(world.action(mission), begins: true)
        try world.conclude(permit, .applied)
        #expect(world.state.nextDue == world.record(of: mission).expiresAt)
    }
}
