// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionAuthority
import MissionKernel
import WritTesting

/// Ends and beginnings of the authority's process.
extension World {
    /// The process has fallen silent, or is to: it ends, and with it all that it had not answered.
    func die() {
        tell("the authority crashes")
        if !house.isDead { compareReplay() }
        isDoomed = false
        house.crash()
        waiting = []
        arrived = []
        gate.lose()
        downSteps = Int.random(in: 0...3, using: &random)
    }

    /// Starts a new process on what the disk holds.
    func restart() {
        note(.restart)
        let before = clock.now
        do {
            house = try House(
                store: FaultyStore(MemoryStore(on: medium), script: weather.strike), clock: clock,
                identities: identities, sabotage: sabotage, archive: archive)
        } catch {
            return oracle.fail(.lineage, "the authority does not start on its own ledger: \(error)")
        }
        tell("the authority starts again")
        if clock.now < before { startOver() }
        look()
    }

    /// What only time had brought, and nobody has written, may be otherwise on a clock that stands earlier.
    private func startOver() {
        let violation = oracle.violation
        oracle = Oracle(medium, archive: archive)
        testimony.forgetVersions()
        oracle.read()
        if let violation { oracle.fail(violation.promise, violation.detail) }
    }

    /// The state that the ledger gives is the state that the process has, to the last private part.
    func compareReplay() {
        do throws(StoreError) {
            let replayed = try RestoredLedger(MemoryStore(on: medium)).state
            let live = house.published.read { $0 }
            guard replayed.size == live.size else { return }
            note(.replayed)
            oracle.expect(
                Portrait.of(replayed) == Portrait.of(live), .durable,
                "a restart would not find what the authority knows")
        } catch {
            oracle.fail(.durable, "the ledger cannot be replayed: \(error)")
        }
    }
}
