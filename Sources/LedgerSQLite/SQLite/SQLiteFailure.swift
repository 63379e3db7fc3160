// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc
import Ledger

/// What the result codes of SQLite mean for a ledger (https://sqlite.org/rescode.html).
enum SQLiteFailure {
    /// Calls SQLite, so that ``error(_:of:doing:)`` finds the system's error of this call and of none before.
    static func watching(_ call: () -> Int32) -> Int32 {
        errno = 0
        return call()
    }

    /// The error for `code`, the result of the call on `connection` that was watched last.
    static func error(_ code: Int32, of connection: OpaquePointer, doing: String) -> StoreError {
        // WHY: `sqlite3_system_errno` is not set when committing fails.
        let systemError = errno
        let message = String(cString: sqlite3_errmsg(connection))
        let file = sqlite3_db_filename(connection, "main").map { String(cString: $0) } ?? ""
        return StoreError(
            Self.code(code & 0xFF, systemError: systemError),
            "\(file): \(doing): \(message) (SQLite \(code), errno \(systemError))")
    }

    private static func code(_ primary: Int32, systemError: Int32) -> StoreError.Code {
        switch primary {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .locked
        case SQLITE_FULL: .full
        // What is written contradicts nothing unless what is there contradicts itself.
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CONSTRAINT: .damaged
        case SQLITE_TOOBIG: .invalid
        // A limit on the size of files is a quota, too.
        case SQLITE_IOERR, SQLITE_CANTOPEN: [ENOSPC, EDQUOT, EFBIG].contains(systemError) ? .full : .inputOutput
        default: .inputOutput
        }
    }
}
