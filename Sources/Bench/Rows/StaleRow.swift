// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionKernel

extension BenchRow {
    static let stale = BenchRow(
        name: "stale", title: "revoke acknowledged to the next check refused, while 32 connections ask for permits",
        measure: measureStale)

    private static let revokes = 2000
    private static let busy = 32

    private static func measureStale(_ folder: String) throws -> [Measure] {
        let home = folder + "/home"
        try PartProcess.run(["populate", home, World.serving(lines: revokes, singles: busy).word])
        let authority = try PartProcess(["serve", home])
        let endpoint = try authority.socket()
        var load = Load(on: endpoint, connections: busy, expecting: "\"decision\":true")
        load.seconds = 600
        let traffic = try Traffic(load, PermitTexts(singles: busy, afterLines: revokes))
        let revoker = try Revoker(on: endpoint)
        var found = Revocations()
        for tree in 0..<revokes {
            let root = tree * Kind.generations
            try revoker.revoke(tree: tree, root: root, deepest: root + Kind.generations - 1, &found)
        }
        try traffic.end()
        try authority.stop()
        return [
            Measure("stale answers to \(revokes) checks", Figure(Double(found.stale), .count), target: .zero),
            Measure("acknowledged to refused, median", try found.refused.figure(50)),
            Measure("acknowledged to refused, p99", try found.refused.figure(99)),
            Measure("the revoke itself, median", try found.revoked.figure(50)),
            Measure("the revoke itself, p99", try found.revoked.figure(99)),
        ]
    }
}

/// What revoking came to.
struct Revocations {
    /// Checks that were permitted after the revoke had been acknowledged.
    var stale = 0
    /// From sending a revoke to its acknowledgement.
    var revoked = Samples()
    /// From the acknowledgement to the answer of the next check.
    var refused = Samples()
}

/// Revokes missions over one connection, and checks over another what is left.
struct Revoker {
    private let owner: LoadConnection
    private let enforcer: LoadConnection

    init(on endpoint: HTTPEndpoint) throws(BenchFailure) {
        owner = try LoadConnection(to: endpoint)
        enforcer = try LoadConnection(to: endpoint)
    }

    /// Revokes a root, and asks at once for the deepest mission below it, which could act until now.
    func revoke(
        tree: Int, root: Int, deepest: Int, _ found: inout Revocations
    ) throws(BenchFailure) {
        let check = RequestText(
            post: "/access/v1/evaluation",
            Population.kind(ofTree: tree).check(BenchID.mission(deepest), generation: Kind.generations - 1)
        ).plain
        let revoke = RequestText(post: "/v1/missions/\(BenchID.mission(root).text)/revoke", [:]).plain
        guard try isPermitted(check) else { throw BenchFailure("a check was refused before its mission was revoked") }
        let start = Stopwatch.now
        guard try owner.call(revoke) == 200 else { throw BenchFailure("a revoke failed: \(owner.excerpt)") }
        let acknowledged = Stopwatch.now
        if try isPermitted(check) { found.stale += 1 }
        found.refused.add(Stopwatch.now - acknowledged)
        found.revoked.add(acknowledged - start)
    }

    /// How many missions have not ended by their own record.
    func liveMissions() throws(BenchFailure) -> Int {
        guard try owner.call(RequestText(get: "/v1/status").plain) == 200, let count = owner.number("live_missions")
        else {
            throw BenchFailure("the authority does not say how it is doing: \(owner.excerpt)")
        }
        return count
    }

    private func isPermitted(_ check: [UInt8]) throws(BenchFailure) -> Bool {
        let status = try enforcer.call(check)
        let isPermitted = enforcer.says("\"decision\":true")
        guard status == 200, isPermitted || enforcer.says("\"decision\":false") else {
            throw BenchFailure("a check was not answered: \(enforcer.excerpt)")
        }
        return isPermitted
    }
}
