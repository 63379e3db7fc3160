// SPDX-License-Identifier: Apache-2.0

import Ledger
import LedgerSQLite
import MissionKernel
import Testing
import WritTesting

/// The engines that index names. An engine is added here and nowhere else.
enum NameEngine: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory
    case sqlite

    var testDescription: String { rawValue }

    /// A new, empty index.
    func open() throws(StoreError) -> any NameIndex {
        switch self {
        case .memory: MemoryNameIndex()
        case .sqlite: try IndexFile().openForGood()
        }
    }
}

/// A file for an index in a directory of its own.
final class IndexFile: Sendable {
    let directory = TemporaryDirectory()

    var path: String { directory.file("index.db") }

    func open(onLoss: @escaping @Sendable (StoreError) -> Void = { _ in }) throws(StoreError) -> SQLiteNameIndex {
        try SQLiteNameIndex(path: path, onLoss: onLoss)
    }

    /// The index, which keeps its directory as long as it lives.
    func openForGood() throws(StoreError) -> SQLiteNameIndex {
        try open { [self] _ in _ = directory }
    }
}

/// What a test knows of a ledger that a kernel has written, and its index.
struct IndexedLedger {
    let store = MemoryStore()
    let index: any NameIndex
    var indexer: NameIndexer

    init(_ ledger: [[UInt8]], _ index: any NameIndex, page: Int = .max) throws {
        self.index = index
        _ = try store.append(AppendBatch(entries: ledger.map { NewEntry(bytes: $0, streams: []) }))
        indexer = NameIndexer(store, index)
        while try !indexer.advance(to: Int64(ledger.count), max: page) {}
    }

    var named: NamedEntries { NamedEntries(store, index) }

    /// The types of all entries about a name, in order.
    func types(about name: LedgerName) throws -> [String] {
        try named.entries(about: name, from: 0, max: .max).map(\.type)
    }
}

extension StoredEntry {
    /// What stands at the end of every entry.
    var type: String {
        let text = String(decoding: bytes, as: UTF8.self)
        return String(text.dropLast(2).split(separator: "\"").last ?? "")
    }
}
