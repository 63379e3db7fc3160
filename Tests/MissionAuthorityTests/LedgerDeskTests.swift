// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionAuthority
import MissionKernel
import Platform
import Testing
import WritTesting

/// What showing the ledger costs the writer and the ledger.
@Suite(.timeLimit(.minutes(2))) struct LedgerDeskTests {
    /// A ledger with its desk, and a writer that feeds it.
    private struct House {
        let store: FaultyStore
        let desk: LedgerDesk
        private let sequencer: Sequencer

        /// - Parameter keep: called with the size of each checkpoint before it is kept.
        init(keep: @escaping (Int64) -> Void) throws {
            store = FaultyStore(MemoryStore()) { write in
                if case .checkpoint(let checkpoint) = write { keep(checkpoint.size) }
                return nil
            }
            let key = LedgerKey(origin: try NoteKeyName("example.com/ledger"), key: .generate())
            let desk = try LedgerDesk(store: store, tree: MerkleTree(), key: key)
            self.desk = desk
            sequencer = Sequencer(
                store: store, published: PublishedState(AuthorityState()), clock: { KernelWorld.dawn },
                observer: { desk.take($0) })
        }

        func write(entries: Int) {
            for _ in 0..<entries {
                let event = Event.clientRegistered(ClientRegistered(id: "a", grants: [], keySet: [], ceiling: nil))
                sequencer.run([
                    Job { _, _ in Staged(events: [event], finish: { _, _ in Finished { _ in } }, fail: { _ in }) }
                ])
            }
        }
    }

    @Test func `the writer does not wait for a checkpoint to be kept`() throws {
        enum Keeping { case ahead, underWay, done }
        let keeping = Monitor(Keeping.ahead)
        let house = try House { _ in
            keeping.withLock { $0 = .underWay }
            keeping.notify()
            _ = keeping.wait { $0 == .done }
        }
        house.write(entries: 1)
        let signing = try WorkerThread(name: "signing") { [desk = house.desk] in
            do { #expect(try desk.checkpoint().size == 1) } catch { Issue.record(error) }
        }
        #expect(keeping.wait(deadline: .after(.seconds(30))) { $0 == .underWay })
        house.write(entries: 1)
        #expect(house.desk.size == 2)
        keeping.withLock { $0 = .done }
        keeping.notify()
        signing.join()
    }

    @Test func `a proof is under a checkpoint that covers it, and without one another is signed`() throws {
        let kept = Monitor<[Int64]>([])
        let house = try House { size in kept.withLock { $0.append(size) } }
        house.write(entries: 2)
        #expect(try house.desk.checkpoint().size == 2)
        house.write(entries: 1)
        let entries = try house.store.entries(from: 0, max: 3)
        #expect(try house.desk.checkpoint(covering: 0).size == 2)
        #expect(try house.desk.consistency(from: 2, to: 3) != nil)
        #expect(try house.desk.receipt(over: [entries[1]]).verify(by: house.desk.verifier).size == 2)
        #expect(kept.withLock { $0 } == [2])
        let last = try #require(try house.desk.proof(of: 2))
        #expect(try last.verify(entry: entries[2].bytes, by: house.desk.verifier).size == 3)
        #expect(kept.withLock { $0 } == [2, 3])
    }

    @Test func `sizes and entries that the ledger never had are proven by nothing`() throws {
        let house = try House { _ in }
        house.write(entries: 2)
        #expect(try house.desk.consistency(from: 1, to: 3) == nil)
        #expect(try house.desk.consistency(from: 2, to: 1) == nil)
        #expect(try house.desk.proof(of: 2) == nil)
    }
}
