// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel

/// The state and tree that a stored ledger gives.
package struct RestoredLedger: Sendable {
    package private(set) var state = AuthorityState()
    package private(set) var tree = MerkleTree()

    /// Entries read at a time.
    private static let pageEntries = 2048

    /// Replays what `store` holds, calling `progress` with the number of entries replayed so far.
    package init(_ store: any LedgerStore, progress: (Int64) -> Void = { _ in }) throws(StoreError) {
        var reader = EntryReader()
        while true {
            let entries = try store.entries(from: state.size, max: Self.pageEntries)
            guard !entries.isEmpty else { return }
            for entry in entries {
                let staged = try StagedEvent(entry, &reader)
                state.apply(staged.event, at: staged.at)
                tree.append(entry.leafHash)
            }
            progress(state.size)
        }
    }
}
