// SPDX-License-Identifier: Apache-2.0

package import MissionKernel
import Synchronization

/// A ledger in memory, for tests and the simulator: it promises what every engine does, as long as its medium lives.
package final class MemoryStore: LedgerStore {
    /// What holds the ledger. Several stores may use one medium, at the same time or one after the other.
    package final class Medium: Sendable {
        fileprivate let contents = Mutex(Contents())

        /// An empty ledger.
        package init() {}
    }

    private let medium: Medium
    private let isClosed = Atomic(false)

    /// Opens the ledger on `medium`.
    package init(on medium: Medium = Medium()) { self.medium = medium }

    package func append(_ batch: AppendBatch) throws(StoreError) -> AppendOutcome {
        try StoreLimits.check(batch)
        return try use { (contents) throws(StoreError) in contents.append(batch) }
    }

    package func size() throws(StoreError) -> Int64 {
        try use { (contents) throws(StoreError) in contents.size }
    }

    package func head() throws(StoreError) -> LedgerHead {
        try use { (contents) throws(StoreError) in LedgerHead(size: contents.size, streams: contents.streams) }
    }

    package func entries(from first: Int64, max: Int) throws(StoreError) -> [StoredEntry] {
        try StoreLimits.check(entriesFrom: first, max: max)
        return try use { (contents) throws(StoreError) in
            guard first < contents.size else { return [] }
            return Array(contents.entries[Int(first)...].prefix(max))
        }
    }

    package func leafHashes(_ range: Range<Int64>) throws(StoreError) -> [Digest] {
        try use { (contents) throws(StoreError) in
            try StoreLimits.check(range, ofLedger: contents.size)
            return contents.entries[Int(range.lowerBound)..<Int(range.upperBound)].map(\.leafHash)
        }
    }

    package func save(_ snapshot: Snapshot) throws(StoreError) {
        try use { (contents) throws(StoreError) in
            try StoreLimits.check(first: snapshot.size, ofLedger: contents.size)
            if let kept = contents.snapshot, kept.size > snapshot.size { return }
            contents.snapshot = snapshot
        }
    }

    package func latestSnapshot() throws(StoreError) -> Snapshot? {
        try use { (contents) throws(StoreError) in contents.snapshot }
    }

    package func save(_ checkpoint: StoredCheckpoint) throws(StoreError) {
        try use { (contents) throws(StoreError) in
            try StoreLimits.check(first: checkpoint.size, ofLedger: contents.size)
            contents.keep(checkpoint)
        }
    }

    package func latestCheckpoint() throws(StoreError) -> StoredCheckpoint? {
        try use { (contents) throws(StoreError) in contents.newestCheckpoint }
    }

    package func blob(_ digest: Digest) throws(StoreError) -> [UInt8]? {
        try use { (contents) throws(StoreError) in contents.blobs[digest] }
    }

    package func erase(_ digest: Digest) throws(StoreError) {
        try use { (contents) throws(StoreError) in contents.blobs[digest] = nil }
    }

    package func close() {
        medium.contents.withLock { _ in isClosed.store(true, ordering: .relaxed) }
    }

    private func use<Result: Sendable>(
        _ body: (inout Contents) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try medium.contents.withLock { (contents) throws(StoreError) in
            guard !isClosed.load(ordering: .relaxed) else { throw StoreError(.closed, "the ledger has been closed") }
            return try body(&contents)
        }
    }
}

private struct Contents {
    var entries: [StoredEntry] = []
    var streams: [StreamName: Int64] = [:]
    var snapshot: Snapshot?
    var checkpoints: [StoredCheckpoint] = []
    var newestCheckpoint: StoredCheckpoint?
    var blobs: [Digest: [UInt8]] = [:]

    var size: Int64 { Int64(entries.count) }

    mutating func append(_ batch: AppendBatch) -> AppendOutcome {
        let conflicts = batch.expected.filter { streams[$0.key, default: 0] != $0.value }
        guard conflicts.isEmpty else { return .conflict(conflicts.keys.sorted()) }
        let first = size
        for (number, entry) in zip(first..., batch.entries) {
            entries.append(StoredEntry(number: number, bytes: entry.bytes, leafHash: entry.leafHash))
        }
        for blob in batch.blobs { blobs[blob.digest] = blob.bytes }
        for (stream, count) in batch.counts { streams[stream, default: 0] += count }
        return .appended(first: first)
    }

    mutating func keep(_ checkpoint: StoredCheckpoint) {
        checkpoints.append(checkpoint)
        if let newest = newestCheckpoint, newest.size > checkpoint.size { return }
        newestCheckpoint = checkpoint
    }
}
