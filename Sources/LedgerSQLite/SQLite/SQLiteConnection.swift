// SPDX-License-Identifier: Apache-2.0

import CSQLite
package import Ledger

/// A connection to an SQLite file, for one thread at a time. It closes with the last reference.
package final class SQLiteConnection {
    /// What may be done with the file. A file that does not exist is never made.
    package enum Access: String {
        /// Without looking at locks and at the write-ahead log: nothing is made beside the file.
        case unlocked = "mode=ro&immutable=1"
        case readOnly = "mode=ro"
        case readWrite = "mode=rw"
    }

    /// The file, as it was named.
    let path: String
    private let handle: OpaquePointer
    private var observer: CommitObserver?

    /// Opens the file, and waits up to `timeoutMilliseconds` for those who hold it, now and at each later call.
    package init(_ path: String, _ access: Access, timeoutMilliseconds: Int32) throws(StoreError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let uri = Self.uri(path, access)
        let code = SQLiteFailure.watching { sqlite3_open_v2(uri, &handle, flags, nil) }
        guard let handle else { throw StoreError(.inputOutput, "no memory to open `\(path)`") }
        self.handle = handle
        self.path = path
        guard code == SQLITE_OK else { throw SQLiteFailure.error(code, of: handle, doing: "open `\(path)`") }
        sqlite3_busy_timeout(handle, timeoutMilliseconds)
    }

    // Statements that are still referred to keep the file open until they are finalised.
    deinit { sqlite3_close_v2(handle) }

    /// Rows that the last statement has changed.
    var changes: Int64 { sqlite3_changes64(handle) }

    /// The number of the row that was inserted last.
    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Whether the file was opened for reading only although writing was asked for; known after the first statement.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") != 0 }

    /// Whether the last call failed because the file does not begin as SQLite's files do.
    var hasFoundNoDatabase: Bool { sqlite3_errcode(handle) & 0xFF == SQLITE_NOTADB }

    /// Compiles one statement.
    package func prepare(_ sql: String) throws(StoreError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let code = SQLiteFailure.watching {
            sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        }
        guard code == SQLITE_OK, let statement else {
            // The text is ours and right, so a statement that does not compile names a table that is not there.
            let code = code == SQLITE_ERROR ? SQLITE_CORRUPT : code
            throw SQLiteFailure.error(code, of: handle, doing: sql)
        }
        return SQLiteStatement(owning: statement)
    }

    /// Runs one statement and drops its rows.
    package func execute(_ sql: String) throws(StoreError) {
        try prepare(sql).execute()
    }

    /// The integer that a statement without parameters gives first, or 0.
    package func integer(_ sql: String) throws(StoreError) -> Int64 {
        try prepare(sql).first { $0.integer(0) } ?? 0
    }

    /// Ends what a failed call has left of a transaction.
    func rollBackIfOpen() {
        // A failure here leaves nothing to do: what was not committed is not in the file, and the next call says so.
        if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    /// Moves what is in the write-ahead log into the file, as far as nobody is in the way. Waits for nobody.
    func moveLog() {
        // WHY: a failure leaves the pages in the log, where they are found as well; who writes hears of a full disk.
        sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }

    /// Calls `observe` after each commit with the number of pages in the write-ahead log; where it says so, the log is
    /// moved into the file before the commit returns. SQLite does not do that by itself any more.
    func onCommit(_ observe: @escaping (Int32) -> Bool) {
        let observer = CommitObserver(observe)
        self.observer = observer
        // SAFETY: this connection keeps the observer as long as the handle, which calls it, is open.
        sqlite3_wal_hook(
            handle,
            { context, handle, _, pages in
                guard let context else { return SQLITE_OK }
                let observer = Unmanaged<CommitObserver>.fromOpaque(context).takeUnretainedValue()
                if observer.observe(pages) {
                    sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nil, nil)
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(observer).toOpaque())
    }

    /// The name of the file as SQLite takes it, so that no character of `path` has a meaning of its own.
    private static func uri(_ path: String, _ access: Access) -> String {
        let path = path.hasPrefix("/") ? "//\(path)" : "./\(path)"
        let escaped = path.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"): Array("%\(String(byte, radix: 16))".utf8)
            default: [byte]
            }
        }
        return "file:\(String(decoding: escaped, as: UTF8.self))?\(access.rawValue)"
    }
}

/// What a connection tells of its commits.
private final class CommitObserver {
    let observe: (Int32) -> Bool

    init(_ observe: @escaping (Int32) -> Bool) { self.observe = observe }
}
