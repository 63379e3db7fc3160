// SPDX-License-Identifier: Apache-2.0

package import Ledger
import MissionKernel
import Platform

/// Keeps a snapshot of the ledger beside it, so that a restart replays only what came after.
///
/// It takes a copy of the published state, which costs the writer nothing; composing and saving it happens on the
/// thread that calls. What it saves is worth time and nothing else: no answer waits for it, none rests on it.
package final class SnapshotKeeper: Sendable {
    private let store: any LedgerStore
    private let published: PublishedState
    private let desk: LedgerDesk
    private let savedSize: Monitor<Int64>

    /// Entries since the last snapshot, beyond which another is due: a restart replays them in half a second.
    private static let entriesMax: Int64 = 10_000
    /// Missions for each entry beyond that: the more a snapshot has to say, the longer it is put off.
    private static let missionsPerEntry: Int64 = 10

    /// Keeps snapshots of what `desk` has in its tree; the newest one that is kept already has `savedSize` entries.
    package init(store: any LedgerStore, published: PublishedState, desk: LedgerDesk, savedSize: Int64) {
        self.store = store
        self.published = published
        self.desk = desk
        self.savedSize = Monitor(savedSize)
    }

    /// Whether enough has happened since the last snapshot.
    package var isDue: Bool {
        let (size, missions) = published.read { ($0.size, Int64($0.missions.count)) }
        return size - savedSize.withLock { $0 } > max(Self.entriesMax, missions / Self.missionsPerEntry)
    }

    /// Saves a snapshot of all that is durable now, unless the last one is; answers of how many entries.
    ///
    /// Takes time for each mission. For one thread at a time.
    package func save() throws(StoreError) -> Int64? {
        let state = published.copy()
        let tree = desk.tree
        // WHY: the desk hears of a round after readers do; what it has not heard of comes with the next snapshot.
        guard state.size > savedSize.withLock({ $0 }), tree.size >= state.size else { return nil }
        try store.save(LedgerSnapshot(state, in: tree, leaves: store.leafHashes).stored)
        savedSize.withLock { $0 = state.size }
        return state.size
    }
}
