// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel

/// The state and tree that a stored ledger gives: those of its newest snapshot, and what came after it replayed.
package struct RestoredLedger: Sendable {
    package private(set) var state = AuthorityState()
    package private(set) var tree = MerkleTree()
    /// How many entries the snapshot stands for that was used; 0 when all were replayed.
    package private(set) var snapshotSize: Int64 = 0
    /// Why the newest snapshot was not used, when there was one.
    package private(set) var refusedSnapshot: SnapshotRefusal?

    /// Entries read at a time.
    private static let pageEntries = 2048

    /// Restores what `store` holds, calling `progress` with the number of entries taken in so far.
    ///
    /// A snapshot that cannot be trusted is left aside, and the ledger replayed from its beginning. What is replayed
    /// must have the evidence that it needs, signed for `issuer`, and the streams must be where the entries bring them.
    package init(
        _ store: any LedgerStore, issuer: String, progress: (Int64) -> Void = { _ in }
    ) throws(StoreError) {
        do throws(SnapshotRefusal) {
            try takeSnapshot(of: store)
        } catch {
            refusedSnapshot = error
        }
        var head: LedgerHead
        repeat {
            try replay(store, EvidenceCheck(for: issuer), progress)
            head = try store.head()
        } while head.size > state.size
        try head.mustFollow(from: state)
    }

    private mutating func takeSnapshot(of store: any LedgerStore) throws(SnapshotRefusal) {
        let kept: Snapshot?
        let size: Int64
        do throws(StoreError) {
            kept = try store.latestSnapshot()
            size = try store.size()
        } catch {
            throw .damaged(error.detail)
        }
        guard let kept else { return }
        let snapshot = try LedgerSnapshot(kept, ofLedger: size, leaves: store.leafHashes)
        state = snapshot.state
        tree = snapshot.tree
        snapshotSize = state.size
    }

    private mutating func replay(
        _ store: any LedgerStore, _ check: EvidenceCheck, _ progress: (Int64) -> Void
    ) throws(StoreError) {
        var reader = EntryReader()
        while true {
            let entries = try store.entries(from: state.size, max: Self.pageEntries)
            guard !entries.isEmpty else { return }
            for entry in entries {
                let staged = try StagedEvent(entry, &reader)
                do throws(EvidenceFlaw) {
                    try check.check(staged.event, at: staged.at, in: state)
                } catch {
                    throw StoreError(.damaged, "the entry \(entry.number) is forged: \(error)")
                }
                state.apply(staged.event, at: staged.at)
                tree.append(entry.leafHash)
            }
            progress(state.size)
        }
    }
}
