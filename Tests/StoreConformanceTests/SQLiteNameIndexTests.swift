// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Ledger
import LedgerSQLite
import MissionKernel
import Synchronization
import Testing
import WritTesting

/// What becomes of an index whose file cannot be used: it is made again, and answers as before.
@Suite struct SQLiteNameIndexTests {
    let ledger: [[UInt8]]
    let mission: MissionID

    init() throws {
        var world = KernelWorld()
        mission = try world.approve(
            [.entry("invoices.read")], controls: ["writ:classes": ["invoices.*": "consequential_write"]])
        for _ in 0..<40 { _ = try world.permit(world.action(mission)) }
        ledger = world.ledger
    }

    @Test func `a place where no file can be made is refused`() throws {
        let directory = TemporaryDirectory()
        for path in [directory.path, directory.file("none/index.db")] {
            expect(.inputOutput) { () throws(StoreError) in _ = try SQLiteNameIndex(path: path) }
        }
    }

    @Test func `a file that is none of ours is deleted, and the index made again`() throws {
        var random = SeededRandom(seed: 3)
        let noise = (0..<9000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let other = SQLiteLedger()
        try other.open().close()
        for content in [Array("not a database".utf8), noise, Bytes.read(other.path)] {
            let file = IndexFile()
            Bytes.write(content, to: file.path)
            let losses = Losses()
            let index = try file.open(onLoss: losses.add)
            #expect(losses.codes.count == 1)
            #expect(try types(index) == expected())
        }
    }

    @Test func `a file that was cut or changed anywhere is made again or does no harm`() throws {
        let intact = try built()
        var random = SeededRandom(seed: 11)
        for round in 0..<60 {
            var content = Bytes.read(intact.path)
            if round.isMultiple(of: 2) {
                content = Array(content.prefix(Int.random(in: 1..<content.count, using: &random)))
            } else {
                let page = Int.random(in: 0..<content.count / 4096, using: &random)
                for offset in page * 4096..<(page + 1) * 4096 {
                    content[offset] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let file = IndexFile()
            Bytes.write(content, to: file.path)
            let index = try file.open()
            #expect(try types(index) == expected(), "round \(round)")
        }
    }

    @Test func `an index that is ahead of its ledger, or of another one, is made again`() throws {
        var shorter = ledger
        shorter.removeLast(5)
        var other = ledger
        other[other.count - 1] = ledger[0]
        for entries in [shorter, other] {
            let file = try built()
            let index = try file.open()
            let store = MemoryStore()
            _ = try store.append(AppendBatch(entries: entries.map { NewEntry(bytes: $0, streams: []) }))
            let losses = Losses()
            var indexer = NameIndexer(store, index, onLoss: losses.add)
            #expect(try indexer.advance(to: Int64(entries.count)))
            #expect(losses.codes == [.foreign])
            let found = try NamedEntries(store, index).entries(about: .mission(mission), from: 0, max: .max)
            let rebuilt = try IndexedLedger(entries, MemoryNameIndex()).named
            #expect(try found == rebuilt.entries(about: .mission(mission), from: 0, max: .max))
        }
    }

    @Test func `a crash half-way leaves whole steps, and indexing goes on from there`() throws {
        let file = IndexFile()
        let index = try file.open()
        let store = MemoryStore()
        _ = try store.append(AppendBatch(entries: ledger.map { NewEntry(bytes: $0, streams: []) }))
        var indexer = NameIndexer(store, index)
        for step in 1...4 {
            #expect(try !indexer.advance(to: Int64(ledger.count), max: 9))
            let copy = IndexFile()
            for suffix in ["", "-wal"] { Bytes.write(Bytes.read(file.path + suffix), to: copy.path + suffix) }
            let losses = Losses()
            let reopened = try copy.open(onLoss: losses.add)
            #expect(try reopened.position().size == Int64(step * 9))
            #expect(try types(reopened) == expected())
            #expect(losses.codes.isEmpty)
        }
    }

    @Test func `a log that was left without its file is not taken for the next one's`() throws {
        let file = IndexFile()
        Bytes.write([UInt8](repeating: 1, count: 5000), to: file.path + "-wal")
        let index = try file.open()
        #expect(try index.position() == .start)
        #expect(try types(index) == expected())
    }

    @Test func `an index that was closed goes on where it stood`() throws {
        let file = try built()
        let losses = Losses()
        let index = try file.open(onLoss: losses.add)
        #expect(try index.position().size == Int64(ledger.count))
        #expect(try types(index) == expected())
        #expect(losses.codes.isEmpty)
    }

    private func built() throws -> IndexFile {
        let file = IndexFile()
        let index = try file.open()
        _ = try IndexedLedger(ledger, index)
        index.close()
        return file
    }

    private func expected() throws -> [String] {
        try IndexedLedger(ledger, MemoryNameIndex()).types(about: .mission(mission))
    }

    /// What the index answers once it is full; asked again, as an authority does, when it had to be emptied.
    private func types(_ index: SQLiteNameIndex) throws -> [String] {
        do {
            return try IndexedLedger(ledger, index).types(about: .mission(mission))
        } catch let error as StoreError where error.code == .damaged {
            return try IndexedLedger(ledger, index).types(about: .mission(mission))
        }
    }
}

/// Why an index was thrown away.
private final class Losses: Sendable {
    private let kept = Mutex<[StoreError]>([])

    var codes: [StoreError.Code] { kept.withLock { $0.map(\.code) } }

    func add(_ loss: StoreError) { kept.withLock { $0.append(loss) } }
}
