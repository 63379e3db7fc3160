// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Given a mission with limits, when actions cost, then the sum holds over it and all beneath it.
struct `A budget` {
    private func world(_ controls: [JSONValue.Member]) throws -> (KernelWorld, MissionID) {
        var world = KernelWorld()
        let mission = try world.approve(
            [.entry("invoices.*", "orders.*", delegation: .children(depth: 2))], controls: all(controls))
        return (world, mission)
    }

    private func all(_ controls: [JSONValue.Member]) -> JSONValue {
        .object(
            controls + [
                JSONValue.Member(
                    "writ:classes", ["invoices.*": "consequential_write", "orders.*": "consequential_write"])
            ])
    }

    private func euros(_ amount: String, milliseconds: Int64 = 0, _ currency: String = "EUR") throws -> Cost {
        let money = Money(try #require(ExactDecimal(amount)), try #require(CurrencyCode(currency)))
        return Cost(money: money, durationMilliseconds: milliseconds)
    }

    private func spent(_ world: KernelWorld, _ mission: MissionID, _ currency: String = "EUR") -> String {
        CurrencyCode(currency).map { world.record(of: mission).spend.amount(in: $0).text } ?? ""
    }

    private func ask(
        _ world: inout KernelWorld, _ mission: MissionID, _ cost: Cost, _ action: String = "invoices.write",
        begins: Bool = true
    ) throws -> RequestPermit.Answer {
        try world.request(world.action(mission, action) { $0.cost = cost }, begins: begins)
    }

    @Test func `is never exceeded, not by the least amount`() throws {
        var (world, mission) = try world([JSONValue.Member("max_budget", .money("10"))])
        #expect(try ask(&world, mission, euros("9.999999999999999999")).decision.isPermit)
        let refused = try ask(&world, mission, euros("0.000000000000000002"))
        #expect(refused.decision.denial == Denial(.quotaExceeded, .limit(.budget)))
        #expect(try ask(&world, mission, euros("0.000000000000000001")).decision.isPermit)
        #expect(spent(world, mission) == "10")
        #expect(try ask(&world, mission, euros("0")).decision.isPermit)
    }

    @Test func `is not metered in another currency`() throws {
        var (world, mission) = try world([JSONValue.Member("max_budget", .money("10"))])
        #expect(
            try ask(&world, mission, euros("1", milliseconds: 0, "USD")).decision.denial
                == Denial(.quotaExceeded, .limit(.currency)))
    }

    @Test func `counts what children and grandchildren spend`() throws {
        var (world, root) = try world([JSONValue.Member("max_budget", .money("10"))])
        let child = try world.child(
            of: root,
            MissionDraft(
                [.entry("invoices.*", delegation: .children())],
                controls: all([JSONValue.Member("max_budget", .money("6"))]),
                client: "helper"))
        let grandchild = try world.child(
            of: child, MissionDraft([.entry("invoices.*")], controls: all([]), client: "leaf"))
        #expect(try ask(&world, grandchild, euros("5")).decision.isPermit)
        #expect([root, child, grandchild].map { spent(world, $0) } == ["5", "5", "5"])
        #expect(try ask(&world, child, euros("2")).decision.denial?.reason == .quotaExceeded, "the child's own bound")
        #expect(try ask(&world, root, euros("5")).decision.isPermit)
        #expect(
            try ask(&world, grandchild, euros("0.01")).decision.denial?.reason == .quotaExceeded, "the root's bound")
        #expect(spent(world, root) == "10")
    }

    @Test func `gets back what did not happen`() throws {
        var (world, mission) = try world([
            JSONValue.Member("max_budget", .money("10")),
            JSONValue.Member("max_calls", [["call_class": "invoices.*", "count": 1]]),
        ])
        let refused = try ask(&world, mission, euros("10", milliseconds: 5))
        #expect(try ask(&world, mission, euros("0")).decision.denial?.reason == .quotaExceeded)
        try world.conclude(refused.permit, .refused)
        #expect(world.record(of: mission).spend.calls == [0])
        #expect(world.record(of: mission).spend.durationMilliseconds == 0)
        #expect(try ask(&world, mission, euros("10")).decision.isPermit)
    }

    @Test func `keeps what a try cost that came to nothing, and counts it as a call`() throws {
        var (world, mission) = try world([
            JSONValue.Member("max_budget", .money("10")),
            JSONValue.Member("max_calls", [["call_class": "invoices.*", "count": 1]]),
        ])
        let permit = try ask(&world, mission, euros("9")).permit
        try world.perform(ConcludeEffect(caller: .owner, permit: permit, outcome: .refused, cost: try euros("9")))
        #expect(spent(world, mission) == "9")
        #expect(world.record(of: mission).spend.calls == [1])
    }

    @Test func `keeps what was permitted and never reported to have begun`() throws {
        var (world, mission) = try world([
            JSONValue.Member("max_budget", .money("10")),
            JSONValue.Member("max_calls", [["call_class": "invoices.*", "count": 1]]),
        ])
        let unused = try ask(&world, mission, euros("9"), begins: false)
        world.wait(.seconds(61))
        try world.signal("x", .boolean(true))
        #expect(world.state.effects[unused.permit] == nil)
        #expect(spent(world, mission) == "9")
        #expect(try ask(&world, mission, euros("0")).decision.denial?.reason == .quotaExceeded, "it has one call")
    }

    @Test func `counts what concerns it, and nothing else`() throws {
        let (world, mission) = try world([
            JSONValue.Member("max_budget", .money("10")),
            JSONValue.Member("max_calls", [["call_class": "invoices.*", "count": 1]]),
        ])
        func isMetered(_ action: String, _ cost: Cost) -> Bool {
            world.state.isMetered(world.action(mission, action) { $0.cost = cost }, under: world.index(of: mission))
        }
        #expect(isMetered("invoices.read", .nothing))
        #expect(isMetered("orders.create", try euros("1")))
        #expect(!isMetered("orders.create", .nothing))
    }

    @Test func `counts up to the largest number that every reader of JSON holds`() throws {
        var (world, mission) = try world([])
        let century = Cost(durationMilliseconds: JSONNode.durationMillisecondsMax)
        for _ in 0..<2900 { _ = try ask(&world, mission, century) }
        #expect(world.record(of: mission).spend.durationMilliseconds == 1 << 53 - 1)
    }

    @Test func `keeps what may have happened`() throws {
        var (world, mission) = try world([JSONValue.Member("max_budget", .money("10"))])
        let permit = try ask(&world, mission, euros("10")).permit
        try world.conclude(permit, .unknown)
        #expect(spent(world, mission) == "10")
        try world.conclude(permit, .refused)
        #expect(spent(world, mission) == "0")
    }

    @Test func `is corrected to what the action really cost, over the lineage`() throws {
        var (world, root) = try world([JSONValue.Member("max_budget", .money("10"))])
        let child = try world.child(of: root, MissionDraft([.entry("invoices.*")], controls: all([]), client: "helper"))
        let permit = try ask(&world, child, euros("8", milliseconds: 1000)).permit
        try world.conclude(permit, .applied, cost: euros("3.50", milliseconds: 250))
        #expect([root, child].map { spent(world, $0) } == ["3.5", "3.5"])
        #expect(world.record(of: root).spend.durationMilliseconds == 250)
        let dear = try ask(&world, child, euros("1")).permit
        try world.conclude(dear, .applied, cost: euros("9"))
        #expect(spent(world, root) == "12.5", "what was spent is spent, even beyond the bound")
        #expect(try ask(&world, child, euros("0.01")).decision.denial?.reason == .quotaExceeded)
    }

    @Test func `that was overdrawn refuses also what costs nothing`() throws {
        var (world, mission) = try world([JSONValue.Member("max_budget", .money("10"))])
        let exact = try ask(&world, mission, euros("10")).permit
        #expect(try ask(&world, mission, .nothing).decision.isPermit, "used up is not overdrawn")
        try world.conclude(exact, .applied, cost: euros("10.01"))
        #expect(try ask(&world, mission, .nothing).decision.denial == Denial(.quotaExceeded, .limit(.budget)))
        #expect(try ask(&world, mission, euros("0")).decision.denial == Denial(.quotaExceeded, .limit(.budget)))
    }

    @Test func `is used up by a cost beyond all sums`() throws {
        var (world, mission) = try world([JSONValue.Member("max_budget", .money("10"))])
        let first = try ask(&world, mission, euros("1")).permit
        let second = try ask(&world, mission, euros("1")).permit
        try world.conclude(first, .applied, cost: euros("99999999999999999999"))
        try world.conclude(second, .applied, cost: euros("99999999999999999999"))
        #expect(spent(world, mission) == "99999999999999999999.999999999999999999")
        #expect(try ask(&world, mission, euros("0.01")).decision.denial?.reason == .quotaExceeded)
    }

    @Test func `keeps what was reserved where the receipt names no money, or another currency`() throws {
        var (world, mission) = try world([JSONValue.Member("max_budget", .money("10"))])
        let first = try ask(&world, mission, euros("4", milliseconds: 9)).permit
        try world.conclude(first, .applied, cost: Cost(durationMilliseconds: 5))
        #expect(spent(world, mission) == "4")
        #expect(world.record(of: mission).spend.durationMilliseconds == 5)
        let second = try ask(&world, mission, euros("4")).permit
        try world.conclude(second, .applied, cost: euros("1", milliseconds: 0, "USD"))
        #expect(spent(world, mission) == "8")
        #expect(spent(world, mission, "USD") == "1")
    }

    @Test func `of calls counts each class of actions`() throws {
        var (world, root) = try world([
            JSONValue.Member(
                "max_calls", [["call_class": "invoices.*", "count": 3], ["call_class": "invoices.write", "count": 1]])
        ])
        let child = try world.child(of: root, MissionDraft([.entry("invoices.*")], controls: all([]), client: "helper"))
        let none = Cost.nothing
        #expect(try ask(&world, child, none).decision.isPermit)
        #expect(
            try ask(&world, root, none).decision.denial?.obstacle
                == .limit(.calls(#require(ActionPattern("invoices.write")))))
        #expect(try ask(&world, root, none, "invoices.read").decision.isPermit)
        #expect(try ask(&world, child, none, "invoices.list").decision.isPermit)
        #expect(try ask(&world, child, none, "invoices.read").decision.denial?.reason == .quotaExceeded)
        #expect(try ask(&world, root, none, "orders.create").decision.isPermit)
        #expect(world.record(of: root).spend.calls == [3, 1])
        #expect(world.record(of: child).spend.calls.isEmpty)
    }

    @Test func `of time sums what actions take`() throws {
        var (world, mission) = try world([JSONValue.Member("max_duration", "PT1M")])
        #expect(
            try ask(&world, mission, Cost(durationMilliseconds: 60_001)).decision.denial
                == Denial(.quotaExceeded, .limit(.duration)))
        #expect(try ask(&world, mission, Cost(durationMilliseconds: 60_000)).decision.isPermit)
        #expect(try ask(&world, mission, Cost(durationMilliseconds: 1)).decision.denial?.reason == .quotaExceeded)
        #expect(try ask(&world, mission, .nothing).decision.isPermit)
    }

    @Test func `of derivations counts credentials of this mission alone`() throws {
        var (world, mission) = try world([JSONValue.Member("max_derivations", 2)])
        let child = try world.child(of: mission, MissionDraft([.entry("invoices.*")], client: "helper"))
        for _ in 0..<4 { _ = try world.open(child) }
        let attempt = try world.open(mission)
        let answer = try world.resume(
            attempt.session, at: .credentialRefresh, epoch: 1, credential: world.credential("fresh"))
        #expect(answer.decision == .continue)
        #expect(world.refusal { try $0.open(mission) } == .derivationsExhausted)
        let exhausted = try world.resume(
            attempt.session, at: .credentialRefresh, epoch: 1, credential: world.credential("again"))
        #expect(exhausted.reason == .derivationsExhausted)
        #expect(world.record(of: mission).spend.derivations == 2)
    }
}
