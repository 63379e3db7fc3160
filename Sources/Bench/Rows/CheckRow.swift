// SPDX-License-Identifier: Apache-2.0

extension BenchRow {
    static let check = BenchRow(
        name: "check", title: "AuthZEN evaluation over HTTP, 32 connections; the same server answering a constant",
        measure: measureCheck)

    private static let connections = 32
    private static let lines = 2000
    /// Each kind of load is measured in turn, so that what else the machine does meets all of them.
    private static let rounds = 3

    private static func measureCheck(_ folder: String) throws -> [Measure] {
        let home = folder + "/home"
        try PartProcess.run(["populate", home, World.serving(lines: lines, singles: 0).word])
        let authority = try PartProcess(["serve", home])
        let constant = try PartProcess(["constant", folder + "/constant.sock"])
        var (own, scattered, limit) = (Rounds(), Rounds(), Rounds())
        var requests = CheckTexts(lines: lines)
        for _ in 0..<rounds {
            try limit.take(on: constant) { connection, output in requests.append(connection, to: &output) }
            try own.take(on: authority) { connection, output in requests.append(connection, to: &output) }
            try scattered.take(on: authority) { _, output in requests.appendNext(to: &output) }
        }
        try authority.stop()
        try constant.stop()
        let beside = Measure.Beside("a constant", try limit.rate())
        return [
            Measure(
                "each connection about its mission", try own.rate(), beside: beside, target: .atLeast(0.75, .ratio)),
            Measure("median", try own.latencies.figure(50)), Measure("p99", try own.latencies.figure(99)),
            Measure("\(lines) missions in turn", try scattered.rate(), beside: beside),
            Measure("median", try scattered.latencies.figure(50)), Measure("p99", try scattered.latencies.figure(99)),
        ]
    }

    /// Several rounds of one load.
    private struct Rounds {
        private var rates: [Double] = []
        private(set) var latencies = Samples()

        mutating func take(on part: PartProcess, _ request: (Int, inout [UInt8]) -> Void) throws {
            let load = Load(on: try part.socket(), connections: connections, expecting: "\"decision\":true")
            let outcome = try load.run(request)
            rates.append(outcome.perSecond)
            latencies.add(outcome.latencies)
        }

        /// The median.
        func rate() throws(BenchFailure) -> Figure {
            guard let median = rates.median else { throw BenchFailure("nothing was measured") }
            return Figure(median, .perSecond)
        }
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

    /// Puts the check of one line at the end of `output`.
    func append(_ line: Int, to output: inout [UInt8]) { output += texts[line % texts.count].plain }

    /// Puts the check of the next line at the end of `output`.
    mutating func appendNext(to output: inout [UInt8]) {
        turn = (turn + 1) % texts.count
        append(turn, to: &output)
    }
}
