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

    /// The state that the ledger gives, with and without the snapshot beside it, is the one that the process has.
    func compareReplay() {
        let live = house.published.copy()
        guard live.size == oracle.size else { return }
        do {
            var restored = try RestoredLedger(MemoryStore(on: medium), issuer: House.issuer).state
            var replayed = try oracle.replayed()
            // What was asked and refused since the latest entry has let time pass, and left nothing else.
            restored.advance(to: live.latest)
            replayed.advance(to: live.latest)
            note(.replayed)
            let known = live.snapshot
            oracle.expect(replayed.snapshot == known, .durable, "a replay would not find what the authority knows")
            oracle.expect(restored.snapshot == known, .durable, "a restart would not find what the authority knows")
        } catch {
            oracle.fail(.durable, "the ledger cannot be replayed: \(error)")
        }
    }

    /// Keeps a snapshot, from which the next process starts.
    func keepSnapshot() throws(StoreError) {
        let keeper = SnapshotKeeper(store: house.store, published: house.published, desk: house.desk, savedSize: 0)
        if try keeper.save() != nil { note(.snapshot) }
    }
}
