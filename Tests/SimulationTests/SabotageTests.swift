// SPDX-License-Identifier: Apache-2.0

import Simulation
import Testing

/// The simulator finds what it must: a handful here, all of them in `Tests/EndToEndTests/worlds`.
struct SabotageTests {
    @Test(arguments: [
        "answer-before-durable", "reuse-epoch", "grant-more-than-signed", "permit-outlives-mission",
        "forget-derivations", "lose-signals", "swallow-question", "agent-governs",
    ])
    func `a planted mistake is found within 40 worlds`(name: String) throws {
        let sabotage = try #require(Sabotage.named(name))
        let breach = try #require(try SeedPool(seeds: 0...39, sabotage: sabotage).run().breach)
        let again = try #require(SeedRun(seed: breach.seed, sabotage: sabotage).breach)
        #expect(again.step == breach.step && again.detail == breach.detail)
        #expect(breach.command == "writ-sim --seeds \(breach.seed)..\(breach.seed) --sabotage \(name)")
    }

    @Test func `sabotages have names of their own, and say what they do`() {
        #expect(Set(Sabotage.all.map(\.name)).count == Sabotage.all.count)
        #expect(Sabotage.all.count >= 25)
        #expect(Sabotage.all.allSatisfy { !$0.summary.isEmpty })
    }
}
