// SPDX-License-Identifier: Apache-2.0

import Simulation
import Testing

/// Worlds without a sabotage.
struct SeedTests {
    @Test func `no promise is broken in the first worlds`() throws {
        let outcome = try SeedPool(seeds: 0...20).run()
        #expect(outcome.breach.map { "\($0.seed) \($0.step) \($0.detail)" } == nil)
        #expect(outcome.count == 21)
    }

    @Test(arguments: [0, 7, 20])
    func `the same seed gives the same world`(seed: UInt64) {
        #expect(SeedRun(seed: seed).fingerprint == SeedRun(seed: seed).fingerprint)
    }
}
