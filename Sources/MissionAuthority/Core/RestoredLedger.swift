// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel

/// The state and tree that a stored ledger gives.
package struct RestoredLedger: Sendable {
    package var state: AuthorityState
    package var tree: MerkleTree

    /// The ledger before its first entry.
    package init() {
        state = AuthorityState()
        tree = MerkleTree()
    }

    /// Entries read at a time.
    private static let pageEntries = 2048

    /// Replays what `store` holds, calling `progress` with the number of entries replayed so far.
    package init(_ store: any LedgerStore, progress: (Int64) -> Void = { _ in }) throws(StoreError) {
        self.init()
        var reader = EntryReader()
        while true {
            let entries = try store.entries(from: tree.size, max: Self.pageEntries)
            guard !entries.isEmpty else { return }
            for entry in entries { try take(entry, &reader) }
            progress(tree.size)
        }
    }

    private mutating func take(_ entry: StoredEntry, _ reader: inout EntryReader) throws(StoreError) {
        do throws(EntryError) {
            let (event, at) = try reader.read(entry.bytes)
            state.apply(event, at: at)
        } catch {
            throw StoreError(.newer, "entry \(entry.number): \(error)")
        }
        tree.append(entry.leafHash)
    }
}
