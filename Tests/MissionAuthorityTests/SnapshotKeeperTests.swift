// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionAuthority
import MissionKernel
import Testing
import WritTesting

/// A restart finds the same state, with a snapshot and without.
@Suite struct SnapshotKeeperTests {
    /// A store with a world's ledger, and what keeps its snapshots.
    private struct House {
        let store = MemoryStore()
        var world: RandomWorld

        init(seed: UInt64, steps: Int) throws {
            world = RandomWorld(seed: seed)
            try run(steps)
        }

        /// Lets more happen, and appends it.
        mutating func run(_ steps: Int) throws {
            let size = Int(try store.size())
            world.run(steps)
            let entries = world.world.ledger[size...].map { NewEntry(bytes: $0, streams: []) }
            _ = try store.append(AppendBatch(entries: entries))
        }

        func keeper() throws -> SnapshotKeeper {
            let restored = try RestoredLedger(store)
            let key = LedgerKey(origin: try NoteKeyName("example.com/ledger"), key: .generate())
            return SnapshotKeeper(
                store: store, published: PublishedState(restored.state),
                desk: try LedgerDesk(store: store, tree: restored.tree, key: key), savedSize: restored.snapshotSize)
        }

        /// The whole ledger replayed.
        func replayed() throws -> AuthorityState {
            var state = AuthorityState()
            var reader = EntryReader()
            for bytes in world.world.ledger {
                let (event, at) = try reader.read(bytes)
                state.apply(event, at: at)
            }
            return state
        }
    }

    private func mustBe(_ restored: RestoredLedger, _ house: House) throws {
        #expect(try restored.state.snapshot == house.replayed().snapshot)
        var tree = MerkleTree()
        for bytes in house.world.world.ledger { tree.append(MerkleHash.leaf(bytes)) }
        #expect(restored.tree.size == tree.size && restored.tree.root == tree.root)
    }

    @Test func `a damaged snapshot is told of, and the ledger replayed`() throws {
        let house = try House(seed: 1, steps: 100)
        #expect(try house.keeper().save() == house.store.size())
        var snapshot = try #require(try house.store.latestSnapshot())
        var bytes = snapshot.state
        bytes[bytes.count / 2] ^= 1
        snapshot = Snapshot(size: snapshot.size, format: snapshot.format, state: bytes)
        try house.store.save(snapshot)
        let restored = try RestoredLedger(house.store)
        #expect(restored.refusedSnapshot == .damaged("its digest is another"))
        #expect(restored.snapshotSize == 0)
        try mustBe(restored, house)
    }

    @Test func `a snapshot in another format is told of, and the ledger replayed`() throws {
        let house = try House(seed: 1, steps: 100)
        let format = AuthorityState.snapshotFormat + 1
        try house.store.save(Snapshot(size: try house.store.size(), format: format, state: [1, 2, 3]))
        let restored = try RestoredLedger(house.store)
        #expect(restored.refusedSnapshot == .format(format))
        try mustBe(restored, house)
    }

    @Test func `what was saved already is not saved again`() throws {
        let house = try House(seed: 2, steps: 100)
        let keeper = try house.keeper()
        #expect(try keeper.save() != nil)
        #expect(try keeper.save() == nil)
        #expect(try house.keeper().save() == nil)
        #expect(try !house.keeper().isDue)
    }

    @Test(arguments: 0..<6)
    func `a restart goes on from the snapshot with what came after it`(seed: UInt64) throws {
        var house = try House(seed: seed, steps: 200)
        let size = try house.keeper().save()
        for _ in 0..<3 {
            try house.run(60)
            let restored = try RestoredLedger(house.store)
            #expect(restored.snapshotSize == size)
            #expect(restored.refusedSnapshot == nil)
            try mustBe(restored, house)
        }
        #expect(try house.keeper().save() == house.store.size())
        try mustBe(RestoredLedger(house.store), house)
    }

    @Test func `an empty ledger is restored to nothing`() throws {
        let restored = try RestoredLedger(MemoryStore())
        #expect(restored.state.size == 0 && restored.tree.size == 0 && restored.refusedSnapshot == nil)
    }
}
