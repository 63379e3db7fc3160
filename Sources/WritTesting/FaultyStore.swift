// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel

/// A store whose writes go wrong when a script says so, in the ways that real ones do.
///
/// It decides nothing by chance: the script does, from the simulator's seed.
// SAFETY: the simulator has one thread, and nothing else uses this.
package final class FaultyStore: LedgerStore, @unchecked Sendable {
    /// A write that the script may let go wrong.
    package enum Write: Sendable {
        case append(AppendBatch)
        case snapshot(Snapshot)
        case checkpoint(StoredCheckpoint)
        case erasure(Digest)
    }

    /// How a write goes wrong.
    package enum Fault: CaseIterable, Hashable, Sendable {
        /// Nothing is written, and reading or writing is said to have failed.
        case lost
        /// All is written, and reading or writing is said to have failed.
        case appliedButReportedLost
        /// As `appliedButReportedLost`, and reading entries fails once as well.
        case appliedAndUnreadable
        /// As `lost`, but what is on the disk comes to light after a crash, if no other write has come before it.
        case appearsAfterCrash
        /// Nothing is written, and the streams are said to have moved. An append without expectations goes through.
        case conflict
        /// Nothing is written, and no space is said to be left.
        case full
    }

    /// Says how the next write goes wrong; nil lets it go through.
    package typealias Script = (Write) -> Fault?

    private let store: any LedgerStore
    private let script: Script
    private var leftOnDisk: ((any LedgerStore) -> Void)?
    private var isUnreadable = false

    /// Wraps `store`, and asks `script` once before each write.
    package init(_ store: any LedgerStore, script: @escaping Script) {
        self.store = store
        self.script = script
    }

    /// Ends the process that uses the store: everything that was acknowledged is there for the next one that opens it.
    package func crash() {
        leftOnDisk?(store)
        close()
    }

    package func append(_ batch: AppendBatch) throws(StoreError) -> AppendOutcome {
        let fault = script(.append(batch))
        if fault == .conflict, !batch.expected.isEmpty { return .conflict(batch.expected.keys.sorted()) }
        return try write(fault) { (store) throws(StoreError) in try store.append(batch) }
    }

    package func save(_ snapshot: Snapshot) throws(StoreError) {
        try write(script(.snapshot(snapshot))) { (store) throws(StoreError) in try store.save(snapshot) }
    }

    package func save(_ checkpoint: StoredCheckpoint) throws(StoreError) {
        try write(script(.checkpoint(checkpoint))) { (store) throws(StoreError) in try store.save(checkpoint) }
    }

    package func erase(_ digest: Digest) throws(StoreError) {
        try write(script(.erasure(digest))) { (store) throws(StoreError) in try store.erase(digest) }
    }

    private func write<Result>(
        _ fault: Fault?, _ body: @escaping (any LedgerStore) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        leftOnDisk = nil
        switch fault {
        case nil, .conflict: return try body(store)
        case .full: throw StoreError(.full, "no space is left")
        case .lost: break
        case .appliedButReportedLost: _ = try body(store)
        case .appliedAndUnreadable:
            _ = try body(store)
            isUnreadable = true
        // The write is as valid when it comes to light as it was when it was made: nothing has come between.
        case .appearsAfterCrash: leftOnDisk = { store in _ = try? body(store) }
        }
        throw StoreError(.inputOutput, "the write failed")
    }
}

extension FaultyStore {
    package func size() throws(StoreError) -> Int64 { try store.size() }

    package func head() throws(StoreError) -> LedgerHead { try store.head() }

    package func entries(from first: Int64, max: Int) throws(StoreError) -> [StoredEntry] {
        if isUnreadable {
            isUnreadable = false
            throw StoreError(.inputOutput, "the entries cannot be read")
        }
        return try store.entries(from: first, max: max)
    }

    package func leafHashes(_ range: Range<Int64>) throws(StoreError) -> [Digest] { try store.leafHashes(range) }

    package func latestSnapshot() throws(StoreError) -> Snapshot? { try store.latestSnapshot() }

    package func latestCheckpoint() throws(StoreError) -> StoredCheckpoint? { try store.latestCheckpoint() }

    package func blob(_ digest: Digest) throws(StoreError) -> [UInt8]? { try store.blob(digest) }

    package func close() { store.close() }
}
