// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// Given an active mission, when a successor is approved, then one replaces the other in one step
/// (draft-mcguinness-oauth-mission-expansion).
struct `An expansion` {
    private let wider = MissionDraft([.entry("invoices.*")])

    private func world() throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve()
        return (world, mission)
    }

    @Test func `is of no use where nothing is to be gained`() throws {
        let (world, mission) = try world()
        #expect(world.refusal { try $0.expand(mission, to: MissionDraft(lifetime: .hours(1))) } == .nothingToExpand)
    }

    @Test func `is of use for other bounds, a later end or fewer conditions, with the same authority`() throws {
        var world = KernelWorld()
        var draft = MissionDraft(
            controls: [
                "max_calls": [["call_class": "invoices.read", "count": 1]], "writ:conditions": [.condition("a", is: 1)],
            ], lifetime: .hours(1))
        let mission = try world.approve(draft)
        draft.lifetime = .seconds(1800)
        #expect(world.refusal { try $0.expand(mission, to: draft) } == .nothingToExpand)
        var wider = draft
        wider.controls = [
            "max_calls": [["call_class": "invoices.read", "count": 9]], "writ:conditions": [.condition("a", is: 1)],
        ]
        var longer = draft
        longer.lifetime = .hours(2)
        var freer = draft
        freer.controls = ["max_calls": [["call_class": "invoices.read", "count": 1]]]
        for other in [wider, longer, freer] {
            var world = world
            _ = try world.expand(mission, to: other)
        }
    }

    @Test func `is of no use for what containment has left, and of use for what it took`() throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.read", "invoices.write"), .entry("orders.*")])
        try world.narrow(mission, ["invoices.write"])
        #expect(
            world.refusal {
                try $0.expand(mission, to: MissionDraft([.entry("invoices.read")], lifetime: .hours(1)))
            } == .nothingToExpand)
        #expect(
            world.refusal {
                try $0.expand(mission, to: MissionDraft([.entry("orders.*")], lifetime: .hours(1)))
            } == .nothingToExpand)
        _ = try world.expand(mission, to: MissionDraft([.entry("invoices.write")]))
    }

    @Test(arguments: [
        (MissionState.suspended, Refusal.Code.predecessorNotActive), (.revoked, .predecessorStateChanged),
        (.completed, .predecessorStateChanged), (.expired, .predecessorStateChanged),
        (.superseded, .supersededByConcurrentExpansion),
    ])
    func `needs an active predecessor, when it is asked for and when it is approved`(
        state: MissionState, code: Refusal.Code
    ) throws {
        var (world, mission) = try world()
        let submission = try world.submit(wider, relation: .successor(of: mission))
        let approval = world.approval(of: submission, wider)
        switch state {
        case .suspended: try world.suspend(mission)
        case .revoked: try world.revoke(mission)
        case .completed: try world.complete(mission)
        case .superseded: _ = try world.expand(mission, to: wider)
        default: world.wait(until: world.record(of: mission).expiresAt)
        }
        #expect(world.refusal { try $0.submit(wider, relation: .successor(of: mission)) } == code)
        #expect(world.refusal { try $0.perform(approval) } == code)
        #expect(world.status(of: mission) == state)
    }

    @Test func `is for the same subject`() throws {
        let (world, mission) = try world()
        var draft = wider
        draft.subject = Person("carol")
        #expect(world.refusal { try $0.expand(mission, to: draft) } == .evidenceMismatch)
    }

    @Test func `is not for children`() throws {
        var world = KernelWorld()
        let parent = try world.approve([.entry("invoices.read", delegation: .children())])
        let child = try world.child(of: parent)
        #expect(world.refusal { try $0.expand(child, to: wider) } == .policyDenied)
    }

    @Test func `is asked for by the mission's own client`() throws {
        var (world, mission) = try world()
        world.register("other", grants: .all)
        #expect(
            world.refusal { try $0.submit(wider, relation: .successor(of: mission), caller: .client("other")) }
                == .notFound)
        _ = try world.submit(wider, relation: .successor(of: mission), caller: .client("agent"))
    }

    @Test func `replaces its predecessor in one step`() throws {
        var (world, mission) = try world()
        let version = world.version(of: mission)
        let successor = try world.expand(mission, to: wider)
        let standing = world.standing(of: mission)
        #expect(standing.state == .superseded)
        #expect(standing.ending?.successor == successor)
        #expect(standing.version == version + 1)
        #expect(world.status(of: successor) == .active)
        #expect(world.record(of: successor).createdAt == standing.ending?.at)
        #expect(world.record(of: successor).predecessor == world.index(of: mission))
        #expect(world.state.tree(of: successor) == world.state.tree(of: mission))
        #expect(!world.evaluate(mission).isPermit)
        #expect(world.evaluate(successor).denial?.reason != .outOfAuthority)
    }

    @Test func `happens once however many were asked for`() throws {
        var (world, mission) = try world()
        let first = try world.submit(wider, relation: .successor(of: mission))
        let second = try world.submit(wider, relation: .successor(of: mission))
        let late = world.approval(of: second, wider, event: "late")
        try world.perform(world.approval(of: first, wider))
        #expect(world.refusal { try $0.perform(late) } == .supersededByConcurrentExpansion)
        #expect(world.state.missions.count == 2)
    }

    @Test func `brings nothing back when the successor ends`() throws {
        var (world, mission) = try world()
        let successor = try world.expand(mission, to: wider)
        try world.revoke(successor)
        #expect(world.status(of: mission) == .superseded)
    }

    @Test func `begins with nothing contained and nothing spent`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.read"), .entry("invoices.write")],
            controls: ["max_derivations": 1])
        _ = try world.open(mission)
        try world.narrow(mission, ["invoices.write"])
        let successor = try world.expand(mission, to: MissionDraft([.entry("invoices.read", "invoices.write")]))
        #expect(world.record(of: successor).containment == nil)
        #expect(world.record(of: successor).spend == .nothing)
        #expect(world.evaluate(successor, "invoices.write").denial?.reason != .authorityContained)
    }
}
