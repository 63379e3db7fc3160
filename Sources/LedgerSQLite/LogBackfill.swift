// SPDX-License-Identifier: Apache-2.0

import Ledger
import Platform

/// Moves what is in the write-ahead log into the ledger's file, on a thread of its own and beside the appends.
///
/// Left to itself SQLite does that in the commit that finds the log long, and all answers of that round wait.
final class LogBackfill: Sendable {
    private struct Turn: ~Copyable {
        var isLong = false
        /// Pages that were in the log when it was last found long.
        var pages: Int32 = 0
        var isClosed = false
    }

    private let turn = Monitor(Turn())
    private let thread = Monitor<WorkerThread?>(nil)
    // SAFETY: used on the thread only, and dropped by it.
    private nonisolated(unsafe) var connection: SQLiteConnection?

    /// Pages more in the log, 4 MiB, that are worth while: each time the file has to be synced.
    private static let pagesMin: Int32 = 1000
    /// Pages, 16 MiB, beyond which the one who writes moves what is left, so that the log begins anew: a log that grows
    /// is synced more slowly than one that is written over.
    private static let pagesMax: Int32 = 4096

    /// Begins to move what `writer` appends over `connection`, which is used for nothing else.
    init(over connection: SQLiteConnection, behind writer: SQLiteConnection) throws(StoreError) {
        self.connection = connection
        do throws(SystemError) {
            let worker = try WorkerThread(name: "ledger log") { [self] in run() }
            thread.withLock { $0 = worker }
        } catch {
            throw StoreError(.inputOutput, "\(error)")
        }
        writer.onCommit { [self] pages in grew(to: pages) }
    }

    /// Ends, before the last connection that writes is closed.
    func close() {
        turn.withLock { $0.isClosed = true }
        turn.notify()
        _ = thread.withLock { $0 }?.join()
    }

    /// Whether the writer is to move the log itself.
    private func grew(to pages: Int32) -> Bool {
        let isLong = turn.withLock { turn in
            // A log that was moved whole begins anew.
            if pages < turn.pages { turn.pages = 0 }
            guard pages - turn.pages >= Self.pagesMin else { return false }
            turn.pages = pages
            turn.isLong = true
            return true
        }
        if isLong { turn.notify() }
        return isLong && pages >= Self.pagesMax
    }

    private func run() {
        while isLong() { connection?.moveLog() }
        connection = nil
    }

    /// Waits until the log is long; false at the end.
    private func isLong() -> Bool {
        turn.take { turn in
            if turn.isClosed { return false }
            guard turn.isLong else { return nil }
            turn.isLong = false
            return true
        } ?? false
    }
}
