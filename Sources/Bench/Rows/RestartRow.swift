// SPDX-License-Identifier: Apache-2.0

extension BenchRow {
    static let restart = BenchRow(
        name: "restart", title: "restart with 100,000 missions and sessions, to the first answer; with none",
        measure: measureRestart)

    private static let missions = 100_000
    private static let rounds = 3

    private static func measureRestart(_ folder: String) throws -> [Measure] {
        let (home, empty) = (folder + "/home", folder + "/empty")
        try PartProcess.run(["populate", home, World.lines(missions, hasSessions: true).word])
        try PartProcess.run(["populate", empty, World.empty.word])
        // Once without the clock: what an authority leaves behind when it ends belongs to the next start.
        for path in [home, empty] { try PartProcess(["serve", path]).stop() }
        var (full, bare) = (Samples(), Samples())
        var check = CheckTexts(lines: missions / Kind.generations)
        for _ in 0..<rounds {
            bare.add(try start(of: empty, asking: RequestText(get: "/v1/status").plain))
            var request: [UInt8] = []
            check.appendNext(to: &request)
            full.add(try start(of: home, asking: request))
        }
        return [
            Measure(
                "first answer, median", try full.figure(50), beside: .init("an empty authority", try bare.figure(50)),
                target: .atMost(2, .seconds)),
            Measure("slowest of \(rounds)", try full.figure(100)),
        ]
    }

    /// From starting the process to its answer, which must be a success.
    private static func start(of home: String, asking request: [UInt8]) throws -> Int64 {
        let start = Stopwatch.now
        let authority = try PartProcess(["serve", home])
        let connection = try LoadConnection(to: try authority.socket())
        let status = try connection.call(request)
        let elapsed = Stopwatch.now - start
        guard status == 200, !connection.says("\"decision\":false") else {
            throw BenchFailure("the first answer was not as expected: \(connection.excerpt)")
        }
        try authority.stop()
        return elapsed
    }
}
