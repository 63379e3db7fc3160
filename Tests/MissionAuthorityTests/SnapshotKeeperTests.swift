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
            var (state, reader) = (AuthorityState(), EntryReader())
            var entries: [NewEntry] = []
            for bytes in world.world.ledger {
                let (event, at) = try reader.read(bytes)
                entries.append(NewEntry(bytes: bytes, streams: state.streams(of: event).map { StreamName($0) }))
                state.apply(event, at: at)
            }
            _ = try store.append(AppendBatch(entries: Array(entries[size...])))
        }

        func restored() throws(StoreError) -> RestoredLedger {
            try RestoredLedger(store, issuer: KernelWorld.issuer)
        }

        func keeper() throws -> SnapshotKeeper {
            let restored = try restored()
            let key = LedgerKey(origin: try NoteKeyName("example.com/ledger"), key: .generate())
            return SnapshotKeeper(
                store: store, published: PublishedState(restored.state),
                desk: try LedgerDesk(store: store, tree: restored.tree, key: key), savedSize: restored.snapshotSize)
        }

        /// Lets a submission wait for its approval.
        mutating func wait() throws {
            while try !restored().state.submissions.open.contains(where: { $0.value.relation == .none }) { try run(10) }
        }

        func lastEntry() throws -> (event: Event, at: Instant) {
            var reader = EntryReader()
            return try reader.read(#require(world.world.ledger.last))
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
        let restored = try house.restored()
        #expect(restored.refusedSnapshot == .damaged("its digest is another"))
        #expect(restored.snapshotSize == 0)
        try mustBe(restored, house)
    }

    @Test func `a snapshot in another format is told of, and the ledger replayed`() throws {
        let house = try House(seed: 1, steps: 100)
        let format = AuthorityState.snapshotFormat + 1
        try house.store.save(Snapshot(size: try house.store.size(), format: format, state: [1, 2, 3]))
        let restored = try house.restored()
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
            let restored = try house.restored()
            #expect(restored.snapshotSize == size)
            #expect(restored.refusedSnapshot == nil)
            try mustBe(restored, house)
        }
        #expect(try house.keeper().save() == house.store.size())
        try mustBe(house.restored(), house)
    }

    @Test func `an empty ledger is restored to nothing`() throws {
        let restored = try RestoredLedger(MemoryStore(), issuer: KernelWorld.issuer)
        #expect(restored.state.size == 0 && restored.tree.size == 0 && restored.refusedSnapshot == nil)
    }

    /// Approves what waits without a signature, as somebody does who can write to the file.
    private func forge(_ house: House) throws {
        let state = try house.restored().state
        let open = try #require(state.submissions.open.first { $0.value.relation == .none }?.value)
        let ada = Person.ada.principal
        let event = MissionApproved(
            id: Identifier(high: 1, low: 1), submission: open.id, approvalEvent: "ape_forged",
            client: state.registry[open.client].id, subject: ada, approver: ada, owner: ada, successorOwner: nil,
            basis: .direct, intent: open.intent, proposal: open.proposal, authority: open.derived, relation: .none,
            justifications: [], expiresAt: open.intent.intent.expiresAt, evidence: nil)
        let bytes = EntryCodec.bytes(of: .missionApproved(event), at: state.latest.next)
        let streams = state.streams(of: .missionApproved(event)).map { StreamName($0) }
        _ = try house.store.append(AppendBatch(entries: [NewEntry(bytes: bytes, streams: streams)]))
    }

    @Test func `a forged approval keeps the authority from starting, with a snapshot before it and without`() throws {
        for hasSnapshot in [false, true] {
            var house = try House(seed: 3, steps: 200)
            try house.wait()
            if hasSnapshot { #expect(try house.keeper().save() != nil) }
            try forge(house)
            let size = try house.store.size()
            #expect(throws: StoreError(.damaged, "the entry \(size - 1) is forged: nobody has signed it")) {
                try house.restored()
            }
        }
    }

    @Test func `a stream at another version than its entries bring keeps the authority from starting`() throws {
        let house = try House(seed: 1, steps: 50)
        let (_, at) = try house.lastEntry()
        let bytes = EntryCodec.bytes(of: .clientDisabled(ClientDisabled(id: "agent")), at: at.next)
        let entry = NewEntry(bytes: bytes, streams: [StreamName("registry"), StreamName("intake")])
        _ = try house.store.append(AppendBatch(entries: [entry]))
        let error = #expect(throws: StoreError.self) { try house.restored() }
        #expect(error?.code == .damaged)
        #expect(error?.detail.contains("the stream `intake` is kept at version") == true)
    }
}
