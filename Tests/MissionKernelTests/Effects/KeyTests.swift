// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// Idempotency keys (draft-mcguinness-mission-runtime, *Idempotency*): one key, one execution.
struct `A key` {
    private func world() throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.*", delegation: .children())],
            controls: ["writ:classes": ["invoices.*": "irreversible_action"]])
        return (world, mission)
    }

    private func state(of world: inout KernelWorld, _ mission: MissionID, _ state: Effect.State) throws -> PermitID {
        let permit = try world.permit(world.action(mission), key: "k")
        guard state != .permitted else { return permit }
        try world.begin(permit)
        switch state {
        case .applied: try world.conclude(permit, .applied, result: "done")
        case .refused: try world.conclude(permit, .refused)
        case .unknown: try world.conclude(permit, .unknown)
        case .permitted, .intended: break
        }
        return permit
    }

    @Test(arguments: Effect.State.allCases)
    func `that stands for one operation is in conflict with any other`(claimed: Effect.State) throws {
        var (world, mission) = try world()
        let permit = try state(of: &world, mission, claimed)
        let answer = try world.request(world.action(mission, parameters: "other"), key: "k")
        #expect(answer.decision.denial == Denial(.idempotencyConflict, .claim(permit)))
        #expect(answer.events.isEmpty)
    }

    @Test(
        arguments: [
            (Effect.State.intended, 1000), (.unknown, nil), (.applied, nil), (.refused, nil),
        ] as [(Effect.State, Int64?)])
    func `whose operation is under way or over gives no second permit`(claimed: Effect.State, retryAfter: Int64?) throws
    {
        var (world, mission) = try world()
        let permit = try state(of: &world, mission, claimed)
        let answer = try world.request(world.action(mission), key: "k")
        #expect(answer.decision.denial?.reason == .duplicateSuppressed)
        #expect(answer.decision.denial?.retryAfterMilliseconds == retryAfter)
        #expect(answer.permit != permit, "a denial is no permit")
        #expect(answer.claim?.permit == permit)
        #expect(answer.claim?.state == claimed)
        #expect((answer.claim?.result != nil) == (claimed == .applied))
    }

    @Test func `whose permit is out and unused gives the same permit again`() throws {
        var (world, mission) = try world()
        let permit = try state(of: &world, mission, .permitted)
        let size = world.ledger.count
        let answer = try world.request(world.action(mission), key: "k")
        #expect(answer.decision.isPermit)
        #expect(answer.permit == permit)
        #expect(world.ledger.count == size)
        #expect(try world.request(world.action(mission), key: "k", begins: true).permit == permit)
        #expect(world.state.effects[permit]?.state == .intended)
    }

    @Test func `gives a permit again for no longer than what is shown for it now may be relied on`() throws {
        var (world, mission) = try world()
        let permit = try state(of: &world, mission, .permitted)
        let soon = world.now + .seconds(5)
        for edit in [
            { $0.observation.validThrough = soon }, { $0.credentialExpiresAt = soon },
        ] as [(inout ActionRequest) -> Void] {
            let answer = try world.request(world.action(mission, edit: edit), key: "k")
            guard case .permit(let terms) = answer.decision.outcome else {
                Issue.record("\(answer.decision)")
                continue
            }
            #expect(answer.permit == permit)
            #expect(terms.validUntil == soon)
        }
    }

    @Test func `gives another mission's permit to nobody`() throws {
        var (world, mission) = try world()
        let child = try world.child(
            of: mission,
            MissionDraft(
                [.entry("invoices.read")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]],
                client: "helper"))
        let permit = try state(of: &world, mission, .permitted)
        try world.revoke(child)
        let answer = try world.request(world.action(child), key: "k", begins: true)
        #expect(!answer.decision.isPermit)
        #expect(answer.decision.denial?.obstacle == .claim(permit))
        #expect(world.state.effects[permit]?.state == .permitted, "nothing began for someone else")
    }

    @Test func `gives another session's permit to nobody`() throws {
        var (world, mission) = try world()
        let mine = try world.open(mission)
        let other = try world.open(mission)
        let permit = try world.permit(world.action(mission), key: "k", attempt: mine)
        let answer = try world.request(world.action(mission), key: "k", attempt: other, begins: true)
        #expect(answer.decision.denial?.reason == .duplicateSuppressed)
        #expect(answer.decision.denial?.retryAfterMilliseconds == 1000, "it can run out unused")
        #expect(world.state.effects[permit]?.state == .permitted, "nothing began for someone else")
        #expect(try world.request(world.action(mission), key: "k").decision.denial?.reason == .duplicateSuppressed)
        let next = try #require(try world.resume(mine.session, at: .processRestart).attempt)
        #expect(try world.request(world.action(mission), key: "k", attempt: next).permit == permit)
    }

    @Test func `gives no permit again for an action that is taken more seriously now`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.*")], controls: ["writ:classes": ["invoices.*": "consequential_write"]])
        _ = try world.permit(world.action(mission), key: "k")
        let stricter = world.action(mission) { $0.classFloor = .irreversibleAction }
        let answer = try world.request(stricter, key: "k")
        #expect(answer.decision.denial?.reason == .duplicateSuppressed)
        #expect(try #require(answer.decision.denial?.retryAfterMilliseconds) <= 60_000)
        world.wait(.seconds(61))
        #expect(try world.request(stricter, key: "k").decision.isPermit)
    }

    @Test func `gives no permit again to whoever may not act, or knows otherwise`() throws {
        var (world, mission) = try world()
        let permit = try state(of: &world, mission, .permitted)
        var foreign = ActionRequest(
            mission: mission, client: "stranger", action: "invoices.read",
            resource: KernelWorld.resource(JSONValue.erp))
        foreign.operation = world.action(mission).operation
        foreign.parameterDigest = world.action(mission).parameterDigest
        #expect(try world.request(foreign, key: "k").decision.denial?.reason == .missionMismatch)
        let stopped = world.action(mission) { $0.observation.isActive = false }
        #expect(try world.request(stopped, key: "k").decision.denial?.reason == .missionInactive)
        #expect(try world.request(world.action(mission), key: "k").permit == permit)
    }

    @Test func `gives the permit again that used up an agreement and the last of a bound`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.*")],
            controls: [
                "max_calls": [["call_class": "invoices.*", "count": 1]],
                "writ:classes": ["invoices.*": "external_commitment"],
            ])
        _ = try world.request(world.action(mission), key: "k")
        try world.agree(to: world.action(mission))
        let permit = try world.permit(world.action(mission), key: "k")
        #expect(try world.request(world.action(mission), key: "k").permit == permit)
        #expect(try world.request(world.action(mission), key: "k").decision.isPermit)
    }

    @Test func `stands for nothing without an operation`() throws {
        var (world, mission) = try world()
        let first = try world.request(world.action(mission) { $0.operation = nil }, key: "k")
        #expect(first.decision.denial == Denial(.parameterViolation, .missingDigest))
        let read = try world.permit(world.action(mission), key: "k")
        let write = try world.request(world.action(mission, "invoices.write") { $0.operation = nil }, key: "k")
        #expect(!write.decision.isPermit)
        #expect(world.state.effects.claim(of: "k", in: world.index(of: mission))?.permit == read)
    }

    @Test func `gives no permit again that would not be given now`() throws {
        var (world, mission) = try world()
        _ = try state(of: &world, mission, .permitted)
        try world.narrow(mission)
        #expect(try world.request(world.action(mission), key: "k").decision.denial?.reason == .authorityContained)
        try world.revoke(mission)
        #expect(try world.request(world.action(mission), key: "k").decision.denial?.reason == .missionInactive)
    }

    @Test func `is free again when its permit ran out unused`() throws {
        var (world, mission) = try world()
        let permit = try state(of: &world, mission, .permitted)
        world.wait(.seconds(61))
        let answer = try world.request(world.action(mission, parameters: "other"), key: "k")
        #expect(answer.decision.isPermit)
        #expect(answer.permit != permit)
    }

    @Test func `that is taken anew at the moment its permit runs out stays taken`() throws {
        var (world, mission) = try world()
        let first = try state(of: &world, mission, .permitted)
        let end = try #require(world.state.effects[first]?.validUntil)
        let second = try world.request(world.action(mission), key: "k", begins: true, at: end)
        #expect(second.decision.isPermit)
        #expect(second.permit != first)
        try world.signal("x", .boolean(true))
        #expect(try world.request(world.action(mission), key: "k").decision.denial?.reason == .duplicateSuppressed)
        #expect(world.state.effects.open.count == 1)
    }

    @Test func `stands for its operation in the whole tree, through expansion`() throws {
        var (world, mission) = try world()
        let permit = try state(of: &world, mission, .applied)
        let child = try world.child(
            of: mission,
            MissionDraft(
                [.entry("invoices.read")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]],
                client: "helper"))
        #expect(try world.request(world.action(child), key: "k").decision.denial?.obstacle == .claim(permit))
        let successor = try world.expand(mission, to: MissionDraft([.entry("invoices.*", "orders.*")]))
        #expect(try world.request(world.action(successor), key: "k").decision.denial?.obstacle == .claim(permit))
        let elsewhere = try world.approve(
            [.entry("invoices.*")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]])
        #expect(try world.request(world.action(elsewhere), key: "k").decision.isPermit)
    }

    @Test func `is remembered for thirty days after its outcome is known, and for ever while it is not`() throws {
        var world = KernelWorld()
        let mission = try world.approve(
            MissionDraft(
                [.entry("invoices.*")], controls: ["writ:classes": ["invoices.*": "irreversible_action"]],
                lifetime: .days(90)))
        let applied = try world.permit(world.action(mission), key: "a", begins: true)
        let unknown = try world.permit(world.action(mission), key: "u", begins: true)
        try world.conclude(applied, .applied)
        try world.conclude(unknown, .unknown)
        world.wait(.days(30) - .seconds(1))
        #expect(try world.request(world.action(mission), key: "a").decision.denial?.reason == .duplicateSuppressed)
        world.wait(.seconds(2))
        #expect(try world.request(world.action(mission), key: "a").decision.isPermit)
        #expect(try world.request(world.action(mission), key: "u").decision.denial?.reason == .duplicateSuppressed)
    }
}
