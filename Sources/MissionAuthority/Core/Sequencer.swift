// SPDX-License-Identifier: Apache-2.0

import Crypto
package import Ledger
package import MissionKernel

/// The one writer: takes jobs in order, decides, appends what they stage in one transaction, and only then publishes.
///
/// Synchronous and without a thread of its own: the service gives it one, the simulator steps it. One append serves all
/// jobs of a round (group commit). Nothing is answered before it is durable, and no reader sees what is not.
package final class Sequencer {
    private let store: any LedgerStore
    private let published: PublishedState
    private let clock: @Sendable () -> Instant
    private let rules: Rules
    /// The state with everything staged, ahead of ``published`` while a round is under way.
    private var head: AuthorityState
    /// A round whose append failed, while it cannot be read what became of it. ``head`` has it; nothing is decided.
    private var unresolved: StagedRound?
    private let observer: @Sendable (Round) -> Void
    private let onForeignEntries: @Sendable () -> Void

    /// Settling steps taken between two rounds, so that they never delay jobs for long.
    private static let settlingStepsMax = 16
    /// How long it waits before it tries again to read what is stored.
    private static let retryMilliseconds: Int64 = 1000
    /// How often a round that lost against another writer is decided again.
    private static let attemptsMax = 16

    /// How events follow from the passing of time; replaced by the simulator when it plants a fault.
    package struct Rules: Sendable {
        package var settle: @Sendable (AuthorityState, Instant) -> [Event]

        package static let kernel = Rules { state, now in
            do throws(Refusal) { return try Settle().decide(in: state, at: now) } catch { return [] }
        }

        package init(settle: @escaping @Sendable (AuthorityState, Instant) -> [Event]) { self.settle = settle }
    }

    /// What one round made durable.
    package struct Round: Sendable {
        package let events: [StagedEvent]
        package let leafHashes: [Digest]
    }

    /// - Parameters:
    ///   - observer: told of each round that has become durable.
    ///   - onForeignEntries: called when the store has what this writer, who is alone, did not append. The process
    ///     should end: from then on every job fails.
    package init(
        store: any LedgerStore, published: PublishedState, rules: Rules = .kernel,
        clock: @escaping @Sendable () -> Instant, observer: @escaping @Sendable (Round) -> Void = { _ in },
        onForeignEntries: @escaping @Sendable () -> Void = {
            preconditionFailure("something else has written to the ledger")
        }
    ) {
        self.store = store
        self.published = published
        self.rules = rules
        self.clock = clock
        self.observer = observer
        self.onForeignEntries = onForeignEntries
        head = published.copy()
    }

    /// When something becomes due if no job comes; nil when nothing ever does.
    package var nextDue: Instant? {
        unresolved != nil ? clock().adding(milliseconds: Self.retryMilliseconds) : head.nextDue
    }

    /// Whether it is not known yet what became of the last round.
    package var isUnresolved: Bool { unresolved != nil }

    /// Whether time alone has something to write now.
    package var hasDue: Bool { head.hasDue(at: head.moment(clock())) }

    /// Runs one round: what is due first, then the jobs, then one append, then their answers.
    package func run(_ jobs: [Job]) {
        if let unresolved, isStored(unresolved) == nil { return refuse(jobs, .storageFailed) }
        for _ in 0..<Self.attemptsMax {
            var round = StagedRound(expecting: published)
            settle(into: &round)
            for job in jobs { stage(job, into: &round) }
            switch round.isTooLarge ? .failed(.entryTooLarge) : commit(round) {
            case .committed: return round.deliver(nil)
            case .failed(let reason):
                if unresolved == nil { head = published.copy() }
                return round.deliver(reason)
            case .overtaken: head = published.copy()
            }
        }
        onForeignEntries()
        refuse(jobs, .storageFailed)
    }

    private func refuse(_ jobs: [Job], _ reason: AuthorityError.Unavailability) {
        for job in jobs { job.stage(head, head.moment(clock())).fail(reason) }
    }

    private func settle(into round: inout StagedRound) {
        for _ in 0..<Self.settlingStepsMax {
            let now = max(clock(), head.latest.next)
            guard head.hasDue(at: now) else { return }
            let events = rules.settle(head, now)
            guard !events.isEmpty, apply(events, at: now, into: &round) else { return }
        }
    }

    private func stage(_ job: Job, into round: inout StagedRound) {
        let now = max(clock(), head.latest.next)
        head.advance(to: now)
        let staged = job.stage(head, now)
        guard apply(staged.events, at: now, into: &round) else {
            return round.deliveries.append { failure in staged.fail(failure ?? .entryTooLarge) }
        }
        for blob in staged.blobs { round.keep(blob) }
        let finished = staged.finish(head, now)
        round.isTooLarge = !apply(finished.events, at: now, into: &round) || round.isTooLarge
        round.deliveries.append(finished.deliver)
    }

    /// Writes events into the round and applies them to the head; all or, when one is too large for an entry, none.
    private func apply(_ events: [Event], at now: Instant, into round: inout StagedRound) -> Bool {
        let entries = events.map { EntryCodec.bytes(of: $0, at: now) }
        guard entries.allSatisfy({ $0.count <= EntryCodec.bytesMax }) else { return false }
        for (event, bytes) in zip(events, entries) {
            round.add(event, bytes: bytes, at: now, streams: head.streams(of: event))
            head.apply(event, at: now)
        }
        return true
    }
}

/// Committing.
extension Sequencer {
    private enum Commit {
        case committed
        case failed(AuthorityError.Unavailability)
        /// The streams are at other versions than the entries before gave them.
        case overtaken
    }

    private func commit(_ round: StagedRound) -> Commit {
        guard !round.events.isEmpty else { return .committed }
        do throws(StoreError) {
            switch try store.append(round.batch) {
            case .appended(let first):
                guard first == published.read({ $0.size }) else {
                    onForeignEntries()
                    unresolved = round
                    return .failed(.outcomeUnknown)
                }
                publish(round)
                return .committed
            case .conflict: return .overtaken
            }
        } catch {
            guard let isStored = isStored(round) else { return .failed(.outcomeUnknown) }
            return isStored ? .committed : .failed(AuthorityError.Unavailability(appending: error))
        }
    }

    /// Whether a round whose append failed happened nevertheless: what is stored decides, and then it is published.
    /// Nil while it cannot be read.
    private func isStored(_ round: StagedRound) -> Bool? {
        unresolved = round
        do throws(StoreError) {
            let stored = try store.entries(from: published.read { $0.size }, max: round.events.count + 1)
            guard stored.isEmpty || stored.map(\.leafHash) == round.leafHashes else {
                onForeignEntries()
                return nil
            }
            unresolved = nil
            if stored.isEmpty { head = published.copy() } else { publish(round) }
            return !stored.isEmpty
        } catch {
            return nil
        }
    }

    private func publish(_ round: StagedRound) {
        published.publish(head)
        observer(Round(events: round.events, leafHashes: round.leafHashes))
    }
}

extension StagedEvent {
    /// Reads an entry that is stored.
    init(_ entry: StoredEntry, _ reader: inout EntryReader) throws(StoreError) {
        do throws(EntryError) {
            let (event, at) = try reader.read(entry.bytes)
            self.init(event: event, at: at)
        } catch {
            throw StoreError(.newer, "entry \(entry.number): \(error)")
        }
    }
}

/// What a round has staged so far.
private struct StagedRound {
    private let expecting: PublishedState
    private var streams: Set<StreamID> = []
    private(set) var events: [StagedEvent] = []
    private(set) var batch = AppendBatch(entries: [])
    /// Whether an answer could not be recorded, so that nothing of the round may stand.
    var isTooLarge = false
    var deliveries: [@Sendable (AuthorityError.Unavailability?) -> Void] = []

    init(expecting published: PublishedState) { expecting = published }

    mutating func add(_ event: Event, bytes: [UInt8], at now: Instant, streams: [StreamID]) {
        batch.entries.append(NewEntry(bytes: bytes, streams: streams.map { StreamName($0) }))
        events.append(StagedEvent(event: event, at: now))
        // What people and facts are concerns every decision, so every batch rests on them.
        for stream in streams { expect(stream) }
        expect(.registry)
        expect(.facts)
    }

    var leafHashes: [Digest] { batch.entries.map(\.leafHash) }

    mutating func keep(_ blob: [UInt8]) { batch.blobs.append(NewBlob(bytes: blob)) }

    private mutating func expect(_ stream: StreamID) {
        guard streams.insert(stream).inserted else { return }
        batch.expected[StreamName(stream)] = expecting.read { $0.streams[stream] }
    }

    func deliver(_ failure: AuthorityError.Unavailability?) {
        for delivery in deliveries { delivery(failure) }
    }
}

extension AuthorityError.Unavailability {
    init(_ error: StoreError) {
        self =
            switch error.code {
            case .full: .storageFull
            case .locked: .storageLocked
            case .closed: .stopping
            case .missing, .damaged, .foreign, .newer, .invalid, .inputOutput: .storageFailed
            }
    }

    /// Why an append failed whose entries are not found. After a failed write they may be on the disk nevertheless, and
    /// come to light when the ledger is opened next.
    fileprivate init(appending error: StoreError) {
        self = error.code == .inputOutput ? .outcomeUnknown : Self(error)
    }
}

extension StreamName {
    /// The name under which a stream of the kernel is kept.
    package init(_ stream: StreamID) {
        switch stream {
        case .registry: self.init("registry")
        case .facts: self.init("facts")
        case .intake: self.init("intake")
        case .tree(let mission): self.init(mission.text)
        }
    }
}
