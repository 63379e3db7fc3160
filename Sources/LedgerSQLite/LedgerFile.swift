// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger

/// Makes ledger files, and says whether a file is one, without changing it.
struct LedgerFile {
    let path: String
    let timeoutMilliseconds: Int32

    /// Whether there is anything at the path; throws unless it is a file with something in it.
    func exists() throws(StoreError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return false }
            throw failure(.inputOutput, "cannot be looked at", errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw StoreError(.foreign, "`\(path)` is not a file") }
        guard status.st_size > 0 else { throw StoreError(.foreign, "`\(path)` is empty: not a ledger") }
        return true
    }

    /// Makes an empty ledger, whole or not at all. When one is made at the same time, that one stays.
    func create() throws(StoreError) {
        // SQLite would take a log that was left alone for the new file's own.
        if hasWriteAheadLog, try !exists() {
            throw StoreError(.damaged, "`\(path)` is gone, and its log `\(path)-wal` is still there")
        }
        let draft = try draftFile()
        defer { for suffix in ["", "-wal", "-shm"] { unlink(draft + suffix) } }
        try write(draft)
        guard link(draft, path) == 0 || errno == EEXIST else { throw failure(.inputOutput, "cannot be made", errno) }
        try synchronizeDirectory()
    }

    /// Throws unless the file is a ledger that this version of the program can use. Leaves it, and what is beside it,
    /// as it is.
    func inspect() throws(StoreError) {
        let hasLog = hasWriteAheadLog
        do throws(StoreError) {
            try inspect(hasLog ? .readOnly : .unlocked)
        } catch {
            // Reading without locks is right only while nobody writes: then there would be a log now.
            guard !hasLog, hasWriteAheadLog else { throw error }
            try inspect(.readOnly)
        }
    }

    /// A connection that reads; ``inspect()`` has been called.
    func reader() throws(StoreError) -> LedgerReader {
        let access: SQLiteConnection.Access = isFixed ? .unlocked : .readOnly
        return try LedgerReader(SQLiteConnection(path, access, timeoutMilliseconds: timeoutMilliseconds))
    }

    /// Whether the disk can only be read, and all that there is stands in the file. Then nothing can be made beside it,
    /// which reading with locks needs.
    private var isFixed: Bool {
        var disk = statvfs()
        return statvfs(path, &disk) == 0 && disk.f_flag & UInt(ST_RDONLY) != 0 && !hasWriteAheadLog
    }

    /// A connection that writes, to a file that has been brought to this version; ``inspect()`` has been called.
    func writer() throws(StoreError) -> LedgerWriter {
        let connection = try durableConnection()
        // Up to 64 MiB of pages, so that the streams of a large ledger are found in memory.
        try connection.execute("PRAGMA cache_size = -65536")
        try LedgerSchema.migrate(connection)
        return try LedgerWriter(connection)
    }

    /// A connection that moves the log; ``writer()`` has been called.
    func backfill(behind writer: LedgerWriter) throws(StoreError) -> LogBackfill {
        try LogBackfill(over: durableConnection(), behind: writer.connection)
    }

    private func durableConnection() throws(StoreError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path, .readWrite, timeoutMilliseconds: timeoutMilliseconds)
        try useLog(connection)
        guard !connection.isReadOnly else { throw notWritable() }
        // What is committed survives the loss of power, not only the end of the process.
        try connection.execute("PRAGMA synchronous = FULL")
        return connection
    }

    /// Keeps a write-ahead log from now on, with which readers and writers do not wait for each other.
    private func useLog(_ connection: SQLiteConnection) throws(StoreError) {
        guard try connection.prepare("PRAGMA journal_mode = WAL").first({ $0.text(0) }) == "wal" else {
            throw StoreError(.inputOutput, "`\(path)` is not on a local disk: its processes cannot share memory")
        }
    }

    /// Why a file that was to be written to was opened for reading only.
    private func notWritable() -> StoreError {
        guard access(path, W_OK) == 0 else { return failure(.inputOutput, "may not be written to", errno) }
        return StoreError(.damaged, "`\(path)` says of itself that it may not be written to")
    }

    private func inspect(_ access: SQLiteConnection.Access) throws(StoreError) {
        let connection = try SQLiteConnection(path, access, timeoutMilliseconds: timeoutMilliseconds)
        guard try applicationID(connection) == LedgerSchema.applicationID else {
            throw StoreError(.foreign, "`\(path)` belongs to another program")
        }
        let version = try connection.integer("PRAGMA user_version")
        guard version <= LedgerSchema.version else {
            throw StoreError(
                .newer, "`\(path)` has version \(version), and this program knows those up to \(LedgerSchema.version)")
        }
        guard version > 0 else { throw StoreError(.damaged, "`\(path)` has no version") }
        if version == LedgerSchema.version { try LedgerReader(connection).check() }
    }

    private func applicationID(_ connection: SQLiteConnection) throws(StoreError) -> Int64 {
        do throws(StoreError) {
            return try connection.integer("PRAGMA application_id")
        } catch {
            guard connection.hasFoundNoDatabase else { throw error }
            throw StoreError(.foreign, "`\(path)` is not a ledger: it is no file of SQLite")
        }
    }

    private var hasWriteAheadLog: Bool { access(path + "-wal", F_OK) == 0 }

    private func draftFile() throws(StoreError) -> String {
        var name = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw failure(.inputOutput, "cannot be made", errno) }
        Glibc.close(descriptor)
        return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func write(_ draft: String) throws(StoreError) {
        let connection = try SQLiteConnection(draft, .readWrite, timeoutMilliseconds: timeoutMilliseconds)
        try connection.execute("PRAGMA journal_mode = MEMORY")
        try connection.execute("PRAGMA application_id = \(LedgerSchema.applicationID)")
        try LedgerSchema.migrate(connection)
        try useLog(connection)
    }

    /// Makes the file's name durable.
    private func synchronizeDirectory() throws(StoreError) {
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { throw failure(.inputOutput, "cannot be made durable", errno) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(.inputOutput, "cannot be made durable", errno) }
    }

    private func failure(_ code: StoreError.Code, _ problem: String, _ systemError: Int32) -> StoreError {
        let code = [ENOSPC, EDQUOT].contains(systemError) ? .full : code
        return StoreError(code, "`\(path)` \(problem): \(String(cString: strerror(systemError)))")
    }
}
