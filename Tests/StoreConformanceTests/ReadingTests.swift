// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel
import Testing
import WritTesting

/// What every engine promises of reading, closing and opening again.
@Suite struct ReadingTests {
    @Test(arguments: Engine.allCases)
    func `a new ledger has nothing in it`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        #expect(try store.size() == 0)
        #expect(try store.head() == LedgerHead(size: 0, streams: [:]))
        #expect(try store.entries(from: 0, max: 10).isEmpty)
        #expect(try store.leafHashes(0..<0).isEmpty)
        #expect(try store.latestSnapshot() == nil)
        #expect(try store.latestCheckpoint() == nil)
    }

    @Test(arguments: Engine.allCases)
    func `ranges that do not exist are refused`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        _ = try store.append(SampleEntry.batch(0..<5))
        expect(.invalid) { () throws(StoreError) in _ = try store.entries(from: -1, max: 3) }
        expect(.invalid) { () throws(StoreError) in _ = try store.entries(from: .min, max: 3) }
        expect(.invalid) { () throws(StoreError) in _ = try store.entries(from: 0, max: -1) }
        for range in [-1..<1, 0..<6, 5..<6, 9..<9, Int64.min..<0, 0..<Int64.max, Int64.min..<Int64.max] {
            expect(.invalid) { () throws(StoreError) in _ = try store.leafHashes(range) }
        }
    }

    @Test(arguments: Engine.allCases)
    func `entries are read from any number on, none from the end on`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        _ = try store.append(SampleEntry.batch(0..<5))
        for (first, max, numbers) in [
            (0, 0, []), (0, 1, [0]), (2, 2, [2, 3]), (3, 9, [3, 4]), (4, .max, [4]), (5, 1, []), (.max, .max, []),
        ] as [(Int64, Int, [Int64])] {
            let entries = try store.entries(from: first, max: max)
            #expect(entries.map(\.number) == numbers)
            #expect(entries.map(\.bytes) == numbers.map(SampleEntry.bytes))
        }
    }

    @Test(arguments: Engine.allCases)
    func `leaf hashes are those of the entries`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        _ = try store.append(SampleEntry.batch(0..<600))
        let hashes = (0..<600).map { MerkleHash.leaf(SampleEntry.bytes($0)) }
        for range: Range<Int64> in [0..<600, 0..<0, 600..<600, 256..<512, 599..<600] {
            #expect(try store.leafHashes(range) == Array(hashes[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
        #expect(try store.entries(from: 0, max: 600).map(\.leafHash) == hashes)
    }

    @Test(arguments: Engine.allCases)
    func `entries of any bytes and of the largest size are kept as they are`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let store = try ledger.open()
        let all = [UInt8](0...255)
        let large = (0..<EntryCodec.bytesMax).map { UInt8(truncatingIfNeeded: $0 / 251) }
        let entries = [all, [0], large, Array(all.reversed())]
        _ = try store.append(AppendBatch(entries: entries.map { NewEntry(bytes: $0, streams: []) }))
        #expect(try store.entries(from: 0, max: 9).map(\.bytes) == entries)
        #expect(try ledger.open().entries(from: 0, max: 9).map(\.bytes) == entries)
    }

    @Test(arguments: Engine.allCases)
    func `a closed store answers nothing more, and closing twice is closing once`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        _ = try store.append(SampleEntry.batch(0..<1))
        store.close()
        store.close()
        let digest = MerkleHash.empty
        expect(.closed) { () throws(StoreError) in _ = try store.append(SampleEntry.batch(1..<2)) }
        expect(.closed) { () throws(StoreError) in _ = try store.size() }
        expect(.closed) { () throws(StoreError) in _ = try store.head() }
        expect(.closed) { () throws(StoreError) in _ = try store.entries(from: 0, max: 1) }
        expect(.closed) { () throws(StoreError) in _ = try store.leafHashes(0..<1) }
        expect(.closed) { () throws(StoreError) in try store.save(Snapshot(size: 0, format: 1, state: [])) }
        expect(.closed) { () throws(StoreError) in _ = try store.latestSnapshot() }
        expect(.closed) { () throws(StoreError) in try store.save(StoredCheckpoint(size: 0, note: [])) }
        expect(.closed) { () throws(StoreError) in _ = try store.latestCheckpoint() }
        expect(.closed) { () throws(StoreError) in try store.keep([]) }
        expect(.closed) { () throws(StoreError) in _ = try store.blob(digest) }
        expect(.closed) { () throws(StoreError) in try store.erase(digest) }
    }

    @Test(.timeLimit(.minutes(1)), arguments: Engine.allCases)
    func `closing waits for what is under way and loses nothing`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let store = try ledger.open()
        try Threads.run(4) { thread in
            var appended = 0
            do throws(StoreError) {
                while true {
                    try store.append("\(thread)", in: [StreamName("\(thread)")])
                    appended += 1
                    if thread == 0, appended == 20 { store.close() }
                }
            } catch {
                #expect(error.code == .closed)
            }
            let head = try ledger.open().head()
            #expect(head.streams[StreamName("\(thread)"), default: 0] == appended)
        }
    }

    @Test(arguments: Engine.allCases)
    func `opened again, a ledger has everything`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let first = try ledger.open()
        _ = try first.append(SampleEntry.batch(0..<300))
        try first.save(Snapshot(size: 200, format: 3, state: [1, 2, 3]))
        try first.save(StoredCheckpoint(size: 250, note: [4, 5, 6]))
        try first.keep([])
        let head = try first.head()
        first.close()
        let second = try ledger.open()
        #expect(try second.head() == head)
        #expect(try second.entries(from: 0, max: .max).map(\.bytes) == (0..<300).map(SampleEntry.bytes))
        #expect(try second.latestSnapshot() == Snapshot(size: 200, format: 3, state: [1, 2, 3]))
        #expect(try second.latestCheckpoint() == StoredCheckpoint(size: 250, note: [4, 5, 6]))
        #expect(try second.blob(MerkleHash.empty) == [])
        #expect(try second.append(SampleEntry.batch(300..<301)) == .appended(first: 300))
    }
}
