// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Ledger

/// An index of names in an SQLite file of its own, with its write-ahead log beside it. For one process at a time.
///
/// A file that cannot be used (damaged, of another program or of another version) is deleted and begun again, when it is
/// opened and later.
package final class SQLiteNameIndex: NameIndex {
    private let pool: ConnectionPool<NameFile>

    /// Opens the index at `path`, and makes the file when there is none. Throws when that is impossible, as for want of
    /// space or of rights.
    ///
    /// - Parameter onLoss: told why a file was deleted, before the next one is made; from any thread.
    package init(path: String, onLoss: @escaping @Sendable (StoreError) -> Void = { _ in }) throws(StoreError) {
        let file = NameFile(path: path, onLoss: onLoss)
        do throws(StoreError) {
            _ = try file.use { (tables) throws(StoreError) in try tables.position() }
        } catch {
            guard error.isLoss else { throw error }
            _ = try file.use { (tables) throws(StoreError) in try tables.position() }
        }
        pool = ConnectionPool([file])
    }

    package func position() throws(StoreError) -> NameIndexPosition {
        try use { (tables) throws(StoreError) in try tables.position() }
    }

    package func append(_ rows: [NameRow], from first: Int64, to position: NameIndexPosition) throws(StoreError) {
        try use { (tables) throws(StoreError) in try tables.append(rows, from: first, to: position) }
    }

    package func numbers(of key: NameKey, from first: Int64, max: Int) throws(StoreError) -> [Int64] {
        try StoreLimits.check(entriesFrom: first, max: max)
        return try use { (tables) throws(StoreError) in try tables.numbers(of: key, from: first, max: max) }
    }

    package func last(of key: NameKey, before end: Int64) throws(StoreError) -> Int64? {
        try use { (tables) throws(StoreError) in try tables.last(of: key, before: end) }
    }

    package func clear() throws(StoreError) {
        try pool.lend { (file) throws(StoreError) in try file.discard() }
    }

    package func close() { pool.close() }

    private func use<Result>(_ body: (NameTables) throws(StoreError) -> Result) throws(StoreError) -> Result {
        try pool.lend { (file) throws(StoreError) in try file.use(body) }
    }
}

/// The file of an index, opened when it is needed.
private final class NameFile {
    private let path: String
    private let onLoss: @Sendable (StoreError) -> Void
    private var tables: NameTables?

    init(path: String, onLoss: @escaping @Sendable (StoreError) -> Void) {
        self.path = path
        self.onLoss = onLoss
    }

    /// Calls `body` with the tables. When they turn out to be damaged the file is deleted, and the error comes out.
    func use<Result>(_ body: (NameTables) throws(StoreError) -> Result) throws(StoreError) -> Result {
        let tables = try opened()
        do throws(StoreError) {
            return try body(tables)
        } catch {
            if error.isLoss { try lose(error) }
            throw error
        }
    }

    /// Deletes the file, and the log that SQLite keeps beside it.
    func discard() throws(StoreError) {
        tables = nil
        for suffix in ["-wal", "-shm", ""] {
            guard unlink(path + suffix) == 0 || errno == ENOENT else { throw failure("cannot be deleted") }
        }
    }

    private func lose(_ error: StoreError) throws(StoreError) {
        onLoss(error)
        try discard()
    }

    private func opened() throws(StoreError) -> NameTables {
        if let tables { return tables }
        let opened: NameTables
        do throws(StoreError) {
            opened = try open()
        } catch {
            guard error.isLoss else { throw error }
            try lose(error)
            opened = try open()
        }
        tables = opened
        return opened
    }

    private func open() throws(StoreError) -> NameTables {
        // A log without its file would be taken for the next one's own.
        if access(path, F_OK) != 0 { try discard() }
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be made") }
        Glibc.close(descriptor)
        return try NameTables(
            SQLiteConnection(path, .readWrite, timeoutMilliseconds: SQLiteStore.timeoutMilliseconds))
    }

    private func failure(_ problem: String) -> StoreError {
        let code: StoreError.Code = [ENOSPC, EDQUOT].contains(errno) ? .full : .inputOutput
        return StoreError(code, "`\(path)` \(problem): \(String(cString: strerror(errno)))")
    }
}

extension StoreError {
    /// Whether a file that is only derived is better made again.
    fileprivate var isLoss: Bool { [.damaged, .foreign, .newer].contains(code) }
}
