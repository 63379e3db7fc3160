// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import Testing
import WritTesting

/// What the simulator's faults leave behind.
@Suite struct FaultyStoreTests {
    let medium = MemoryStore.Medium()

    @Test(arguments: [FaultyStore.Fault.lost, .full, .appearsAfterCrash])
    func `a write that was lost is not there`(fault: FaultyStore.Fault) throws {
        let store = faulty(fault)
        let code: StoreError.Code = fault == .full ? .full : .inputOutput
        expect(code) { () throws(StoreError) in _ = try store.append(SampleEntry.batch(0..<2)) }
        expect(code) { () throws(StoreError) in try store.save(Snapshot(size: 0, format: 1, state: [])) }
        expect(code) { () throws(StoreError) in try store.save(StoredCheckpoint(size: 0, note: [])) }
        expect(code) { () throws(StoreError) in try store.keep([]) }
        #expect(try store.size() == 0)
        #expect(try store.latestSnapshot() == nil)
        #expect(try store.latestCheckpoint() == nil)
        #expect(try store.blob(MerkleHash.empty) == nil)
    }

    @Test func `a write that was applied but reported lost is there`() throws {
        let store = faulty(.appliedButReportedLost)
        expect(.inputOutput) { () throws(StoreError) in _ = try store.append(SampleEntry.batch(0..<2)) }
        expect(.inputOutput) { () throws(StoreError) in try store.keep([]) }
        #expect(try store.head() == LedgerHead(size: 2, streams: [SampleEntry.everything: 2]))
        #expect(try store.blob(MerkleHash.empty) == [])
        expect(.inputOutput) { () throws(StoreError) in try store.erase(MerkleHash.empty) }
        #expect(try store.blob(MerkleHash.empty) == nil)
    }

    @Test func `a write whose outcome cannot be read is there, and is read the next time`() throws {
        let store = faulty(.appliedAndUnreadable, nil)
        expect(.inputOutput) { () throws(StoreError) in _ = try store.append(SampleEntry.batch(0..<2)) }
        expect(.inputOutput) { () throws(StoreError) in _ = try store.entries(from: 0, max: 9) }
        #expect(try store.entries(from: 0, max: 9).count == 2)
    }

    @Test func `a conflict names the streams that were expected, and is none where nothing was`() throws {
        let store = faulty(.conflict)
        #expect(try store.append(SampleEntry.batch(0..<2)) == .conflict([SampleEntry.everything]))
        #expect(try store.size() == 0)
        #expect(try store.append(AppendBatch(entries: [SampleEntry.new(0)])) == .appended(first: 0))
    }

    @Test func `what was left on the disk appears after a crash, unless another write came before it`() throws {
        let store = faulty(.appearsAfterCrash, nil, .appearsAfterCrash)
        expect(.inputOutput) { () throws(StoreError) in _ = try store.append(SampleEntry.batch(0..<5)) }
        #expect(try store.append(SampleEntry.batch(0..<1)) == .appended(first: 0))
        expect(.inputOutput) { () throws(StoreError) in _ = try store.append(SampleEntry.batch(1..<4)) }
        #expect(try store.size() == 1)
        store.crash()
        expect(.closed) { () throws(StoreError) in _ = try store.size() }
        #expect(try MemoryStore(on: medium).size() == 4)
    }

    @Test func `what was acknowledged is there after a crash`() throws {
        let store = faulty(nil, .lost, nil)
        _ = try store.append(SampleEntry.batch(0..<3))
        expect(.inputOutput) { () throws(StoreError) in _ = try store.append(SampleEntry.batch(3..<9)) }
        try store.save(Snapshot(size: 3, format: 1, state: [1]))
        store.crash()
        #expect(try MemoryStore(on: medium).size() == 3)
        #expect(try MemoryStore(on: medium).latestSnapshot()?.size == 3)
    }

    @Test func `the script is asked once for each write, and not for reading`() throws {
        var asked: [String] = []
        let store = FaultyStore(MemoryStore(on: medium)) { write in
            asked.append(String("\(write)".prefix { $0 != "(" }))
            return nil
        }
        _ = try store.append(SampleEntry.batch(0..<1))
        _ = try store.head()
        _ = try store.entries(from: 0, max: 1)
        try store.save(Snapshot(size: 0, format: 1, state: []))
        try store.save(StoredCheckpoint(size: 0, note: []))
        try store.erase(MerkleHash.empty)
        #expect(asked == ["append", "snapshot", "checkpoint", "erasure"])
    }

    /// A store whose writes go wrong like this in turn; the last one says how all later ones do.
    private func faulty(_ faults: FaultyStore.Fault?...) -> FaultyStore {
        var next = 0
        return FaultyStore(MemoryStore(on: medium)) { _ in
            defer { next += 1 }
            return faults[min(next, faults.count - 1)]
        }
    }
}
