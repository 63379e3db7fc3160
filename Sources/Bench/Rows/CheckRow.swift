// SPDX-License-Identifier: Apache-2.0

extension BenchRow {
    static let check = BenchRow(
        name: "check", title: "AuthZEN evaluation over HTTP, 32 connections; the same server answering a constant",
        measure: measureCheck)

    private static let connections = 32
    private static let lines = 2000
    /// The two are measured in turn, so that what else the machine does meets both.
    private static let rounds = 3

    private static func measureCheck(_ folder: String) throws -> [Measure] {
        let home = folder + "/home"
        try PartProcess.run(["populate", home, World.serving(lines: lines, singles: 0).word])
        let authority = try PartProcess(["serve", home])
        let constant = try PartProcess(["constant", folder + "/constant.sock"])
        var requests = CheckTexts(lines: lines)
        var (checks, constants): ([Double], [Double]) = ([], [])
        var latencies = Samples()
        for _ in 0..<rounds {
            for (part, isOurs) in [(constant, false), (authority, true)] {
                let load = Load(on: try part.socket(), connections: connections, expecting: "\"decision\":true")
                let outcome = try load.run { _, output in requests.next(into: &output) }
                if isOurs { checks.append(outcome.perSecond) } else { constants.append(outcome.perSecond) }
                if isOurs { latencies.add(outcome.latencies) }
            }
        }
        try authority.stop()
        try constant.stop()
        guard let ours = checks.median, let limit = constants.median else { throw BenchFailure("nothing was measured") }
        return [
            Measure(
                "checks", Figure(ours, .perSecond), beside: .init("a constant", Figure(limit, .perSecond)),
                target: .atLeast(0.75, .ratio)),
            Measure("median", try latencies.figure(50)), Measure("p99", try latencies.figure(99)),
        ]
    }
}

/// Checks of the last generation of many lines, one after the other.
struct CheckTexts {
    private var texts: [RequestText]
    private var turn = 0

    init(lines: Int) {
        texts = (0..<lines).map { tree in
            let last = Kind.generations - 1
            let mission = BenchID.mission(tree * Kind.generations + last)
            return RequestText(
                post: "/access/v1/evaluation", Population.kind(ofTree: tree).check(mission, generation: last))
        }
    }

    mutating func next(into output: inout [UInt8]) {
        turn = (turn + 1) % texts.count
        output += texts[turn].plain
    }
}
