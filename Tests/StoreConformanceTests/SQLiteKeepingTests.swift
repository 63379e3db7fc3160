// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc
import Ledger
import LedgerSQLite
import Synchronization
import Testing
import WritTesting

/// What SQLite keeps in its file, and what it does not.
@Suite struct SQLiteKeepingTests {
    let ledger = SQLiteLedger()

    /// Version 1 of the file as it was first made. It never changes: files like this exist.
    static let version1 = [
        "PRAGMA application_id = 0x57524954",
        "CREATE TABLE entries (number INTEGER PRIMARY KEY, leaf BLOB NOT NULL, bytes BLOB NOT NULL) STRICT",
        "CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
        "CREATE TABLE stream_versions (stream INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT",
        """
        CREATE TABLE snapshots (id INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL, \
        format INTEGER NOT NULL, digest BLOB NOT NULL, parts INTEGER) STRICT
        """,
        """
        CREATE TABLE snapshot_parts (snapshot INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, \
        PRIMARY KEY (snapshot, part)) STRICT
        """,
        "CREATE TABLE checkpoints (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, note BLOB NOT NULL) STRICT",
        "CREATE INDEX checkpoints_by_size ON checkpoints (size)",
        "CREATE TABLE blobs (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
        "INSERT INTO entries VALUES (0, x'96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', x'00')",
        "INSERT INTO streams VALUES (7, 'a')",
        "INSERT INTO stream_versions VALUES (7, 1)",
        "INSERT INTO checkpoints VALUES (3, 1, x'6e6f7465')",
        "PRAGMA user_version = 1",
    ]

    @Test func `a ledger of version 1 is opened, read and written`() throws {
        Bytes.write([], to: ledger.path)
        try run(Self.version1)
        let store = try ledger.open(.existing)
        #expect(try store.head() == LedgerHead(size: 1, streams: [StreamName("a"): 1]))
        #expect(try store.entries(from: 0, max: 9).map(\.bytes) == [[0]])
        #expect(try store.latestCheckpoint() == StoredCheckpoint(size: 1, note: Array("note".utf8)))
        let batch = AppendBatch(expected: [StreamName("a"): 1], entries: [SampleEntry.new(1, in: [StreamName("a")])])
        #expect(try store.append(batch) == .appended(first: 1))
    }

    @Test(.timeLimit(.minutes(1))) func `a long log is moved into the file beside the appends`() throws {
        let store = try ledger.open(.create)
        let before = Bytes.read(ledger.path).count
        var next: Int64 = 0
        for _ in 0..<80 {
            _ = try store.append(SampleEntry.batch(next..<next + 256))
            next += 256
        }
        while Bytes.read(ledger.path).count == before { sched_yield() }
        #expect(try store.size() == next)
        #expect(try store.entries(from: next - 1, max: 2).count == 1)
    }

    @Test func `bytes that were erased are in no file once the ledger is closed`() throws {
        let needle = Array("a secret that must go".utf8)
        let blob = Array(repeating: needle, count: 2000).flatMap(\.self)
        let store = try ledger.open(.create)
        try store.keep(blob)
        try store.keep([1, 2, 3])
        #expect(isFound(needle))
        try store.erase(SHA256.digest(of: blob))
        store.close()
        #expect(!isFound(needle))
        #expect(try ledger.open(.existing).blob(SHA256.digest(of: [1, 2, 3] as [UInt8])) == [1, 2, 3])
    }

    @Test func `a snapshot that was given up halfway never counts, and goes with the next one`() throws {
        let store = try ledger.open(.create)
        _ = try store.append(SampleEntry.batch(0..<9))
        try store.save(Snapshot(size: 1, format: 1, state: [1]))
        try run([
            "INSERT INTO snapshots (id, size, format, digest) VALUES (50, 5, 1, x'00')",
            "INSERT INTO snapshot_parts VALUES (50, 0, x'01')",
            "INSERT INTO snapshot_parts VALUES (49, 0, x'02')",
        ])
        #expect(try store.latestSnapshot()?.size == 1)
        try store.save(Snapshot(size: 6, format: 1, state: [6]))
        #expect(try store.latestSnapshot()?.state == [6])
        let connection = try SQLiteConnection(ledger.path, .readOnly, timeoutMilliseconds: 0)
        #expect(try connection.integer("SELECT count(*) FROM snapshots") == 1)
        #expect(try connection.integer("SELECT count(*) FROM snapshot_parts") == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `appends take turns with the parts of a large snapshot`() throws {
        let store = try ledger.open(.create)
        let isSaved = Atomic(false)
        try Threads.run(2) { thread in
            if thread == 0 {
                defer { isSaved.store(true, ordering: .relaxed) }
                try store.save(Snapshot(size: 0, format: 1, state: [UInt8](repeating: 1, count: 40 << 20)))
            } else {
                while !isSaved.load(ordering: .relaxed) { try store.append("x") }
            }
        }
        // One after each of the 40 parts, if this thread is not held up otherwise.
        #expect(try store.size() >= 10)
        #expect(try store.latestSnapshot()?.state.count == 40 << 20)
    }

    @Test(arguments: [
        "UPDATE snapshot_parts SET bytes = x'02'", "DELETE FROM snapshot_parts", "UPDATE snapshots SET parts = 9",
        "UPDATE snapshots SET digest = x'00'", "UPDATE snapshots SET size = 1", "UPDATE snapshots SET format = 2",
    ])
    func `a snapshot that is not what was kept is damaged`(damage: String) throws {
        let store = try ledger.open(.create)
        try store.save(Snapshot(size: 0, format: 1, state: [1]))
        try run([damage])
        expect(.damaged) { () throws(StoreError) in _ = try store.latestSnapshot() }
    }

    @Test func `a gap, another entry and another blob are damaged, and nothing more is appended to a stream`() throws {
        let store = try ledger.open(.create)
        _ = try store.append(SampleEntry.batch(0..<9))
        try store.keep([1])
        try run([
            "DELETE FROM entries WHERE number = 4", "UPDATE entries SET bytes = x'00' WHERE number = 6",
            "UPDATE blobs SET bytes = x'02'", "UPDATE stream_versions SET version = 9223372036854775807",
        ])
        expect(.damaged) { () throws(StoreError) in _ = try store.entries(from: 3, max: 2) }
        expect(.damaged) { () throws(StoreError) in _ = try store.entries(from: 6, max: 1) }
        expect(.damaged) { () throws(StoreError) in _ = try store.leafHashes(0..<9) }
        expect(.damaged) { () throws(StoreError) in _ = try store.blob(SHA256.digest(of: [1] as [UInt8])) }
        expect(.damaged) { () throws(StoreError) in
            _ = try store.append(AppendBatch(entries: [SampleEntry.new(9)]))
        }
        #expect(try store.size() == 9)
        #expect(try store.entries(from: 0, max: 4).count == 4)
    }

    @Test func `a stream whose version is gone is damaged, and nothing is appended to it`() throws {
        let store = try ledger.open(.create)
        _ = try store.append(SampleEntry.batch(0..<2))
        try run(["DELETE FROM stream_versions"])
        expect(.damaged) { () throws(StoreError) in
            _ = try store.append(AppendBatch(entries: [SampleEntry.new(2)]))
        }
        #expect(try store.size() == 2)
    }

    private func run(_ statements: [String]) throws(StoreError) {
        let connection = try SQLiteConnection(ledger.path, .readWrite, timeoutMilliseconds: 5000)
        for statement in statements { try connection.execute(statement) }
    }

    private func isFound(_ needle: [UInt8]) -> Bool {
        ledger.directory.names.contains { name in
            let bytes = Bytes.read(ledger.directory.file(name))
            return bytes.indices.contains { bytes[$0] == needle[0] && bytes[$0...].starts(with: needle) }
        }
    }
}
