// SPDX-License-Identifier: Apache-2.0

import Ledger

/// The tables of a ledger file, and how a file of an older version gets those of this one.
enum LedgerSchema {
    /// `WRIT` in ASCII, in the file's header.
    static let applicationID: Int64 = 0x5752_4954

    /// The version that the file's header has once all steps are done.
    static var version: Int64 { Int64(steps.count) }

    /// The statements that lead from each version to the next, from 0, the empty file, on. A step never changes once a
    /// program has been released that does it.
    static let steps: [[String]] = [
        [
            // The hash stands before the bytes, so that it is read without the pages that a large entry fills.
            "CREATE TABLE entries (number INTEGER PRIMARY KEY, leaf BLOB NOT NULL, bytes BLOB NOT NULL) STRICT",
            // Versions change with every append and stand close together, apart from the names: a batch that counts in
            // many streams writes few pages.
            "CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
            "CREATE TABLE stream_versions (stream INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT",
            // A snapshot counts once `parts` says how many parts it has. Numbers are never used again, so the parts of
            // one that was given up cannot become another's.
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
        ]
    ]

    /// Does the steps that the file lacks, each in a transaction with the version it leads to.
    ///
    /// Programs that do this at the same time do each step once.
    static func migrate(_ connection: SQLiteConnection, through steps: [[String]] = steps) throws(StoreError) {
        // Looking first keeps a ledger that is current from waiting for those who write.
        while try version(of: connection) < steps.count {
            try connection.writing { () throws(StoreError) in
                let version = try version(of: connection)
                guard steps.indices.contains(version) else { return }
                for statement in steps[version] { try connection.execute(statement) }
                try connection.execute("PRAGMA user_version = \(version + 1)")
            }
        }
    }

    private static func version(of connection: SQLiteConnection) throws(StoreError) -> Int {
        Int(try connection.integer("PRAGMA user_version"))
    }
}
