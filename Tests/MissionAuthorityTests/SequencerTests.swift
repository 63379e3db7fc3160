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

    private func sequencer(_ script: @escaping FaultyStore.Script) -> Sequencer {
        Sequencer(
            store: FaultyStore(MemoryStore(), script: script), published: PublishedState(AuthorityState()),
            clock: { KernelWorld.dawn })
    }

    private var registered: Event { .clientRegistered(ClientRegistered(id: "a", grants: [], keySet: [], ceiling: nil)) }

    @Test func `an append that always loses against others is given up, and nothing is answered of it`() {
        let told = Told()
        var appends = 0
        sequencer { _ in
            appends += 1
            return .conflict
        }.run([job(registered, told)])
        #expect(told.failures.withLock { $0 } == [.overloaded])
        #expect(appends == 16)
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
        }.run([job(registered, told)])
        #expect(told.failures.withLock { $0 } == [nil])
        #expect(told.finishes.load(ordering: .relaxed) == 2)
    }
}
