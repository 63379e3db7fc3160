// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Platform
import WritTesting

extension BenchRow {
    static let decision = BenchRow(
        name: "decision", title: "one decision in process: a mission with 3 ancestors, constraints and conditions",
        measure: { _ in try measureDecision() })

    private static let missions = 40_000
    private static let decisions = 400_000

    private static func measureDecision() throws -> [Measure] {
        let (state, now) = try world()
        let requests = (0..<missions / Kind.generations).map { tree in
            Population.kind(ofTree: tree).action(
                BenchID.mission(tree * Kind.generations + Kind.generations - 1), generation: Kind.generations - 1)
        }
        guard requests.allSatisfy({ state.evaluate($0, at: now).isPermit }) else {
            throw BenchFailure("a decision that must permit does not: \(state.evaluate(requests[0], at: now))")
        }
        var random = SeededRandom(seed: 1)
        let scattered = (0..<decisions).map { _ in Int.random(in: 0..<requests.count, using: &random) }
        let repeated = Array(repeating: scattered[0], count: decisions)
        var measures: [Measure] = []
        for (name, order) in [("one mission, again and again", repeated), ("one of \(missions) at random", scattered)] {
            let samples = try decide(requests, in: order, state, at: now)
            let lookups = lookups(of: requests, in: order)
            let floor = Measure.Beside("a dictionary look-up", try lookups.figure(50))
            let target: Target? = order == repeated ? .atMost(1e-6, .seconds) : nil
            measures.append(Measure("\(name), median", try samples.figure(50), beside: floor, target: target))
            measures.append(
                Measure("p99", try samples.figure(99), beside: .init("a dictionary look-up", try lookups.figure(99))))
        }
        return measures
    }

    private static func decide(
        _ requests: [ActionRequest], in order: [Int], _ state: AuthorityState, at now: Instant
    ) throws -> Samples {
        var samples = Samples()
        var permits = 0
        for index in order {
            let start = Stopwatch.now
            let decision = state.evaluate(requests[index], at: now)
            samples.add(Stopwatch.now - start)
            if decision.isPermit { permits += 1 }
        }
        guard permits == order.count else { throw BenchFailure("a decision changed while it was measured") }
        return samples
    }

    private static func world() throws -> (AuthorityState, Instant) {
        let now = Instant(milliseconds: TrustedClock(notBefore: 0).now())
        let ada = Person.ada
        var state = AuthorityState()
        let owner = RegisterPrincipal(caller: .owner, principal: ada.principal, approvalKeys: [ada.key])
        for event in try owner.decide(in: state, at: now) { state.apply(event, at: now) }
        var population = try Population(state, approvedBy: ada.keyPair, at: now) { _, _, _ in }
        try World.lines(missions, hasSessions: false).fill(&population)
        return (population.state, population.state.latest.next)
    }

    /// What no decision can be faster than: finding a value in a table of all missions. The clock's own time is in it,
    /// as it is in the decisions'.
    private static func lookups(of requests: [ActionRequest], in order: [Int]) -> Samples {
        var table: [MissionID: Int] = [:]
        for number in 0..<missions { table[BenchID.mission(number)] = number }
        var samples = Samples()
        var found = 0
        for index in order {
            let start = Stopwatch.now
            let number = table[requests[index].mission]
            samples.add(Stopwatch.now - start)
            found &+= number ?? 0
        }
        precondition(found > 0, "the table is empty")
        return samples
    }
}
