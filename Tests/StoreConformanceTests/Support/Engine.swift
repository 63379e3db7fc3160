// SPDX-License-Identifier: Apache-2.0

import Ledger
import LedgerSQLite
import MissionKernel
import Testing
import WritTesting

/// The engines that the suite is run against. An engine is added here and nowhere else.
enum Engine: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory
    case sqlite

    var testDescription: String { rawValue }

    /// A new, empty ledger.
    func newLedger() -> any TestLedger {
        switch self {
        case .memory: MemoryLedger()
        case .sqlite: SQLiteLedger()
        }
    }
}

/// A ledger that may be opened several times, at the same time or one after the other.
protocol TestLedger: Sendable {
    func open() throws(StoreError) -> any LedgerStore
}

private struct MemoryLedger: TestLedger {
    let medium = MemoryStore.Medium()

    func open() -> any LedgerStore { MemoryStore(on: medium) }
}

/// A ledger file in a directory of its own.
struct SQLiteLedger: TestLedger {
    let directory = TemporaryDirectory()

    var path: String { directory.file("ledger.writ") }

    func open() throws(StoreError) -> any LedgerStore { try open(.create) }

    func open(
        _ mode: SQLiteStore.Mode, timeoutMilliseconds: Int32 = SQLiteStore.timeoutMilliseconds
    ) throws(StoreError) -> SQLiteStore {
        try SQLiteStore(path: path, mode: mode, timeoutMilliseconds: timeoutMilliseconds)
    }
}

extension LedgerStore {
    /// Appends entries with these bytes, without expectations.
    @discardableResult
    func append(_ texts: String..., in streams: [StreamName] = []) throws(StoreError) -> AppendOutcome {
        try append(AppendBatch(entries: texts.map { NewEntry(bytes: Array($0.utf8), streams: streams) }))
    }

    /// Keeps bytes beside the ledger.
    func keep(_ blob: [UInt8]) throws(StoreError) {
        var batch = AppendBatch(entries: [])
        batch.blobs = [NewBlob(bytes: blob)]
        _ = try append(batch)
    }

    /// The bytes of all entries.
    func texts() throws(StoreError) -> [String] {
        try entries(from: 0, max: .max).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}

/// Expects `body` to throw an error of the store with this code.
func expect(
    _ code: StoreError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(StoreError) -> Void
) {
    do throws(StoreError) {
        try body()
        Issue.record("nothing was thrown; expected `\(code)`", sourceLocation: sourceLocation)
    } catch {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    }
}
