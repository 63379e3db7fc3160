// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Given a mission, when a child is asked for, then it lies inside its parent or is not made
/// (draft-mcguinness-oauth-mission-child-delegation).
struct `A child mission` {
    private func world(
        _ authority: [JSONValue] = [.entry("invoices.*", delegation: .children())], controls: JSONValue? = nil
    ) throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let parent = try world.approve(MissionDraft(authority, controls: controls))
        return (world, parent)
    }

    private func helper(_ authority: [JSONValue] = [.entry("invoices.read")], controls: JSONValue? = nil)
        -> MissionDraft
    {
        MissionDraft(authority, controls: controls, client: "helper")
    }

    @Test func `is not made from an entry without children`() throws {
        for delegation in [nil, ["max_depth": 1]] as [JSONValue?] {
            let (world, parent) = try world([.entry("invoices.*", delegation: delegation)])
            #expect(world.refusal { try $0.child(of: parent, helper()) } == .delegationNotPermitted)
        }
    }

    @Test(
        arguments: [
            [.entry("invoices.read"), .entry("orders.read")], [.entry("invoices.read", on: "https://b.example")],
            [.entry("invoices.read", match: "prefix")], [.entry("invoices.read", delegation: ["max_depth": 9])],
            [.entry("invoices.read", delegation: .children(depth: 1))],
        ] as [[JSONValue]])
    func `is not made with more than its parent has`(authority: [JSONValue]) throws {
        let (world, parent) = try world()
        #expect(world.refusal { try $0.child(of: parent, helper(authority)) } == .notStrictSubset)
    }

    @Test func `admits no delegate where its parent names none`() throws {
        func delegation(_ delegates: [JSONValue]) -> JSONValue {
            ["max_depth": 1, "allowed_delegates": .array(delegates)]
        }
        var (world, parent) = try world()
        for delegate in [["sub": "s1"], ["sub_profile": "ai_agent"]] as [JSONValue] {
            let draft = helper([.entry("invoices.read", delegation: delegation([delegate]))])
            #expect(world.refusal { try $0.child(of: parent, draft) } == .notStrictSubset)
        }
        let child = try world.child(of: parent, helper([.entry("invoices.read", delegation: delegation([]))]))
        #expect(world.status(of: child) == .active)
    }

    @Test func `may have as much as its parent`() throws {
        var (world, parent) = try world()
        let child = try world.child(of: parent, helper([.entry("invoices.*", delegation: ["max_depth": 2])]))
        #expect(world.status(of: child) == .active)
        #expect(world.record(of: child).lineage.justifications == [0])
        #expect(world.record(of: child).lineage.depth == 1)
    }

    @Test func `passes a generation fewer on`() throws {
        var (world, parent) = try world([.entry("invoices.*", delegation: .children(depth: 2))])
        #expect(
            world.refusal {
                try $0.child(of: parent, helper([.entry("invoices.read", delegation: .children(depth: 2))]))
            }
                == .notStrictSubset)
        let child = try world.child(of: parent, helper([.entry("invoices.read", delegation: .children(depth: 1))]))
        let grandchild = try world.child(of: child, helper())
        #expect(world.record(of: grandchild).lineage.depth == 2)
        #expect(world.refusal { try $0.child(of: grandchild, helper()) } == .delegationNotPermitted)
    }

    @Test(arguments: [MissionState.suspended, .revoked, .completed, .expired])
    func `is never made under a parent that is not active`(state: MissionState) throws {
        var (world, parent) = try world()
        switch state {
        case .suspended: try world.suspend(parent)
        case .revoked: try world.revoke(parent)
        case .completed: try world.complete(parent)
        default: world.wait(.hours(8))
        }
        let draft = helper()
        #expect(world.refusal { try $0.child(of: parent, draft) } == .parentNotActive)
    }

    @Test func `is never made under a suspended or ended grandparent`() throws {
        var (world, parent) = try world([.entry("invoices.*", delegation: .children(depth: 2))])
        let child = try world.child(of: parent, helper([.entry("invoices.read", delegation: .children())]))
        try world.suspend(parent)
        #expect(world.refusal { try $0.child(of: child, helper()) } == .parentNotActive)
        try world.revoke(parent)
        #expect(world.refusal { try $0.child(of: child, helper()) } == .parentNotActive)
    }

    @Test func `is not made when its parent ended while a person was deciding`() throws {
        var (world, parent) = try world([.entry("invoices.*", delegation: .children(policy: "approval"))])
        let draft = helper()
        let relation = Relation.child(of: parent, actor: Actor(subject: "helper"))
        let submission = try world.submit(draft, relation: relation, drawdown: world.newID())
        let approval = world.approval(of: submission, draft)
        try world.revoke(parent)
        #expect(world.refusal { try $0.perform(approval) } == .parentNotActive)
    }

    @Test func `waits for a person where the parent's entry says so`() throws {
        var (world, parent) = try world([.entry("invoices.*", delegation: .children(policy: "approval"))])
        let draft = helper()
        let relation = Relation.child(of: parent, actor: Actor(subject: "helper"))
        let unmade: MissionID = world.newID()
        let submission = try world.submit(draft, relation: relation, drawdown: unmade)
        #expect(world.state.missions.index(of: unmade) == nil)
        let approval = world.approval(of: submission, draft)
        try world.perform(approval)
        #expect(world.status(of: approval.mission) == .active)
    }

    @Test func `is not made under an identifier that a mission has`() throws {
        var (world, parent) = try world()
        let relation = Relation.child(of: parent, actor: Actor(subject: "helper", profiles: []))
        #expect(world.refusal { try $0.submit(helper(), relation: relation, drawdown: parent) } == .alreadyExists)
        _ = try world.child(of: parent, helper())
    }

    @Test func `rests on its parent's approver where nobody is asked again`() throws {
        var (world, parent) = try world(controls: ["writ:owner": ["iss": "https://idp.example.com", "sub": "ben"]])
        let child = try world.child(of: parent, helper())
        let record = world.record(of: child)
        #expect(world.state.registry[record.parties.approver].principal == Person.ada.principal)
        #expect(world.state.registry[record.owner].principal == Person.ben.principal)
        #expect(record.parties.subject == world.record(of: parent).parties.subject)
        #expect(world.state.registry[record.parties.client].id == "helper")
    }

    @Test func `ends no later than its parent`() throws {
        var (world, parent) = try world()
        var draft = helper()
        draft.lifetime = .days(3)
        let long = try world.child(of: parent, draft)
        #expect(world.record(of: long).expiresAt == world.record(of: parent).expiresAt)
        draft.lifetime = .hours(1)
        let short = try world.child(of: parent, draft)
        #expect(world.record(of: short).expiresAt < world.record(of: parent).expiresAt)
        #expect(world.refusal { try $0.extend(long, to: world.now + .hours(20)) } == .ceilingExceeded)
    }

    @Test(
        arguments: [
            ([], false), (["ai_agent"], true), (["bot", "ai_agent"], true), (["AI_AGENT"], false),
        ] as [([ExactText], Bool)])
    func `goes only to an actor that the parent allows`(profiles: [ExactText], isAllowed: Bool) throws {
        let (world, parent) = try world([
            .entry(
                "invoices.*",
                delegation: ["max_depth": 1, "children": ["allowed_child_actors": [["sub_profile": "ai_agent"]]]])
        ])
        let refused = world.refusal { try $0.child(of: parent, helper(), profiles: profiles) }
        #expect(refused == (isAllowed ? nil : .childActorNotAllowed))
    }

    @Test func `is refused while the parent has a control that cannot be enforced`() throws {
        let (world, parent) = try world([
            .entry("invoices.*", delegation: ["max_depth": 1, "children": ["max_cost": "5"]])
        ])
        #expect(world.refusal { try $0.child(of: parent, helper()) } == .policyDenied)
    }

    @Test func `is asked for by a process only under its own mission`() throws {
        var (world, parent) = try world()
        let other = try world.approve([.entry("invoices.*", delegation: .children())])
        let attempt = try world.open(parent)
        let caller = Caller.session(attempt.session)
        #expect(world.refusal { try $0.child(of: other, helper(), caller: caller) } == .notFound)
        #expect(world.refusal { try $0.submit(helper(), caller: caller) } == .notPermitted)
        let child = try world.child(of: parent, helper(), caller: caller)
        #expect(world.status(of: child) == .active)
    }

    @Test func `is asked for by a client only under its own mission`() throws {
        var (world, parent) = try world()
        world.register("other", grants: .all)
        #expect(world.refusal { try $0.child(of: parent, helper(), caller: .client("other")) } == .notFound)
        let child = try world.child(of: parent, helper(), caller: .client("agent"))
        #expect(world.status(of: child) == .active)
    }

    @Test(
        arguments: [
            (["max_budget": .money("100.01")], false), (["max_budget": .money("1", "USD")], false),
            (["max_budget": .money("100.00")], true), (["max_duration": "PT2H"], false),
            (["max_duration": "PT1H"], true),
            (["max_calls": [["call_class": "invoices.read", "count": 11]]], false),
            (["max_calls": [["call_class": "invoices.read", "count": 10]]], true),
            (["max_calls": [["call_class": "git.push", "count": 99]]], true), (["max_derivations": 1000], true),
            (nil, true),
        ] as [(JSONValue?, Bool)])
    func `has limits no higher than its parent's`(controls: JSONValue?, isAllowed: Bool) throws {
        let (world, parent) = try world(controls: [
            "max_budget": .money("100"), "max_duration": "PT1H", "max_derivations": 5,
            "max_calls": [["call_class": "invoices.*", "count": 10]],
        ])
        let refused = world.refusal { try $0.child(of: parent, helper(controls: controls)) }
        #expect(refused == (isAllowed ? nil : .notStrictSubset))
    }

    @Test func `is told what it asks too much of`() throws {
        var (world, parent) = try world(controls: ["max_calls": [["call_class": "invoices.*", "count": 10]]])
        let entry = #expect(throws: Refusal.self) { _ = try world.child(of: parent, helper([.entry("orders.read")])) }
        #expect(entry?.detail.contains("asks for `orders.read` on `") == true, "\(entry as Any)")
        let calls: JSONValue = ["max_calls": [["call_class": "invoices.read", "count": 11]]]
        let limit = #expect(throws: Refusal.self) { _ = try world.child(of: parent, helper(controls: calls)) }
        #expect(
            limit?.detail.contains("11 calls of `invoices.read`, where the parent has 10") == true, "\(limit as Any)")
    }

    @Test func `is not made of what was taken from its parent`() throws {
        var (world, parent) = try world([
            .entry("invoices.read", "invoices.write", delegation: .children()),
            .entry("orders.*", delegation: .children()),
        ])
        try world.narrow(parent, ["invoices.write"])
        #expect(world.refusal { try $0.child(of: parent, helper([.entry("invoices.write")])) } == .notStrictSubset)
        #expect(world.refusal { try $0.child(of: parent, helper([.entry("invoices.*")])) } == .notStrictSubset)
        _ = try world.child(of: parent, helper([.entry("invoices.read")]))
        try world.narrow(parent, event: "evt_2")
        #expect(world.refusal { try $0.child(of: parent, helper([.entry("invoices.read")])) } == .notStrictSubset)
        #expect(world.refusal { try $0.child(of: parent, helper([.entry("orders.read")])) } == .notStrictSubset)
    }

    @Test func `is at most the thirty-third generation`() throws {
        var (world, last) = try world([.entry("invoices.read", delegation: .children(depth: 64))])
        for depth in 1...32 {
            let delegation = JSONValue.children(depth: 64 - depth)
            last = try world.child(of: last, helper([.entry("invoices.read", delegation: delegation)]))
        }
        #expect(world.record(of: last).lineage.depth == 32)
        #expect(world.refusal { try $0.child(of: last, helper()) } == .delegationNotPermitted)
        #expect(world.evaluate(last).denial?.reason == .approvalRequired, "the whole lineage allows the action")
    }
}

/// `max_children`: how many at a time, counted per justifying entry as they stand.
struct `The number of children` {
    private let draft = MissionDraft([.entry("invoices.read")], client: "helper")

    private func world(max: Int) throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let parent = try world.approve([
            .entry("invoices.*", delegation: .children(max: max)), .entry("orders.*", delegation: .children(max: 1)),
        ])
        return (world, parent)
    }

    @Test func `is bounded`() throws {
        var (world, parent) = try world(max: 2)
        _ = try world.child(of: parent, draft)
        _ = try world.child(of: parent, draft)
        #expect(world.refusal { try $0.child(of: parent, draft) } == .fanoutExceeded)
    }

    @Test func `is counted for each entry`() throws {
        var (world, parent) = try world(max: 1)
        _ = try world.child(of: parent, draft)
        _ = try world.child(of: parent, MissionDraft([.entry("orders.read")], client: "helper"))
        #expect(
            world.refusal {
                try $0.child(of: parent, MissionDraft([.entry("orders.write")], client: "helper"))
            } == .fanoutExceeded)
    }

    @Test func `counts a child once however many of its entries draw on one`() throws {
        var (world, parent) = try world(max: 2)
        _ = try world.child(
            of: parent, MissionDraft([.entry("invoices.read"), .entry("invoices.write")], client: "helper"))
        _ = try world.child(of: parent, draft)
        #expect(world.refusal { try $0.child(of: parent, draft) } == .fanoutExceeded)
    }

    @Test func `is counted for the first entry that contains the child's`() throws {
        var world = KernelWorld()
        let parent = try world.approve([
            .entry("invoices.read", delegation: .children(max: 1)), .entry("invoices.*", delegation: .children(max: 5)),
        ])
        _ = try world.child(of: parent, draft)
        #expect(world.refusal { try $0.child(of: parent, draft) } == .fanoutExceeded)
    }

    @Test func `falls when a child ends`() throws {
        var (world, parent) = try world(max: 1)
        let child = try world.child(of: parent, draft)
        try world.suspend(child)
        #expect(world.refusal { try $0.child(of: parent, draft) } == .fanoutExceeded, "suspended is not ended")
        try world.complete(child)
        _ = try world.child(of: parent, draft)
    }

    @Test func `does not count a child that ended by the clock and is not written off`() throws {
        var (world, parent) = try world(max: 1)
        var short = draft
        short.lifetime = .hours(1)
        _ = try world.child(of: parent, short)
        world.wait(.hours(1))
        #expect(world.state.hasDue(at: world.now))
        _ = try world.child(of: parent, draft)
        world.settle()
        #expect(world.refusal { try $0.child(of: parent, draft) } == .fanoutExceeded)
    }

    @Test func `is not reserved while a person decides`() throws {
        var world = KernelWorld()
        let parent = try world.approve([.entry("invoices.*", delegation: .children(max: 1, policy: "approval"))])
        let relation = Relation.child(of: parent, actor: Actor(subject: "helper"))
        let first = try world.submit(draft, relation: relation)
        let second = try world.submit(draft, relation: relation)
        try world.perform(world.approval(of: first, draft))
        let late = world.approval(of: second, draft)
        #expect(world.refusal { try $0.perform(late) } == .fanoutExceeded)
    }
}
