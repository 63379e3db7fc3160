// SPDX-License-Identifier: Apache-2.0

import CSQLite
package import Ledger
import MissionKernel

/// A compiled statement, for the thread that has its connection.
///
/// Parameters count from 1 and columns from 0, as in SQLite. Bound memory is not copied: it must stay until the
/// statement has been executed.
package final class SQLiteStatement {
    private let handle: OpaquePointer

    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { sqlite3_finalize(handle) }

    func bind(_ value: Int64, at parameter: Int32) {
        check(sqlite3_bind_int64(handle, parameter, value), parameter)
    }

    func bind(_ bytes: UnsafeRawBufferPointer, at parameter: Int32) {
        // A blob without an address would be NULL.
        let isEmpty = bytes.baseAddress == nil
        check(
            isEmpty
                ? sqlite3_bind_zeroblob(handle, parameter, 0)
                : sqlite3_bind_blob64(handle, parameter, bytes.baseAddress, UInt64(bytes.count), nil),
            parameter)
    }

    func bind(text: UnsafeBufferPointer<UInt8>, at parameter: Int32) {
        text.withMemoryRebound(to: CChar.self) { text in
            // Text without an address would be NULL.
            let isEmpty = text.baseAddress == nil
            check(
                isEmpty
                    ? sqlite3_bind_text(handle, parameter, "", 0, nil)
                    : sqlite3_bind_text64(
                        handle, parameter, text.baseAddress, UInt64(text.count), nil, UInt8(SQLITE_UTF8)),
                parameter)
        }
    }

    /// Runs the statement to its end and drops its rows.
    package func execute() throws(StoreError) {
        try forEach { _ in }
    }

    /// Runs the statement with `bytes` for one more parameter.
    func execute(lending bytes: [UInt8], at parameter: Int32) throws(StoreError) {
        try bytes.span.bytes.withUnsafeBytes { (memory) throws(StoreError) in
            bind(memory, at: parameter)
            try execute()
        }
    }

    /// What `read` makes of the first row, or nil when there is none.
    func first<Result>(_ read: (borrowing SQLiteRow) -> Result) throws(StoreError) -> Result? {
        defer { sqlite3_reset(handle) }
        return try step() ? read(SQLiteRow(handle)) : nil
    }

    /// Calls `body` with each row.
    func forEach(_ body: (borrowing SQLiteRow) throws(StoreError) -> Void) throws(StoreError) {
        defer { sqlite3_reset(handle) }
        while try step() { try body(SQLiteRow(handle)) }
    }

    private func step() throws(StoreError) -> Bool {
        let code = SQLiteFailure.watching { sqlite3_step(handle) }
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        let sql = sqlite3_sql(handle).map { String(cString: $0) } ?? ""
        throw SQLiteFailure.error(code, of: sqlite3_db_handle(handle), doing: sql)
    }

    private func check(_ code: Int32, _ parameter: Int32) {
        precondition(code == SQLITE_OK, "SQLite refuses parameter \(parameter) with \(code)")
    }
}

/// The current row of a statement, while it stands there.
struct SQLiteRow: ~Copyable {
    private let statement: OpaquePointer

    fileprivate init(_ statement: OpaquePointer) { self.statement = statement }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { [UInt8]($0) } }

    func append(_ column: Int32, to bytes: inout [UInt8]) { withBytes(column) { bytes.append(contentsOf: $0) } }

    func text(_ column: Int32) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }

    /// The digest; nil when the column does not have 32 bytes.
    func digest(_ column: Int32) -> Digest? { withBytes(column) { Digest(bytes: $0) } }

    private func withBytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = sqlite3_column_blob(statement, column)
        return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
