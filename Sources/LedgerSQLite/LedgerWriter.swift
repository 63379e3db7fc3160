// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel

/// Writes a ledger over one connection, for the thread that has it.
final class LedgerWriter {
    let connection: SQLiteConnection
    private let lastNumber, findStream, insertStream, insertVersion, updateVersion, insertEntry: SQLiteStatement
    private let insertBlob: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(StoreError) {
        self.connection = connection
        lastNumber = try connection.prepare("SELECT number FROM entries ORDER BY number DESC LIMIT 1")
        findStream = try connection.prepare(
            "SELECT id, version FROM streams JOIN stream_versions ON stream = id WHERE name = ?")
        insertStream = try connection.prepare("INSERT INTO streams (name) VALUES (?)")
        insertVersion = try connection.prepare("INSERT INTO stream_versions (stream, version) VALUES (?, ?)")
        updateVersion = try connection.prepare("UPDATE stream_versions SET version = ?2 WHERE stream = ?1")
        insertEntry = try connection.prepare("INSERT INTO entries (number, leaf, bytes) VALUES (?, ?, ?)")
        insertBlob = try connection.prepare("INSERT OR IGNORE INTO blobs (digest, bytes) VALUES (?, ?)")
    }

    /// How many entries there are.
    func size() throws(StoreError) -> Int64 {
        try connection.size(last: lastNumber)
    }

    /// Compares and appends in one transaction: other writers, in this process or in others, come before or after.
    func append(_ batch: AppendBatch) throws(StoreError) -> AppendOutcome {
        try connection.writing { () throws(StoreError) in
            var found: [StreamName: Stream] = [:]
            for stream in batch.expected.keys { found[stream] = try find(stream) }
            let conflicts = batch.expected.filter { found[$0.key, default: .none].version != $0.value }
            guard conflicts.isEmpty else { return .conflict(conflicts.keys.sorted()) }
            let first = try size()
            try insert(batch.entries, from: first)
            for blob in batch.blobs { try insert(blob) }
            for (name, count) in batch.counts {
                if found[name] == nil { found[name] = try find(name) }
                try advance(name, found[name, default: .none], by: count)
            }
            return .appended(first: first)
        }
    }

    private func insert(_ blob: NewBlob) throws(StoreError) {
        try blob.digest.withBytes { (key) throws(StoreError) in
            insertBlob.bind(key, at: 1)
            try insertBlob.execute(lending: blob.bytes, at: 2)
        }
    }

    private struct Stream {
        /// The number of the stream in the file; nil for one that no entry counts in yet.
        let id: Int64?
        let version: Int64

        static let none = Stream(id: nil, version: 0)
    }

    private func find(_ stream: StreamName) throws(StoreError) -> Stream {
        try stream.withUTF8 { (name) throws(StoreError) in
            findStream.bind(text: name, at: 1)
            return try findStream.first { Stream(id: $0.integer(0), version: $0.integer(1)) } ?? .none
        }
    }

    private func insert(_ entries: [NewEntry], from first: Int64) throws(StoreError) {
        for (number, entry) in zip(first..., entries) {
            try entry.leafHash.withBytes { (leaf) throws(StoreError) in
                try entry.bytes.span.bytes.withUnsafeBytes { (bytes) throws(StoreError) in
                    insertEntry.bind(number, at: 1)
                    insertEntry.bind(leaf, at: 2)
                    insertEntry.bind(bytes, at: 3)
                    try insertEntry.execute()
                }
            }
        }
    }

    private func advance(_ name: StreamName, _ stream: Stream, by count: Int64) throws(StoreError) {
        let (version, isTooLarge) = stream.version.addingReportingOverflow(count)
        guard !isTooLarge else { throw StoreError(.damaged, "\(connection.path): a stream has version \(version)") }
        if let id = stream.id { return try set(id, version, with: updateVersion) }
        try name.withUTF8 { (name) throws(StoreError) in
            insertStream.bind(text: name, at: 1)
            try insertStream.execute()
        }
        try set(connection.lastInsertedRow, version, with: insertVersion)
    }

    private func set(_ stream: Int64, _ version: Int64, with statement: SQLiteStatement) throws(StoreError) {
        statement.bind(stream, at: 1)
        statement.bind(version, at: 2)
        try statement.execute()
    }
}

extension StreamName {
    /// Lends the name's UTF-8 to `body`.
    fileprivate func withUTF8<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try text.utf8.span.withUnsafeBufferPointer(body)
    }
}
