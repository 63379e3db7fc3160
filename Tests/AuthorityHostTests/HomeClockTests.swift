// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import Glibc
import Ledger
import LedgerSQLite
import MissionKernel
import Platform
import Testing

/// A start by a clock that leaps far ahead ends missions for good.
struct `A wall clock that is far ahead` {
    private let home: Home

    init() throws { home = Home(path: try Files.createTemporaryDirectory(prefix: "writ-clock")) }

    /// A ledger whose only entry is of a moment, and whose file was last changed then.
    private func fill(entry: Instant, file: Int) throws {
        let store = try SQLiteStore(path: home.ledger, mode: .create)
        let bytes = EntryCodec.bytes(of: .clientDisabled(ClientDisabled(id: ClientID("agent"))), at: entry)
        _ = try store.append(AppendBatch(entries: [NewEntry(bytes: bytes, streams: [])]))
        store.close()
        let moment = timespec(tv_sec: file, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, home.ledger, [moment, moment], 0) == 0)
    }

    private static let longAgo = 1_000_000_000
    private static var now: Int { Int(TrustedClock.wallMilliseconds / 1000) }

    @Test func `is not believed when neither an entry nor the file is of late`() throws {
        defer { remove() }
        let entry = Instant(milliseconds: Int64(Self.longAgo) * 1000)
        try fill(entry: entry, file: Self.longAgo)
        for _ in 0..<2 {
            do throws(HostError) {
                try home.clockMustBeBelievable()
                Issue.record("it was believed")
            } catch {
                #expect("\(error)".contains("2001-09-09T01:46:40Z"))
                #expect(error.hint?.contains("--clock-is-right") == true)
            }
        }
    }

    @Test func `is believed when one of them is`() throws {
        defer { remove() }
        try fill(entry: Instant(milliseconds: Int64(Self.longAgo) * 1000), file: Self.now)
        try home.clockMustBeBelievable()
        #expect(unlink(home.ledger) == 0)
        try fill(entry: Instant(milliseconds: Int64(Self.now) * 1000), file: Self.longAgo)
        try home.clockMustBeBelievable()
    }

    private func remove() { try? Files.removeTree(home.path) }
}
