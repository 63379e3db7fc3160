// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel

/// Saves a snapshot in short transactions, between which appends go on; it counts from the last one on.
///
/// A snapshot that was given up halfway never counts. Its parts go with the next one that is saved.
struct SnapshotSaving {
    /// Runs a step with the writer, and lets go of it afterwards.
    typealias Step = ((LedgerWriter) throws(StoreError) -> Int64) throws(StoreError) -> Int64

    private static let partBytes = 1 << 20
    private static let partsDroppedAtOnce = 16

    private let snapshot: Snapshot
    private let digest: [UInt8]

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        digest = snapshot.digest.bytes
    }

    func run(_ step: Step) throws(StoreError) {
        let id = try step { (writer) throws(StoreError) in try begin(writer.connection, ledgerSize: writer.size()) }
        var parts: Int64 = 0
        for start in stride(from: 0, to: snapshot.state.count, by: Self.partBytes) {
            let part = snapshot.state[start..<min(start + Self.partBytes, snapshot.state.count)]
            _ = try step { (writer) throws(StoreError) in try insert(Array(part), parts, of: id, writer.connection) }
            parts += 1
        }
        _ = try step { (writer) throws(StoreError) in try publish(id, parts: parts, writer.connection) }
        while try step({ (writer) throws(StoreError) in try dropParts(writer.connection) }) > 0 {}
    }

    /// Answers the number of the snapshot.
    private func begin(_ connection: SQLiteConnection, ledgerSize: Int64) throws(StoreError) -> Int64 {
        try StoreLimits.check(first: snapshot.size, ofLedger: ledgerSize)
        let insert = try connection.prepare("INSERT INTO snapshots (size, format, digest) VALUES (?, ?, ?)")
        insert.bind(snapshot.size, at: 1)
        insert.bind(Int64(snapshot.format), at: 2)
        try insert.execute(lending: digest, at: 3)
        return connection.lastInsertedRow
    }

    private func insert(
        _ part: [UInt8], _ number: Int64, of id: Int64, _ connection: SQLiteConnection
    ) throws(StoreError) -> Int64 {
        let insert = try connection.prepare("INSERT INTO snapshot_parts (snapshot, part, bytes) VALUES (?, ?, ?)")
        insert.bind(id, at: 1)
        insert.bind(number, at: 2)
        try insert.execute(lending: part, at: 3)
        return 1
    }

    /// Makes the snapshot count and drops those that are not newer. Another process may have dropped this one for a
    /// newer one of its own; then there is nothing to do.
    private func publish(_ id: Int64, parts: Int64, _ connection: SQLiteConnection) throws(StoreError) -> Int64 {
        let complete = try connection.prepare("UPDATE snapshots SET parts = ? WHERE id = ?")
        let drop = try connection.prepare("DELETE FROM snapshots WHERE size <= ? AND id <> ?")
        return try connection.writing { () throws(StoreError) in
            complete.bind(parts, at: 1)
            complete.bind(id, at: 2)
            try complete.execute()
            guard connection.changes > 0 else { return 0 }
            drop.bind(snapshot.size, at: 1)
            drop.bind(id, at: 2)
            try drop.execute()
            return 1
        }
    }

    /// Answers how many parts of dropped snapshots it has dropped.
    private func dropParts(_ connection: SQLiteConnection) throws(StoreError) -> Int64 {
        try connection.execute(
            """
            DELETE FROM snapshot_parts WHERE rowid IN (SELECT rowid FROM snapshot_parts
            WHERE snapshot NOT IN (SELECT id FROM snapshots) LIMIT \(Self.partsDroppedAtOnce))
            """)
        return connection.changes
    }
}
