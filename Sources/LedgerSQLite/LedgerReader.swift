// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel

/// Reads a ledger over one connection, for the thread that has it.
final class LedgerReader {
    private let connection: SQLiteConnection
    private let lastNumber, streams, entries, leafHashes: SQLiteStatement
    private let newestSnapshot, snapshotParts, newestCheckpoint, blob: SQLiteStatement

    /// Throws when a table is missing or is not what it should be.
    init(_ connection: SQLiteConnection) throws(StoreError) {
        self.connection = connection
        lastNumber = try connection.prepare("SELECT number FROM entries ORDER BY number DESC LIMIT 1")
        streams = try connection.prepare(
            "SELECT version, name FROM streams JOIN stream_versions ON stream = id")
        entries = try connection.prepare(
            "SELECT number, leaf, bytes FROM entries WHERE number >= ? ORDER BY number LIMIT ?")
        leafHashes = try connection.prepare(
            "SELECT number, leaf FROM entries WHERE number >= ? ORDER BY number LIMIT ?")
        newestSnapshot = try connection.prepare(
            """
            SELECT id, size, format, parts, digest FROM snapshots WHERE parts IS NOT NULL
            ORDER BY size DESC, id DESC LIMIT 1
            """)
        snapshotParts = try connection.prepare("SELECT bytes FROM snapshot_parts WHERE snapshot = ? ORDER BY part")
        newestCheckpoint = try connection.prepare(
            "SELECT size, note FROM checkpoints ORDER BY size DESC, id DESC LIMIT 1")
        blob = try connection.prepare("SELECT bytes FROM blobs WHERE digest = ?")
    }

    /// Throws when the ends of the ledger, where it is read first, are damaged. Takes the same time for every size.
    func check() throws(StoreError) {
        let size = try size()
        _ = try leafHashes(0..<min(size, 1))
        _ = try entries(from: max(size - 1, 0), max: 1)
        _ = try latestCheckpoint()
    }

    func size() throws(StoreError) -> Int64 {
        try connection.size(last: lastNumber)
    }

    func head() throws(StoreError) -> LedgerHead {
        try connection.reading { () throws(StoreError) in
            var versions: [StreamName: Int64] = [:]
            try streams.forEach { row in versions[StreamName(row.text(1))] = row.integer(0) }
            return LedgerHead(size: try size(), streams: versions)
        }
    }

    func entries(from first: Int64, max: Int) throws(StoreError) -> [StoredEntry] {
        var found: [StoredEntry] = []
        entries.bind(first, at: 1)
        entries.bind(Int64(max), at: 2)
        try entries.forEach { (row) throws(StoreError) in
            let leaf = try leaf(row, expecting: first + Int64(found.count))
            let entry = StoredEntry(number: row.integer(0), bytes: row.bytes(2), leafHash: leaf)
            try entry.check()
            found.append(entry)
        }
        return found
    }

    func leafHashes(_ range: Range<Int64>) throws(StoreError) -> [Digest] {
        try StoreLimits.check(range, ofLedger: try size())
        var found: [Digest] = []
        found.reserveCapacity(range.count)
        leafHashes.bind(range.lowerBound, at: 1)
        leafHashes.bind(Int64(range.count), at: 2)
        try leafHashes.forEach { (row) throws(StoreError) in
            found.append(try leaf(row, expecting: range.lowerBound + Int64(found.count)))
        }
        guard found.count == range.count else { throw damaged("not all of the entries \(range) are there") }
        return found
    }

    private func leaf(_ row: borrowing SQLiteRow, expecting number: Int64) throws(StoreError) -> Digest {
        guard row.integer(0) == number, let leaf = row.digest(1) else {
            throw damaged("the entry \(number) is not there, or its hash is not")
        }
        return leaf
    }
}

extension SQLiteConnection {
    /// How many entries there are, from a statement that gives the number of the last one.
    func size(last: SQLiteStatement) throws(StoreError) -> Int64 {
        let number = try last.first { $0.integer(0) } ?? -1
        // The largest number that every JSON reader holds exactly; no ledger gets there.
        guard (-1..<1 << 53).contains(number) else {
            throw StoreError(.damaged, "\(path): the last entry has the number \(number)")
        }
        return number + 1
    }
}

/// What is kept beside the entries.
extension LedgerReader {
    func latestSnapshot() throws(StoreError) -> Snapshot? {
        try connection.reading { () throws(StoreError) in
            let header = try newestSnapshot.first { row in
                SnapshotHeader(
                    id: row.integer(0), size: row.integer(1), format: row.integer(2), parts: row.integer(3),
                    digest: row.digest(4))
            }
            guard let header else { return nil }
            return try snapshot(header)
        }
    }

    func latestCheckpoint() throws(StoreError) -> StoredCheckpoint? {
        try newestCheckpoint.first { StoredCheckpoint(size: $0.integer(0), note: $0.bytes(1)) }
    }

    func blob(_ digest: Digest) throws(StoreError) -> [UInt8]? {
        let bytes = try digest.withBytes { (key) throws(StoreError) in
            blob.bind(key, at: 1)
            return try blob.first { $0.bytes(0) }
        }
        guard let bytes else { return nil }
        guard StoreLimits.isBlob(bytes, named: digest) else { throw damaged("a blob is not what its digest names") }
        return bytes
    }

    private struct SnapshotHeader {
        let id, size, format, parts: Int64
        let digest: Digest?
    }

    private func snapshot(_ header: SnapshotHeader) throws(StoreError) -> Snapshot {
        var state: [UInt8] = []
        var parts: Int64 = 0
        snapshotParts.bind(header.id, at: 1)
        try snapshotParts.forEach { row in
            row.append(0, to: &state)
            parts += 1
        }
        let snapshot = Snapshot(size: header.size, format: Int32(truncatingIfNeeded: header.format), state: state)
        guard parts == header.parts, snapshot.digest == header.digest else {
            throw damaged("the snapshot of \(header.size) entries is not what was kept")
        }
        return snapshot
    }

    private func damaged(_ problem: String) -> StoreError {
        StoreError(.damaged, "\(connection.path): \(problem)")
    }
}
