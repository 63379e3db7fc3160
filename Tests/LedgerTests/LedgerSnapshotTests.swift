// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel
import Testing
import WritTesting

@Suite struct LedgerSnapshotTests {
    /// A world's ledger in a store, with its tree.
    private struct Kept {
        let world: KernelWorld
        let store = MemoryStore()
        var tree = MerkleTree()

        init(seed: UInt64, steps: Int = 40) throws {
            var random = RandomWorld(seed: seed)
            random.run(steps)
            world = random.world
            let entries = world.ledger.map { NewEntry(bytes: $0, streams: []) }
            _ = try store.append(AppendBatch(entries: entries))
            for entry in entries { tree.append(entry.leafHash) }
        }

        func snapshot() throws -> Snapshot {
            try LedgerSnapshot(world.state, in: tree, leaves: store.leafHashes).stored
        }

        func read(_ snapshot: Snapshot) throws(SnapshotRefusal) -> LedgerSnapshot {
            try LedgerSnapshot(snapshot, ofLedger: tree.size, leaves: store.leafHashes)
        }
    }

    @Test(arguments: [0x01, 0x80] as [UInt8])
    func `a snapshot with a byte changed anywhere is refused`(change: UInt8) throws {
        let kept = try Kept(seed: 1)
        let snapshot = try kept.snapshot()
        for offset in snapshot.state.indices {
            var bytes = snapshot.state
            bytes[offset] ^= change
            #expect(throws: SnapshotRefusal.self) {
                try kept.read(Snapshot(size: snapshot.size, format: snapshot.format, state: bytes))
            }
        }
    }

    @Test func `a snapshot that is cut short anywhere is refused`() throws {
        let kept = try Kept(seed: 1)
        let snapshot = try kept.snapshot()
        for count in snapshot.state.indices {
            let bytes = Array(snapshot.state[..<count])
            #expect(throws: SnapshotRefusal.self) {
                try kept.read(Snapshot(size: snapshot.size, format: snapshot.format, state: bytes))
            }
        }
    }

    @Test func `a snapshot of another format or size is refused`() throws {
        let kept = try Kept(seed: 1)
        let snapshot = try kept.snapshot()
        #expect(throws: SnapshotRefusal.format(snapshot.format + 1)) {
            try kept.read(Snapshot(size: snapshot.size, format: snapshot.format + 1, state: snapshot.state))
        }
        #expect(throws: SnapshotRefusal.damaged("it is of \(snapshot.size) entries, not \(snapshot.size - 1)")) {
            try kept.read(Snapshot(size: snapshot.size - 1, format: snapshot.format, state: snapshot.state))
        }
    }

    @Test func `a snapshot of more than the ledger has is refused`() throws {
        let kept = try Kept(seed: 1)
        let snapshot = try kept.snapshot()
        #expect(throws: SnapshotRefusal.ahead(size: snapshot.size, ledgerSize: snapshot.size - 1)) {
            try LedgerSnapshot(snapshot, ofLedger: snapshot.size - 1, leaves: kept.store.leafHashes)
        }
    }

    @Test func `a snapshot of another ledger is refused`() throws {
        let kept = try Kept(seed: 1)
        let other = try Kept(seed: 2, steps: 400)
        let snapshot = try kept.snapshot()
        #expect(throws: SnapshotRefusal.foreign(size: snapshot.size)) { try other.read(snapshot) }
    }

    @Test(arguments: [0, 20, 700])
    func `a snapshot gives state and tree back`(steps: Int) throws {
        let kept = try Kept(seed: 5, steps: steps)
        let read = try kept.read(kept.snapshot())
        #expect(read.state.snapshot == kept.world.state.snapshot)
        #expect(read.tree.size == kept.tree.size && read.tree.root == kept.tree.root)
    }

    @Test func `a snapshot of an earlier state is cut out of a tree that has grown`() throws {
        let kept = try Kept(seed: 5, steps: 1600)
        #expect(kept.tree.size > 600)
        for size in [Int64(0), 1, 255, 256, 257, 512, kept.tree.size] {
            let beginning = try kept.tree.beginning(of: size, leaves: kept.store.leafHashes)
            #expect(beginning.size == size)
            #expect(try beginning.root == kept.tree.root(at: size, leaves: kept.store.leafHashes))
        }
        #expect(throws: StoreError.self) {
            try kept.tree.beginning(of: kept.tree.size + 1, leaves: kept.store.leafHashes)
        }
    }

    @Test func `an empty ledger has a snapshot too`() throws {
        let store = MemoryStore()
        let snapshot = try LedgerSnapshot(AuthorityState(), in: MerkleTree(), leaves: store.leafHashes).stored
        let read = try LedgerSnapshot(snapshot, ofLedger: 0, leaves: store.leafHashes)
        #expect(read.state.size == 0 && read.tree.root == MerkleHash.empty)
    }
}
