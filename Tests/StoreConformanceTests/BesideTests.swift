// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionKernel
import Testing
import WritTesting

/// What every engine promises of snapshots, checkpoints and blobs.
@Suite struct BesideTests {
    @Test(arguments: Engine.allCases)
    func `snapshots and checkpoints of entries that do not exist are refused`(engine: Engine) throws {
        let store = try store(engine, size: 5)
        for size in [-1, 6, Int64.min, Int64.max] {
            expect(.invalid) { () throws(StoreError) in try store.save(Snapshot(size: size, format: 1, state: [])) }
            expect(.invalid) { () throws(StoreError) in try store.save(StoredCheckpoint(size: size, note: [1])) }
        }
        #expect(try store.latestSnapshot() == nil)
        #expect(try store.latestCheckpoint() == nil)
    }

    @Test(arguments: Engine.allCases)
    func `the newest snapshot is the one of most entries`(engine: Engine) throws {
        let store = try store(engine, size: 5)
        for (size, newest) in [(0, 0), (3, 3), (2, 3), (3, 3), (5, 5), (0, 5)] as [(Int64, Int64)] {
            try store.save(Snapshot(size: size, format: Int32(size), state: [UInt8(size)]))
            let expected = Snapshot(size: newest, format: Int32(newest), state: [UInt8(newest)])
            #expect(try store.latestSnapshot() == expected)
        }
    }

    @Test(arguments: Engine.allCases)
    func `a snapshot takes the place of one of the same size`(engine: Engine) throws {
        let store = try store(engine, size: 5)
        for format in [Int32.min, 7, Int32.max] {
            let snapshot = Snapshot(size: 5, format: format, state: [UInt8](repeating: 1, count: 9))
            try store.save(snapshot)
            #expect(try store.latestSnapshot() == snapshot)
        }
    }

    @Test(arguments: Engine.allCases)
    func `large and empty snapshots are kept as they are`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let store = try ledger.open()
        for count in [0, 1, 1 << 20, (1 << 20) + 1, 3_500_000] {
            let state = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 257) }
            try store.save(Snapshot(size: 0, format: 1, state: state))
            let read = try ledger.open().latestSnapshot()
            #expect(read?.state == state)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: Engine.allCases)
    func `snapshots that are saved at the same time stay whole, and appends go on`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let store = try store(ledger, size: 10)
        try Threads.run(4) { thread in
            let own = try ledger.open()
            for round in 0..<5 {
                let size = Int64((thread + round * 3) % 10)
                let state = [UInt8](repeating: UInt8(size), count: 2_100_000)
                try own.save(Snapshot(size: size, format: Int32(thread), state: state))
                try store.append("\(thread)")
                let newest = try #require(try own.latestSnapshot())
                #expect(newest.size >= size)
                #expect(newest.state == [UInt8](repeating: UInt8(newest.size), count: 2_100_000))
            }
        }
        #expect(try store.latestSnapshot()?.size == 9)
        #expect(try store.size() == 30)
    }

    @Test(arguments: Engine.allCases)
    func `the newest checkpoint is the one of most entries, and of these the last`(engine: Engine) throws {
        let store = try store(engine, size: 5)
        for (size, note, newest) in [
            (0, 1, (0, 1)), (4, 2, (4, 2)), (3, 3, (4, 2)), (4, 4, (4, 4)), (4, 2, (4, 2)), (5, 5, (5, 5)),
        ] as [(Int64, UInt8, (Int64, UInt8))] {
            try store.save(StoredCheckpoint(size: size, note: [note]))
            #expect(try store.latestCheckpoint() == StoredCheckpoint(size: newest.0, note: [newest.1]))
        }
    }

    @Test(arguments: Engine.allCases)
    func `a blob that is too large is refused`(engine: Engine) throws {
        let store = try engine.newLedger().open()
        let large = [UInt8](repeating: 0, count: StoreLimits.blobBytesMax + 1)
        expect(.invalid) { () throws(StoreError) in try store.keep(large) }
        #expect(try store.blob(SHA256.digest(of: large)) == nil)
    }

    @Test(arguments: Engine.allCases)
    func `blobs are kept once, erased and kept again`(engine: Engine) throws {
        let ledger = engine.newLedger()
        let (store, other) = (try ledger.open(), try ledger.open())
        for blob: [UInt8] in [[], [0], [UInt8](0...255), [UInt8](repeating: 7, count: 300_000)] {
            let digest = SHA256.digest(of: blob)
            #expect(try store.blob(digest) == nil)
            try store.erase(digest)
            try store.keep(blob)
            try other.keep(blob)
            #expect(try store.blob(digest) == blob && other.blob(digest) == blob)
            try other.erase(digest)
            #expect(try store.blob(digest) == nil)
            try store.keep(blob)
            #expect(try other.blob(digest) == blob)
        }
        #expect(try store.size() == 0)
    }

    @Test(arguments: Engine.allCases)
    func `blobs that come with entries are kept with them, or like them not at all`(engine: Engine) throws {
        let store = try store(engine, size: 5)
        let blob = NewBlob(bytes: [1, 2, 3])
        var late = SampleEntry.batch(0..<1)
        late.blobs = [blob]
        guard case .conflict = try store.append(late) else {
            Issue.record("it was appended")
            return
        }
        #expect(try store.blob(blob.digest) == nil)
        var next = SampleEntry.batch(5..<6)
        next.blobs = [blob, blob]
        #expect(try store.append(next) == .appended(first: 5))
        #expect(try store.blob(blob.digest) == [1, 2, 3])
        var large = SampleEntry.batch(6..<7)
        large.blobs = [NewBlob(bytes: [UInt8](repeating: 0, count: StoreLimits.blobBytesMax + 1))]
        expect(.invalid) { () throws(StoreError) in _ = try store.append(large) }
        #expect(try store.size() == 6)
    }

    private func store(_ engine: Engine, size: Int64) throws(StoreError) -> any LedgerStore {
        try store(engine.newLedger(), size: size)
    }

    private func store(_ ledger: any TestLedger, size: Int64) throws(StoreError) -> any LedgerStore {
        let store = try ledger.open()
        _ = try store.append(SampleEntry.batch(0..<size))
        return store
    }
}
