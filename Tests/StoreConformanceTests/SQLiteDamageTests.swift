// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import LedgerSQLite
import MissionKernel
import Testing
import WritTesting

/// What becomes of a ledger whose file has been damaged: it is said, nothing is made up, and nothing traps.
@Suite struct SQLiteDamageTests {
    /// A ledger of some pages of each kind.
    static let intact: [UInt8] = {
        let ledger = SQLiteLedger()
        do {
            let store = try ledger.open(.create)
            for first: Int64 in [0, 200] { _ = try store.append(SampleEntry.batch(first..<first + 200)) }
            let streams = (0..<300).map { NewEntry(bytes: [1], streams: [StreamName("stream \($0)")]) }
            _ = try store.append(AppendBatch(entries: streams))
            try store.append(String(repeating: "large", count: 12_000))
            try store.save(snapshot)
            try store.save(checkpoint)
            try store.keep(blob)
            store.close()
        } catch {
            preconditionFailure("\(error)")
        }
        return Bytes.read(ledger.path)
    }()

    static let snapshot = Snapshot(size: 3, format: 1, state: [UInt8](repeating: 3, count: 20_000))
    static let checkpoint = StoredCheckpoint(size: 2, note: Array("note".utf8))
    static let blob = [UInt8](repeating: 9, count: 15_000)

    @Test func `a file that was cut is refused and stays as it is`() throws {
        let count = Self.intact.count
        let sizes = [
            0, 1, 15, 16, 50, 99, 100, 101, 512, 1024, 4095, 4096, 4097, 8192, count / 2, count - 4096, count - 1,
        ]
        for size in sizes {
            let content = Array(Self.intact.prefix(size))
            #expect(try refuses(content, mayOpen: size == count - 1), "cut to \(size) bytes")
        }
    }

    @Test func `a header with any byte changed is refused or does no harm`() throws {
        for offset in 0..<100 {
            for change: UInt8 in [0xFF, 0x01, 0x80] {
                var content = Self.intact
                content[offset] ^= change
                _ = try refuses(content, mayOpen: true)
            }
        }
    }

    @Test func `pages of random bytes are noticed, and no entry is ever read that was not appended`() throws {
        var random = SeededRandom(seed: 4096)
        for _ in 0..<120 {
            var content = Self.intact
            let page = Int.random(in: 0..<content.count / 4096, using: &random)
            for offset in page * 4096..<(page + 1) * 4096 {
                content[offset] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try refuses(content, mayOpen: page > 0)
        }
    }

    @Test func `a few changed bytes anywhere are noticed, or nothing that is read rests on them`() throws {
        var random = SeededRandom(seed: 77)
        for _ in 0..<300 {
            var content = Self.intact
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                content[Int.random(in: 0..<content.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try refuses(content, mayOpen: true)
        }
    }

    @Test func `a log of random bytes hides nothing that was moved into the file`() throws {
        var random = SeededRandom(seed: 5)
        for count in [1, 31, 32, 33, 4096, 50_000] {
            let ledger = SQLiteLedger()
            Bytes.write(Self.intact, to: ledger.path)
            Bytes.write((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }, to: ledger.path + "-wal")
            let store = try ledger.open(.existing)
            #expect(try store.size() == 701)
            try readAll(store)
        }
    }

    /// Whether the content was refused; if not, what can be read of it must be right.
    private func refuses(_ content: [UInt8], mayOpen: Bool) throws -> Bool {
        let ledger = SQLiteLedger()
        Bytes.write(content, to: ledger.path)
        do throws(StoreError) {
            let store = try ledger.open(.existing)
            #expect(mayOpen)
            try readAll(store)
            _ = try store.append(AppendBatch(entries: [NewEntry(bytes: [1], streams: [StreamName("stream 7")])]))
            store.close()
            return mayOpen
        } catch {
            #expect([.damaged, .foreign, .newer].contains(error.code), "\(error)")
            // Once it has been opened, closing it may move what its log says into it.
            let isRefused = Bytes.read(ledger.path) == content && ledger.directory.names == ["ledger.writ"]
            return isRefused || mayOpen
        }
    }

    private func readAll(_ store: SQLiteStore) throws(StoreError) {
        let size = try store.size()
        for entry in try store.entries(from: 0, max: 400) { #expect(entry.bytes == SampleEntry.bytes(entry.number)) }
        _ = try store.entries(from: 400, max: .max)
        _ = try store.leafHashes(0..<size)
        _ = try store.head()
        if let found = try store.latestSnapshot() { #expect(found.state == Self.snapshot.state) }
        _ = try store.latestCheckpoint()
        if let found = try store.blob(SHA256.digest(of: Self.blob)) { #expect(found == Self.blob) }
    }
}
