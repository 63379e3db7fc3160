// SPDX-License-Identifier: Apache-2.0

import Ledger
import LedgerSQLite
import MissionKernel
import Platform

extension Home {
    /// Throws ``HostError/clock(wall:entry:file:)`` when the wall clock is far ahead of both the ledger's last entry
    /// and the last change of its file. Writes nothing, for that would be a change by this clock.
    package func clockMustBeBelievable() throws(HostError) {
        let wall = TrustedClock.wallMilliseconds
        guard let file = try changedMilliseconds() else { return }
        guard !TrustedTime.mayStart(at: wall, after: file) else { return }
        let entry = try lastEntry()
        guard !TrustedTime.mayStart(at: wall, after: entry.microseconds / 1000) else { return }
        throw .clock(wall: Instant(milliseconds: wall), entry: entry, file: Instant(milliseconds: file))
    }

    /// When the ledger's file was last written to; nil where there is none.
    // WHY: without its log, which SQLite may make anew for whoever only reads.
    private func changedMilliseconds() throws(HostError) -> Int64? {
        do throws(SystemError) { return try Files.changed(ledger) } catch { throw .system("\(error)") }
    }

    private func lastEntry() throws(HostError) -> Instant {
        do {
            let store = try SQLiteStore(path: ledger, mode: .readOnly)
            defer { store.close() }
            var reader = EntryReader()
            let last = try store.entries(from: max(store.size() - 1, 0), max: 1).first
            return try last.map { try reader.read($0.bytes).at } ?? .distantPast
        } catch let error as StoreError {
            throw .ledger(error)
        } catch {
            throw .ledger(StoreError(.newer, "\(error)"))
        }
    }
}
