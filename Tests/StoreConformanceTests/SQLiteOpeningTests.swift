// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger
import LedgerSQLite
import Testing
import WritTesting

/// What SQLite opens, and what it leaves alone.
@Suite struct SQLiteOpeningTests {
    let ledger = SQLiteLedger()

    @Test(arguments: [SQLiteStore.Mode.existing, .readOnly])
    func `a ledger that is not there is missing, and is not made`(mode: SQLiteStore.Mode) {
        expect(.missing) { () throws(StoreError) in _ = try ledger.open(mode) }
        #expect(ledger.directory.names.isEmpty)
    }

    @Test func `a directory that is not there is an error`() {
        expect(.inputOutput) { () throws(StoreError) in
            _ = try SQLiteStore(path: ledger.directory.file("none/ledger.writ"), mode: .create)
        }
    }

    @Test(arguments: [
        "", "x", "text\n", "SQLite format 3", "SQLite format 3\0", "SQLite format 3\0 and then something else",
        String(repeating: "no database\n", count: 1000),
    ])
    func `a file of something else is foreign and stays as it is`(content: String) {
        Bytes.write(Array(content.utf8), to: ledger.path)
        for mode in [SQLiteStore.Mode.create, .existing, .readOnly] {
            expect(.foreign) { () throws(StoreError) in _ = try ledger.open(mode) }
        }
        #expect(Bytes.read(ledger.path) == Array(content.utf8))
        #expect(ledger.directory.names == ["ledger.writ"])
    }

    @Test(arguments: ["DELETE", "WAL"])
    func `a database of another program is foreign and stays as it is`(journalMode: String) throws {
        Bytes.write([], to: ledger.path)
        try run("PRAGMA journal_mode = \(journalMode)", "CREATE TABLE entries (number INTEGER PRIMARY KEY)")
        let before = Bytes.read(ledger.path)
        for mode in [SQLiteStore.Mode.create, .existing, .readOnly] {
            expect(.foreign) { () throws(StoreError) in _ = try ledger.open(mode) }
        }
        #expect(Bytes.read(ledger.path) == before)
        #expect(ledger.directory.names == ["ledger.writ"])
    }

    @Test func `a database of another program that is in use is foreign and stays as it is`() throws {
        Bytes.write([], to: ledger.path)
        let connection = try SQLiteConnection(ledger.path, .readWrite, timeoutMilliseconds: 0)
        for sql in ["PRAGMA journal_mode = WAL", "CREATE TABLE entries (number INTEGER PRIMARY KEY)"] {
            try connection.execute(sql)
        }
        let before = Bytes.read(ledger.path)
        expect(.foreign) { () throws(StoreError) in _ = try ledger.open(.create) }
        #expect(Bytes.read(ledger.path) == before)
        try connection.execute("INSERT INTO entries VALUES (1)")
    }

    @Test func `what is not a file is foreign`() {
        mkdir(ledger.path, 0o700)
        defer { rmdir(ledger.path) }
        expect(.foreign) { () throws(StoreError) in _ = try ledger.open(.create) }
    }

    @Test func `a ledger of a newer version is refused and stays as it is`() throws {
        try ledger.open(.create).close()
        try run("PRAGMA user_version = 2")
        let before = Bytes.read(ledger.path)
        for mode in [SQLiteStore.Mode.create, .existing, .readOnly] {
            expect(.newer) { () throws(StoreError) in _ = try ledger.open(mode) }
        }
        #expect(Bytes.read(ledger.path) == before)
        #expect(ledger.directory.names == ["ledger.writ"])
    }

    @Test func `what is refused for what its log says stays as it is, and so does the log`() throws {
        let copy = SQLiteLedger()
        let store = try ledger.open(.create)
        _ = try store.append(SampleEntry.batch(0..<3))
        try run("PRAGMA user_version = 2")
        for suffix in ["", "-wal"] { Bytes.write(Bytes.read(ledger.path + suffix), to: copy.path + suffix) }
        let before = (Bytes.read(copy.path), Bytes.read(copy.path + "-wal"))
        expect(.newer) { () throws(StoreError) in _ = try copy.open(.existing) }
        #expect((Bytes.read(copy.path), Bytes.read(copy.path + "-wal")) == before)
    }

    @Test func `a log without its ledger is damaged, and no new ledger is made over it`() throws {
        Bytes.write([1, 2, 3], to: ledger.path + "-wal")
        expect(.damaged) { () throws(StoreError) in _ = try ledger.open(.create) }
        expect(.missing) { () throws(StoreError) in _ = try ledger.open(.existing) }
        #expect(ledger.directory.names == ["ledger.writ-wal"])
    }

    @Test(arguments: [
        "DROP TABLE entries", "DROP TABLE streams", "DROP TABLE stream_versions", "DROP TABLE blobs",
        "DROP TABLE checkpoints", "DROP TABLE snapshots", "DROP TABLE snapshot_parts",
        "ALTER TABLE entries DROP COLUMN leaf", "PRAGMA user_version = 0", "PRAGMA user_version = -1",
        "UPDATE entries SET leaf = x'00' WHERE number = 2", "UPDATE entries SET bytes = x'00' WHERE number = 2",
        "INSERT INTO entries VALUES (9223372036854775807, x'00', x'00')",
        "INSERT INTO entries VALUES (-7, x'00', x'00')",
    ])
    func `a ledger that lacks something is damaged and stays as it is`(damage: String) throws {
        let store = try ledger.open(.create)
        if !damage.contains("-7") { _ = try store.append(SampleEntry.batch(0..<3)) }
        store.close()
        try run(damage)
        let before = Bytes.read(ledger.path)
        for mode in [SQLiteStore.Mode.create, .existing, .readOnly] {
            expect(.damaged) { () throws(StoreError) in _ = try ledger.open(mode) }
        }
        #expect(Bytes.read(ledger.path) == before)
        #expect(ledger.directory.names == ["ledger.writ"])
    }

    @Test func `a ledger in a directory where nothing may be written is not opened, and stays as it is`() throws {
        try ledger.open(.create).close()
        let before = Bytes.read(ledger.path)
        chmod(ledger.path, 0o444)
        chmod(ledger.directory.path, 0o555)
        #expect(ChildProcess("open", ledger.path).remainingLines() == ["input_output"])
        #expect(ChildProcess("create", ledger.directory.file("new")).remainingLines() == ["input_output"])
        #expect(Bytes.read(ledger.path) == before)
        #expect(ledger.directory.names == ["ledger.writ"])
    }

    @Test func `a ledger that may not be written to is not opened for writing`() throws {
        try ledger.open(.create).close()
        let before = Bytes.read(ledger.path)
        chmod(ledger.path, 0o444)
        chmod(ledger.directory.path, 0o777)
        #expect(ChildProcess("open", ledger.path).remainingLines() == ["input_output"])
        #expect(Bytes.read(ledger.path) == before)
    }

    @Test func `a ledger that was opened for reading is not written to`() throws {
        let writing = try ledger.open(.create)
        let reading = try ledger.open(.readOnly)
        _ = try writing.append(SampleEntry.batch(0..<5))
        #expect(try reading.size() == 5)
        expect(.invalid) { () throws(StoreError) in _ = try reading.append(SampleEntry.batch(5..<6)) }
        expect(.invalid) { () throws(StoreError) in try reading.save(Snapshot(size: 0, format: 0, state: [])) }
        expect(.invalid) { () throws(StoreError) in try reading.erase(MerkleHash.empty) }
        writing.close()
        #expect(try reading.entries(from: 4, max: 9).count == 1)
        reading.close()
        expect(.closed) { () throws(StoreError) in _ = try reading.size() }
    }

    @Test func `a ledger may have any name`() throws {
        for name in ["a b", "50%25", "what?mode=ro", "x#y", "größe 🧾", "file:x", ":memory:", "-"] {
            let path = ledger.directory.file(name)
            let store = try SQLiteStore(path: path, mode: .create)
            _ = try store.append(SampleEntry.batch(0..<1))
            store.close()
            #expect(try SQLiteStore(path: path, mode: .existing).size() == 1)
            #expect(access(path, F_OK) == 0)
        }
    }

    @Test func `closing leaves one file`() throws {
        let store = try ledger.open(.create)
        _ = try store.append(SampleEntry.batch(0..<5))
        #expect(ledger.directory.names == ["ledger.writ", "ledger.writ-shm", "ledger.writ-wal"])
        store.close()
        #expect(ledger.directory.names == ["ledger.writ"])
    }

    @Test(.timeLimit(.minutes(1)))
    func `programs that make a ledger at the same time make one`() throws {
        for _ in 0..<10 {
            let ledger = SQLiteLedger()
            try Threads.run(4) { thread in
                let store = try ledger.open(.create)
                try store.append("\(thread)")
            }
            #expect(try ledger.open(.existing).texts().sorted() == ["0", "1", "2", "3"])
            #expect(ledger.directory.names.filter { $0.hasPrefix("ledger.writ.") }.isEmpty)
        }
    }

    private func run(_ statements: String...) throws(StoreError) {
        let connection = try SQLiteConnection(ledger.path, .readWrite, timeoutMilliseconds: 0)
        for statement in statements { try connection.execute(statement) }
    }
}
