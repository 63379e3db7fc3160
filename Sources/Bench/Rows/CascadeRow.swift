// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer

extension BenchRow {
    static let cascade = BenchRow(
        name: "cascade", title: "revoke of a root with 100,000 descendants; with 10", measure: measureCascade)

    private static let large = 5
    /// Small families that are revoked for each large one, half of them before it.
    private static let smallForEach = 20

    private static func measureCascade(_ folder: String) throws -> [Measure] {
        let home = folder + "/home"
        let small = large * smallForEach
        try PartProcess.run(["populate", home, World.families(small: small, large: large).word])
        Progress.say("cascade: opening the authority")
        let authority = try PartProcess(["serve", home])
        var families = try Families(on: try authority.socket(), small: small)
        for round in 0..<large {
            for tree in 0..<smallForEach / 2 { try families.revokeSmall(round * smallForEach + tree) }
            try families.revokeLarge(round)
            for tree in smallForEach / 2..<smallForEach { try families.revokeSmall(round * smallForEach + tree) }
        }
        try authority.stop()
        let beside = Measure.Beside("with 10", try families.ofSmall.revoked.figure(50))
        let stale = families.ofSmall.stale + families.ofLarge.stale
        return [
            Measure(
                "revoke, median", try families.ofLarge.revoked.figure(50), beside: beside,
                target: .atMost(1.2, .ratio)),
            Measure("stale answers for the deepest child", Figure(Double(stale), .count), target: .zero),
            Measure(
                "acknowledged to refused, median", try families.ofLarge.refused.figure(50),
                beside: .init("with 10", try families.ofSmall.refused.figure(50))),
            Measure("until all 100,000 records say so, median", try families.written.figure(50)),
        ]
    }
}

/// The families of ``World/families(small:large:)``.
private struct Families {
    private let revoker: Revoker
    private let small: Int
    private var live: Int
    private(set) var ofSmall = Revocations()
    private(set) var ofLarge = Revocations()
    /// From the acknowledgement until each descendant's own record has ended.
    private(set) var written = Samples()

    private let smallSize = World.size(ofFamily: World.smallFamily)
    private let largeSize = World.size(ofFamily: World.largeFamily)

    init(on endpoint: HTTPEndpoint, small: Int) throws(BenchFailure) {
        revoker = try Revoker(on: endpoint)
        live = try revoker.liveMissions()
        self.small = small
    }

    mutating func revokeSmall(_ number: Int) throws(BenchFailure) {
        let root = number * smallSize
        try revoker.revoke(tree: number, root: root, deepest: root + smallSize - 1, &ofSmall)
        try settle(smallSize)
    }

    /// Waits until so many more records have ended, so that the next revoke meets an authority at rest.
    private mutating func settle(_ count: Int) throws(BenchFailure) {
        live -= count
        while try revoker.liveMissions() > live { usleep(2000) }
    }

    mutating func revokeLarge(_ number: Int) throws(BenchFailure) {
        let root = small * smallSize + number * largeSize
        try revoker.revoke(tree: small + number, root: root, deepest: root + largeSize - 1, &ofLarge)
        let start = Stopwatch.now
        try settle(largeSize)
        written.add(Stopwatch.now - start)
        Progress.say("cascade: large family \(number + 1) revoked")
    }
}
