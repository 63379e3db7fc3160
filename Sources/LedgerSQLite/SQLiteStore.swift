// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel
import Platform

/// A ledger in one SQLite file, with its write-ahead log beside it.
///
/// What is appended is on the disk when the append returns. Several stores, in this process and in others on the same
/// machine, may use one file.
package final class SQLiteStore: LedgerStore {
    /// What may be done.
    package enum Mode: Sendable {
        /// Reads and writes; makes the file when there is none.
        case create
        /// Reads and writes.
        case existing
        /// Reads; every call that writes throws ``StoreError/Code/invalid``.
        case readOnly
    }

    /// How long a call waits for other processes, in milliseconds, before it throws ``StoreError/Code/locked``.
    package static let timeoutMilliseconds: Int32 = 5000
    private static let readerCount = 4

    private let path: String
    private let onAppend: @Sendable (Duration) -> Void
    private let readers: ConnectionPool<LedgerReader>
    private let writer: ConnectionPool<LedgerWriter>?
    private let backfill: LogBackfill?

    /// Opens the ledger at `path`, and brings it to this version of the program.
    ///
    /// Throws ``StoreError`` with the code `missing`, `foreign`, `damaged` or `newer` when there is nothing to use, and
    /// then has changed nothing.
    ///
    /// - Parameter onAppend: told how long each append took, from any thread.
    package init(
        path: String, mode: Mode, timeoutMilliseconds: Int32 = SQLiteStore.timeoutMilliseconds,
        onAppend: @escaping @Sendable (Duration) -> Void = { _ in }
    ) throws(StoreError) {
        self.path = path
        self.onAppend = onAppend
        let file = LedgerFile(path: path, timeoutMilliseconds: timeoutMilliseconds)
        if try !file.exists() {
            guard mode == .create else { throw StoreError(.missing, "there is no ledger at `\(path)`") }
            try file.create()
        }
        try file.inspect()
        let writer = mode == .readOnly ? nil : try file.writer()
        var readers: [LedgerReader] = []
        for _ in 0..<Self.readerCount { readers.append(try file.reader()) }
        // The last, for once it runs it must be closed.
        backfill = try writer.map { (writer) throws(StoreError) in try file.backfill(behind: writer) }
        self.writer = writer.map { ConnectionPool([$0]) }
        self.readers = ConnectionPool(readers)
    }

    package func append(_ batch: AppendBatch) throws(StoreError) -> AppendOutcome {
        try StoreLimits.check(batch)
        let start = MonotonicClock.nanoseconds
        defer { onAppend(.nanoseconds(MonotonicClock.nanoseconds - start)) }
        return try write { (writer) throws(StoreError) in try writer.append(batch) }
    }

    package func size() throws(StoreError) -> Int64 {
        try readers.lend { (reader) throws(StoreError) in try reader.size() }
    }

    package func head() throws(StoreError) -> LedgerHead {
        try readers.lend { (reader) throws(StoreError) in try reader.head() }
    }

    package func entries(from first: Int64, max: Int) throws(StoreError) -> [StoredEntry] {
        try StoreLimits.check(entriesFrom: first, max: max)
        return try readers.lend { (reader) throws(StoreError) in try reader.entries(from: first, max: max) }
    }

    package func leafHashes(_ range: Range<Int64>) throws(StoreError) -> [Digest] {
        try readers.lend { (reader) throws(StoreError) in try reader.leafHashes(range) }
    }

    package func save(_ snapshot: Snapshot) throws(StoreError) {
        let saving = SnapshotSaving(snapshot)
        try saving.run { (step) throws(StoreError) in try write(step) }
    }

    package func latestSnapshot() throws(StoreError) -> Snapshot? {
        try readers.lend { (reader) throws(StoreError) in try reader.latestSnapshot() }
    }

    package func save(_ checkpoint: StoredCheckpoint) throws(StoreError) {
        try write { (writer) throws(StoreError) in try writer.save(checkpoint) }
    }

    package func latestCheckpoint() throws(StoreError) -> StoredCheckpoint? {
        try readers.lend { (reader) throws(StoreError) in try reader.latestCheckpoint() }
    }

    package func blob(_ digest: Digest) throws(StoreError) -> [UInt8]? {
        try readers.lend { (reader) throws(StoreError) in try reader.blob(digest) }
    }

    package func erase(_ digest: Digest) throws(StoreError) {
        try write { (writer) throws(StoreError) in try writer.erase(digest) }
    }

    package func close() {
        // The writer last: closing the file last moves the log into it, which only a writer may.
        readers.close()
        backfill?.close()
        writer?.close()
    }

    deinit { close() }

    private func write<Result>(
        _ body: (LedgerWriter) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        guard let writer else { throw StoreError(.invalid, "`\(path)` has been opened for reading only") }
        return try writer.lend(body)
    }
}
