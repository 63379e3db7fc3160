// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel

/// Reads and writes a file with an index of names over one connection, for the thread that has it.
final class NameTables {
    /// `WRIX` in ASCII, in the file's header.
    static let applicationID: Int64 = 0x5752_4958
    /// Which keys entries get, and how they are kept. A file of another format is made again.
    static let format: Int64 = 1

    private let connection: SQLiteConnection
    private let reached, reach, insert, find, findLast: SQLiteStatement

    /// Takes an empty file into use, or one that is such an index already; throws ``StoreError/Code/foreign`` when it is
    /// something else.
    init(_ connection: SQLiteConnection) throws(StoreError) {
        self.connection = connection
        let isNew = try connection.integer("PRAGMA page_count") == 0
        if !isNew { try Self.inspect(connection) }
        guard try connection.prepare("PRAGMA journal_mode = WAL").first({ $0.text(0) }) == "wal" else {
            throw StoreError(.inputOutput, "`\(connection.path)` is not on a local disk")
        }
        // WHY: not FULL, since what a loss of power takes from the end is indexed again; not OFF, since then rows could
        // be lost in the middle, which nothing would ever notice.
        try connection.execute("PRAGMA synchronous = NORMAL")
        if isNew { try Self.create(connection) }
        reached = try connection.prepare("SELECT size, leaf FROM reached")
        reach = try connection.prepare("INSERT OR REPLACE INTO reached (id, size, leaf) VALUES (0, ?, ?)")
        insert = try connection.prepare("INSERT OR IGNORE INTO names (key, number) VALUES (?, ?)")
        find = try connection.prepare(
            "SELECT number FROM names WHERE key = ? AND number >= ? ORDER BY number LIMIT ?")
        findLast = try connection.prepare(
            "SELECT number FROM names WHERE key = ? AND number < ? ORDER BY number DESC LIMIT 1")
    }

    func position() throws(StoreError) -> NameIndexPosition {
        let found = try reached.first { NameIndexPosition(size: $0.integer(0), leaf: $0.digest(1)) }
        guard let found else { return .start }
        guard found.size > 0, found.leaf != nil else { throw damaged("it does not say how far it goes") }
        return found
    }

    func append(_ rows: [NameRow], from first: Int64, to position: NameIndexPosition) throws(StoreError) {
        try connection.writing { () throws(StoreError) in
            try self.position().check(rows, from: first, to: position)
            for row in rows {
                insert.bind(row.key.rawValue, at: 1)
                insert.bind(row.number, at: 2)
                try insert.execute()
            }
            reach.bind(position.size, at: 1)
            try reach.execute(lending: position.leaf?.bytes ?? [], at: 2)
        }
    }

    func numbers(of key: NameKey, from first: Int64, max: Int) throws(StoreError) -> [Int64] {
        var found: [Int64] = []
        find.bind(key.rawValue, at: 1)
        find.bind(first, at: 2)
        find.bind(Int64(max), at: 3)
        try find.forEach { (row) throws(StoreError) in
            let number = row.integer(0)
            guard number >= first, found.last.map({ $0 < number }) ?? true else { throw damaged("it is out of order") }
            found.append(number)
        }
        return found
    }

    func last(of key: NameKey, before end: Int64) throws(StoreError) -> Int64? {
        findLast.bind(key.rawValue, at: 1)
        findLast.bind(end, at: 2)
        guard let number = try findLast.first({ $0.integer(0) }) else { return nil }
        guard (0..<end).contains(number) else { throw damaged("it is out of order") }
        return number
    }

    private static func inspect(_ connection: SQLiteConnection) throws(StoreError) {
        guard try connection.integer("PRAGMA application_id") == applicationID,
            try connection.integer("PRAGMA user_version") == format
        else { throw StoreError(.foreign, "`\(connection.path)` is no index of names of this version") }
    }

    private static func create(_ connection: SQLiteConnection) throws(StoreError) {
        try connection.writing { () throws(StoreError) in
            try connection.execute(
                """
                CREATE TABLE names (key INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, number)) \
                STRICT, WITHOUT ROWID
                """)
            try connection.execute(
                "CREATE TABLE reached (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT")
            try connection.execute("PRAGMA application_id = \(applicationID)")
            try connection.execute("PRAGMA user_version = \(format)")
        }
    }

    private func damaged(_ problem: String) -> StoreError {
        StoreError(.damaged, "the index of names `\(connection.path)` is damaged: \(problem)")
    }
}
