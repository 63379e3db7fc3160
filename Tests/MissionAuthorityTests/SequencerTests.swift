// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionAuthority
import MissionKernel
import Synchronization
import Testing
import WritTesting

/// What is answered when a round cannot be made durable.
@Suite struct SequencerTests {
    /// What a job was told.
    private final class Told: Sendable {
        let failures = Mutex<[AuthorityError.Unavailability?]>([])
        let finishes = Atomic(0)
    }

    /// A job that stages an event, and must be finished only where that is applied.
    private func job(_ event: Event, _ told: Told) -> Job {
        Job { _, _ in
            Staged(
                events: [event],
                finish: { state, _ in
                    told.finishes.add(1, ordering: .relaxed)
                    precondition(state.size > 0, "an answer was made of a state without its events")
                    return Finished { failure in told.failures.withLock { $0.append(failure) } }
                }, fail: { failure in told.failures.withLock { $0.append(failure) } })
        }
    }

    /// A sequencer over a store that others write to as well, with what it publishes.
    private func shared(
        _ faults: FaultyStore.Fault?...
    ) throws -> (sequencer: Sequencer, other: MemoryStore, published: PublishedState) {
        let medium = MemoryStore.Medium()
        let published = PublishedState(AuthorityState())
        var next = 0
        let store = FaultyStore(MemoryStore(on: medium)) { _ in
            defer { next += 1 }
            return next < faults.count ? faults[next] : nil
        }
        let sequencer = Sequencer(
            store: store, published: published, clock: { KernelWorld.dawn },
            onForeignEntries: { [alarms] in alarms.raise() })
        return (sequencer, MemoryStore(on: medium), published)
    }

    /// How often it was said that something else has written.
    private let alarms = Alarms()

    private final class Alarms: Sendable {
        private let count = Atomic(0)
        func raise() { count.add(1, ordering: .relaxed) }
        var value: Int { count.load(ordering: .relaxed) }
    }

    private func entry(_ event: Event) -> NewEntry {
        NewEntry(bytes: EntryCodec.bytes(of: event, at: KernelWorld.dawn), streams: [])
    }

    @Test func `what is stored and cannot be read is taken in before anything else is decided`() throws {
        let told = Told()
        let (sequencer, store, published) = try shared(.appliedAndUnreadable)
        sequencer.run([job(registered("a"), told)])
        #expect(told.failures.withLock { $0 } == [.outcomeUnknown])
        #expect(published.read { $0.size } == 0)
        #expect(sequencer.nextDue != nil, "it is tried again without being asked")
        sequencer.run([])
        #expect(published.read { $0.registry.client("a") } != nil)
        sequencer.run([job(registered("b"), told)])
        #expect(told.failures.withLock { $0 } == [.outcomeUnknown, nil])
        #expect(try store.size() == 2 && published.read { $0.size } == 2)
    }

    @Test func `nothing is decided while it cannot be read what is stored`() throws {
        let told = Told()
        let medium = MemoryStore.Medium()
        let store = FaultyStore(MemoryStore(on: medium)) { _ in .appliedAndUnreadable }
        let published = PublishedState(AuthorityState())
        let sequencer = Sequencer(
            store: store, published: published, clock: { KernelWorld.dawn },
            onForeignEntries: { [alarms] in alarms.raise() })
        sequencer.run([job(registered("a"), told)])
        store.close()
        sequencer.run([job(registered("b"), told)])
        #expect(told.failures.withLock { $0 } == [.outcomeUnknown, .storageFailed])
        #expect(try MemoryStore(on: medium).size() == 1)
    }

    @Test(arguments: [FaultyStore.Fault.lost, .appearsAfterCrash])
    func `a failed write whose entries are not found may still come to light, and is said to`(
        fault: FaultyStore.Fault
    ) throws {
        let told = Told()
        let (sequencer, _, _) = try shared(fault)
        sequencer.run([job(registered("a"), told)])
        #expect(told.failures.withLock { $0 } == [.outcomeUnknown])
    }

    @Test func `a full disk means that nothing was done, and the next round is as good as any`() throws {
        let told = Told()
        let (sequencer, store, _) = try shared(.full)
        sequencer.run([job(registered("a"), told)])
        sequencer.run([job(registered("a"), told)])
        #expect(told.failures.withLock { $0 } == [.storageFull, nil])
        #expect(try store.size() == 1)
    }

    @Test(arguments: [nil, .appliedButReportedLost, .appliedAndUnreadable, .lost] as [FaultyStore.Fault?])
    func `what something else appended is never taken in, and raises the alarm`(fault: FaultyStore.Fault?) throws {
        let told = Told()
        let (sequencer, store, published) = try shared(fault)
        _ = try store.append(AppendBatch(entries: [entry(registered("other"))]))
        sequencer.run([job(registered("a"), told)])
        sequencer.run([job(registered("b"), told)])
        #expect(told.failures.withLock { $0 } == [.outcomeUnknown, .storageFailed])
        #expect(alarms.value > 0)
        #expect(published.read { $0.size } == 0)
    }

    private func sequencer(_ script: @escaping FaultyStore.Script) -> Sequencer {
        Sequencer(
            store: FaultyStore(MemoryStore(), script: script), published: PublishedState(AuthorityState()),
            clock: { KernelWorld.dawn }, onForeignEntries: { [alarms] in alarms.raise() })
    }

    private func registered(_ id: ClientID) -> Event {
        .clientRegistered(ClientRegistered(id: id, grants: [], keySet: [], ceiling: nil))
    }

    @Test func `an append that always loses against others is given up, and nothing is answered of it`() {
        let told = Told()
        var appends = 0
        sequencer { _ in
            appends += 1
            return .conflict
        }.run([job(registered("a"), told)])
        #expect(told.failures.withLock { $0 } == [.storageFailed])
        #expect(appends == 16)
        #expect(alarms.value == 1)
    }

    @Test func `an event that is too large for an entry is refused, and nothing is answered of it`() {
        let told = Told()
        let huge = Array(repeating: UInt8(ascii: "x"), count: EntryCodec.bytesMax)
        sequencer { _ in nil }.run([
            job(.clientRegistered(ClientRegistered(id: "a", grants: [], keySet: huge, ceiling: nil)), told)
        ])
        #expect(told.failures.withLock { $0 } == [.entryTooLarge])
        #expect(told.finishes.load(ordering: .relaxed) == 0)
    }

    @Test func `an append that loses once is decided again`() {
        let told = Told()
        var appends = 0
        sequencer { _ in
            appends += 1
            return appends == 1 ? .conflict : nil
        }.run([job(registered("a"), told)])
        #expect(told.failures.withLock { $0 } == [nil])
        #expect(told.finishes.load(ordering: .relaxed) == 2)
    }
}
