// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionAuthority
import MissionKernel

/// What a restart finds in the store: the real replay, or a false one where a sabotage wants that.
struct Restoration {
    private(set) var state: AuthorityState
    private(set) var tree: MerkleTree

    init(_ store: any LedgerStore, _ sabotage: Sabotage?) throws {
        let restored = try RestoredLedger(store, issuer: House.issuer)
        state = restored.state
        tree = restored.tree
        guard let faults = sabotage?.faults else { return }
        if faults.replaying != nil || faults.forgottenEntries > 0 { try replay(store, faults) }
    }

    private mutating func replay(_ store: any LedgerStore, _ faults: Faults) throws {
        var reader = EntryReader()
        state = AuthorityState()
        let seen = max(0, try store.size() - faults.forgottenEntries)
        if faults.forgottenEntries > 0 { tree = MerkleTree() }
        for entry in try store.entries(from: 0, max: Int(seen)) {
            let (event, at) = try reader.read(entry.bytes)
            state.apply(faults.replaying?(event, state) ?? event, at: at)
            if faults.forgottenEntries > 0 { tree.append(entry.leafHash) }
        }
    }
}

/// A store between the writer and the disk that takes no failure for an answer.
final class TrustingStore: LedgerStore {
    private let store: any LedgerStore

    init(_ store: any LedgerStore) { self.store = store }

    func append(_ batch: AppendBatch) throws(StoreError) -> AppendOutcome {
        let first = try store.size()
        do throws(StoreError) { return try store.append(batch) } catch { return .appended(first: first) }
    }

    func size() throws(StoreError) -> Int64 { try store.size() }
    func head() throws(StoreError) -> LedgerHead { try store.head() }
    func entries(from first: Int64, max: Int) throws(StoreError) -> [StoredEntry] {
        try store.entries(from: first, max: max)
    }
    func leafHashes(_ range: Range<Int64>) throws(StoreError) -> [Digest] { try store.leafHashes(range) }
    func save(_ snapshot: Snapshot) throws(StoreError) { try store.save(snapshot) }
    func latestSnapshot() throws(StoreError) -> Snapshot? { try store.latestSnapshot() }
    func save(_ checkpoint: StoredCheckpoint) throws(StoreError) { try store.save(checkpoint) }
    func latestCheckpoint() throws(StoreError) -> StoredCheckpoint? { try store.latestCheckpoint() }
    func blob(_ digest: Digest) throws(StoreError) -> [UInt8]? { try store.blob(digest) }
    func erase(_ digest: Digest) throws(StoreError) { try store.erase(digest) }
    func close() { store.close() }
}
