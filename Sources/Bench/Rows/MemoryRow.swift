// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel

extension BenchRow {
    static let memory = BenchRow(
        name: "memory", title: "an authority with 1,000,000 active missions; with none", measure: measureMemory)

    private static let missions = 1_000_000

    private static func measureMemory(_ folder: String) throws -> [Measure] {
        let (home, empty) = (folder + "/home", folder + "/empty")
        try PartProcess.run(["populate", empty, World.empty.word])
        let bare = try resident(empty) { _ in }
        try PartProcess.run(["populate", home, World.lines(missions, hasSessions: false).word])
        Progress.say("memory: opening the authority")
        let full = try resident(home, whileServing: work)
        return [
            Measure(
                "resident, at work", full.now, beside: .init("an empty authority", bare.now),
                target: .atMost(1.5 * 1024 * 1024 * 1024, .bytes)),
            Measure("resident, for each mission", Figure((full.now.value - bare.now.value) / Double(missions), .bytes)),
            Measure("resident, at its highest", full.peak),
        ]
    }

    private static func resident(
        _ home: String, whileServing work: (LoadConnection) throws -> Void
    ) throws -> (now: Figure, peak: Figure) {
        let authority = try PartProcess(["serve", home])
        let connection = try LoadConnection(to: try authority.socket())
        try work(connection)
        let now = Figure(try authority.memory("VmRSS"), .bytes)
        let peak = Figure(try authority.memory("VmHWM"), .bytes)
        try authority.stop()
        return (now, peak)
    }

    /// Reads and writes, so that whatever is only made when it is needed has been made.
    private static func work(_ connection: LoadConnection) throws {
        var checks = CheckTexts(lines: 1000)
        var request: [UInt8] = []
        for _ in 0..<1000 {
            request.removeAll()
            checks.appendNext(to: &request)
            _ = try connection.call(request)
            guard connection.says("\"decision\":true") else {
                throw BenchFailure("a check was not as expected: \(connection.excerpt)")
            }
        }
        let revoke = RequestText(post: "/v1/missions/\(BenchID.mission(0).text)/revoke", [:]).plain
        guard try connection.call(revoke) == 200 else { throw BenchFailure("a revoke failed: \(connection.excerpt)") }
    }
}
