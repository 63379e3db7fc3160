// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing
import WritTesting

@testable import MissionKernel

/// Given a mission, when its client or a delegate acts, then whoever acts is of the mission and its entry allows it.
struct `A decision on who acts` {
    private func world(_ entries: JSONValue...) throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve(
            entries, controls: ["writ:classes": ["invoices.*": "consequential_read"]])
        return (world, mission)
    }

    private func denial(_ decision: Decision) -> DenialReason? { decision.denial?.reason }

    @Test func `is no for another client, and for a disabled one`() throws {
        var (world, mission) = try world(.entry("invoices.read"))
        var request = ActionRequest(
            mission: mission, client: "other", action: "invoices.read", resource: KernelWorld.resource(JSONValue.erp))
        #expect(world.state.evaluate(request, at: world.now).denial == Denial(.missionMismatch, .client("other")))
        request = world.action(mission)
        try world.disable("agent")
        #expect(world.state.evaluate(request, at: world.now).denial == Denial(.actorInvalid, .client("agent")))
    }

    @Test func `is no where the client of a mission above it is disabled: what it began does not go on`() throws {
        var (world, mission) = try world(.entry("invoices.read", delegation: .children()))
        let child = try world.child(of: mission, MissionDraft([.entry("invoices.read")], client: "helper"))
        let permit = try world.permit(world.action(child))
        try world.disable("agent")
        #expect(world.evaluate(child).denial == Denial(.actorInvalid, .client("agent")))
        #expect(world.refusal { try $0.begin(permit) } == .permitExpired)
    }

    @Test func `is yes by whichever entry names the delegate, in whatever order they stand`() throws {
        let entries: [JSONValue] = [
            .entry("invoices.read", constraints: ["tenant": "t"]),
            .entry(
                "invoices.read", delegation: ["max_depth": 1, "allowed_delegates": [["sub": "d1"]]]),
        ]
        for order in [entries, entries.reversed()] {
            var world = KernelWorld()
            let mission = try world.approve(
                Array(order), controls: ["writ:classes": ["invoices.*": "consequential_read"]])
            let decision = world.evaluate(mission) { request in
                request.parameters.tenant = "t"
                request.chain = [Actor(subject: "agent"), Actor(subject: "d1")]
            }
            #expect(decision.isPermit, "\(decision)")
        }
    }

    @Test func `is no for another client before anything is looked up for it`() throws {
        let (world, mission) = try world(.entry("invoices.read"))
        let request = ActionRequest(
            mission: mission, client: "other", action: "invoices.write",
            resource: KernelWorld.resource(JSONValue.erp))
        let decision = world.state.evaluate(request, at: world.now)
        #expect(decision.denial == Denial(.missionMismatch, .client("other")))
        #expect(decision.checks == .binding)
    }

    @Test(
        arguments: [
            ([Actor(subject: "x")], false), ([Actor(subject: "s1")], true),
            ([Actor(subject: "x", profiles: ["ai_agent"])], true),
            ([Actor(subject: "s1"), Actor(subject: "s1")], true), ([Actor(subject: "s1"), Actor(subject: "x")], false),
            ([Actor(subject: "s1"), Actor(subject: "s1"), Actor(subject: "s1")], false),
        ] as [([Actor], Bool)])
    func `is for delegates that the entry allows, and not too deep`(chain: [Actor], isPermitted: Bool) throws {
        let (world, mission) = try world(
            .entry(
                "invoices.read",
                delegation: ["max_depth": 2, "allowed_delegates": [["sub": "s1"], ["sub_profile": "ai_agent"]]]))
        #expect(world.evaluate(mission) { $0.chain = [Actor(subject: "agent")] + chain }.isPermit == isPermitted)
    }

    @Test func `is for the mission's client and for delegates of the chain, whoever else is named`() throws {
        let (world, mission) = try world(
            .entry("invoices.read", delegation: ["max_depth": 2, "allowed_delegates": [["sub": "s1"], ["sub": "s2"]]]))
        func decision(_ client: ClientID, _ chain: ExactText...) -> Decision {
            var request = ActionRequest(
                mission: mission, client: client, action: "invoices.read",
                resource: KernelWorld.resource(JSONValue.erp))
            request.chain = chain.map { Actor(subject: $0) }
            return world.state.evaluate(request, at: world.now)
        }
        #expect(decision("eve", "agent", "s1", "s2").denial == Denial(.missionMismatch, .client("eve")))
        #expect(decision("s1").denial == Denial(.missionMismatch, .client("s1")), "a delegate shows its chain")
        #expect(decision("s1", "s1").denial == Denial(.actorInvalid, .root("s1")))
        #expect(decision("agent", "s1").denial == Denial(.actorInvalid, .root("s1")))
        #expect(decision("s1", "eve", "s1").denial == Denial(.actorInvalid, .root("eve")))
        for client in ["agent", "s1", "s2"] as [ClientID] { #expect(decision(client, "agent", "s1", "s2").isPermit) }
        #expect(decision("agent", "agent").isPermit)
    }

    @Test(arguments: [nil, ["max_depth": 0], ["max_depth": 1]] as [JSONValue?])
    func `is for no delegate where the entry does not say who`(delegation: JSONValue?) throws {
        let (world, mission) = try world(.entry("invoices.read", delegation: delegation))
        #expect(
            denial(world.evaluate(mission) { $0.chain = [Actor(subject: "agent"), Actor(subject: "s1")] })
                == .actorInvalid)
    }
}
