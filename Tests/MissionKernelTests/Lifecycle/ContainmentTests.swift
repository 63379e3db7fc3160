// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// Given a mission, when something happened, then capabilities are taken away for good and the mission goes on
/// (draft-mcguinness-oauth-mission-containment).
struct `Containment` {
    private let plain: JSONValue = [
        "writ:classes": ["invoices.*": "consequential_read", "orders.*": "consequential_read"]
    ]

    private func world() throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve(
            [
                .entry("invoices.q3.*", "invoices.read", "invoices.write", delegation: .children()),
                .entry("orders.read", delegation: .children()), .entry("invoices.read", on: "https://m.example"),
            ], controls: plain)
        return (world, mission)
    }

    @Test func `takes nothing in words that nobody knows`() throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.read", "invoices.write")])
        for action in ["invoices.reed", "git.psuh", "invoice.*"] {
            #expect(world.refusal { try $0.narrow(mission, ["invoices.read", action]) } == .invalidRequest)
        }
        #expect(
            world.refusal {
                try $0.tighten(
                    mission,
                    .condition(
                        "hold", is: false,
                        else: ["narrow": [["resource": .string(JSONValue.erp), "actions": ["invoices.reed"]]]]))
            } == .invalidRequest)
        try world.narrow(mission, ["git.push"], event: "known to the policy, and not this mission's")
        try world.narrow(mission, ["invoices.*"], event: "a family of what it has")
        #expect(!world.evaluate(mission).isPermit)
    }

    @Test func `takes away only what was approved`() throws {
        let (world, mission) = try world()
        #expect(world.refusal { try $0.narrow(mission, on: "https://erp.example.com/") } == .invalidRequest)
        #expect(world.refusal { try $0.narrow(mission, on: "https://other.example") } == .invalidRequest)
    }

    @Test func `belongs to who may narrow`() throws {
        var (world, mission) = try world()
        let removal = Removal(resource: KernelWorld.resource(JSONValue.erp))
        func narrowing(_ caller: Caller) -> Narrow {
            Narrow(caller: caller, mission: mission, event: "e", removals: [removal], reason: "")
        }
        world.register("agent", grants: Grants.all.subtracting(.narrow))
        #expect(world.refusal { try $0.perform(narrowing(.client("agent"))) } == .notFound)
        world.register("agent", grants: [.narrow])
        try world.perform(narrowing(.client("agent")))
    }

    @Test func `refuses what was taken away, and says that it once was there`() throws {
        var (world, mission) = try world()
        #expect(world.evaluate(mission, "invoices.write").isPermit == world.evaluate(mission, "invoices.read").isPermit)
        try world.narrow(mission, ["invoices.write"])
        let denial = try #require(world.evaluate(mission, "invoices.write").denial)
        #expect(denial.reason == .authorityContained)
        #expect(world.evaluate(mission, "payments.send").denial?.reason == .outOfAuthority)
        #expect(world.evaluate(mission, "invoices.read").isPermit)
        #expect(world.status(of: mission) == .active)
    }

    @Test func `of a family takes all its actions, of a resource all its entries`() throws {
        var (world, mission) = try world()
        try world.narrow(mission, ["invoices.q3.*"], event: "e1")
        #expect(world.evaluate(mission, "invoices.q3.read").denial?.reason == .authorityContained)
        #expect(world.evaluate(mission, "invoices.read").isPermit)
        try world.narrow(mission, event: "e2")
        #expect(world.evaluate(mission, "invoices.read").denial?.reason == .authorityContained)
        #expect(world.evaluate(mission, "orders.read").denial?.reason == .authorityContained)
        #expect(world.evaluate(mission, "invoices.read", on: "https://m.example").isPermit)
    }

    @Test func `counts every event once`() throws {
        var (world, mission) = try world()
        let version = world.version(of: mission)
        try world.narrow(mission, ["invoices.write"], event: "e1")
        try world.narrow(mission, ["invoices.write"], event: "e1")
        #expect(world.refusal { try $0.narrow(mission, ["orders.read"], event: "e1") } == .alreadyExists)
        #expect(world.record(of: mission).containment?.version == 1)
        #expect(world.version(of: mission) == version + 1)
        #expect(world.evaluate(mission, "orders.read").isPermit, "an event has taken what it took")
        try world.narrow(mission, ["invoices.write"], event: "e2")
        #expect(world.version(of: mission) == version + 1, "what is gone already is not taken again")
        try world.narrow(mission, ["invoices.*"], event: "e3")
        #expect(world.record(of: mission).containment?.version == 2)
        #expect(world.version(of: mission) == version + 2)
    }

    @Test func `stays through a suspension`() throws {
        var (world, mission) = try world()
        try world.suspend(mission)
        try world.narrow(mission, ["invoices.write"])
        try world.resume(mission)
        #expect(world.evaluate(mission, "invoices.write").denial?.reason == .authorityContained)
    }

    @Test func `of a mission narrows its descendants too`() throws {
        var (world, mission) = try world()
        let child = try world.child(
            of: mission,
            MissionDraft([.entry("invoices.write")], controls: plain, client: "helper"))
        #expect(world.evaluate(child, "invoices.write").isPermit)
        try world.narrow(mission, ["invoices.*"])
        #expect(world.evaluate(child, "invoices.write").denial?.reason == .authorityContained)
        #expect(world.status(of: child) == .active)
        #expect(world.record(of: child).containment == nil)
    }

    @Test func `of a child leaves its parent alone`() throws {
        var (world, mission) = try world()
        let child = try world.child(
            of: mission, MissionDraft([.entry("invoices.write")], controls: plain, client: "helper"))
        try world.narrow(child, ["invoices.write"])
        #expect(world.evaluate(child, "invoices.write").denial?.reason == .authorityContained)
        #expect(world.evaluate(mission, "invoices.write").isPermit)
    }

    @Test func `of the entry that justifies a child's takes the child's, though another would do`() throws {
        var world = KernelWorld()
        let parent = try world.approve(
            [
                .entry("invoices.read", on: "https://a.example", match: "prefix", delegation: .children()),
                .entry("invoices.read", on: "https://a.example/q3", delegation: .children()),
            ], controls: plain)
        let child = try world.child(
            of: parent,
            MissionDraft([.entry("invoices.read", on: "https://a.example/q3")], controls: plain, client: "h"))
        #expect(world.record(of: child).lineage.justifications == [0])
        try world.narrow(parent, on: "https://a.example")
        #expect(world.evaluate(parent, on: "https://a.example/q3").isPermit)
        #expect(world.evaluate(child, on: "https://a.example/q3").denial?.reason == .authorityContained)
    }

    @Test func `voids a permit under the entry it was given for, though another names the action`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [
                .entry("invoices.read", on: "https://a.example", match: "prefix"),
                .entry("invoices.read", on: "https://a.example/q3", constraints: ["max_amount": .money("10")]),
            ], controls: plain)
        let permit = try world.permit(world.action(mission, on: "https://a.example/q3"))
        try world.narrow(mission, on: "https://a.example")
        #expect(world.refusal { try $0.begin(permit) } == .permitExpired)
    }

    @Test func `lets the next entry decide where one is taken away`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [
                .entry("invoices.read", on: "https://a.example", match: "prefix"),
                .entry("invoices.read", on: "https://a.example/q3", constraints: ["tenant": "acme"]),
            ], controls: plain)
        try world.narrow(mission, on: "https://a.example")
        #expect(world.evaluate(mission, on: "https://a.example/q4").denial?.reason == .authorityContained)
        #expect(world.evaluate(mission, on: "https://a.example/q3").denial?.reason == .parameterViolation)
        #expect(world.evaluate(mission, on: "https://a.example/q3") { $0.parameters.tenant = "acme" }.isPermit)
    }
}

/// What is left of the entries when capabilities are taken from them: what is shown is what is decided by.
struct `What is left of a mission` {
    private let plain: JSONValue = [
        "writ:classes": ["invoices.*": "consequential_read", "orders.*": "consequential_read"]
    ]

    private func left(of mission: MissionID, in world: KernelWorld) -> [[String]] {
        let index = world.index(of: mission)
        return world.record(of: mission).authority.entries.indices.map { entry in
            world.state.effectiveEntry(entry, of: index)?.actions.map(\.text) ?? []
        }
    }

    @Test(
        arguments: [
            (["invoices.*"], ["orders.read"]), (nil, []), (["invoices.*", "orders.*"], []),
            (["orders.*"], ["invoices.*"]),
        ] as [([String]?, [String])])
    func `is without what was taken away`(removed: [String]?, remaining: [String]) throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.*", "orders.read")], controls: plain)
        try world.narrow(mission, removed)
        #expect(left(of: mission, in: world) == [remaining])
        for action in ["invoices.read", "orders.read"] {
            let isLeft = remaining.contains { ActionPattern($0)?.covers(action) == true }
            #expect(world.evaluate(mission, action).isPermit == isLeft)
        }
    }

    @Test(arguments: ["invoices.read", "invoices.q3.*"])
    func `never has a family in part: what is left could not be written`(part: String) throws {
        var world = KernelWorld()
        let mission = try world.approve([.entry("invoices.*", "invoices.read")], controls: plain)
        #expect(world.refusal { try $0.narrow(mission, [part]) } == .invalidRequest)
        #expect(world.evaluate(mission, "invoices.read").isPermit)
    }

    @Test func `is all of what lies below another resource, for that was not named`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [
                .entry("invoices.read", on: "https://a.example/x"),
                .entry("invoices.read", on: "https://a.example/x/y"),
            ], controls: plain)
        try world.narrow(mission, on: "https://a.example/x")
        #expect(left(of: mission, in: world) == [[], ["invoices.read"]])
        #expect(world.evaluate(mission, on: "https://a.example/x/y").isPermit)
        #expect(world.state.taken(from: world.index(of: mission)).map(\.resource.text) == ["https://a.example/x"])
    }

    @Test func `is without what was taken from the entry of the parent that justifies it`() throws {
        var world = KernelWorld()
        let parent = try world.approve([.entry("invoices.*", "orders.read", delegation: .children())])
        let child = try world.child(
            of: parent, MissionDraft([.entry("invoices.read", "orders.read")], client: "helper"))
        try world.narrow(parent, ["invoices.*"])
        #expect(left(of: child, in: world) == [["orders.read"]])
        #expect(!world.evaluate(child, "invoices.read").isPermit)
    }
}
