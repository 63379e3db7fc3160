// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel

/// The mission authority: the only place where kernel, ledger, clock and keys meet. One file per use case.
///
/// Reads are answered from the published state, at once and from any thread. Whatever changes something goes through
/// the sequencer and is answered when it is durable.
package final class MissionAuthority: Sendable {
    package let configuration: AuthorityConfiguration
    package let published: PublishedState
    package let store: any LedgerStore
    let ledger: LedgerDesk
    let clock: @Sendable () -> Instant
    let identities: any IdentitySource
    let signer: any StatementSigner
    let leases = LeaseBook()
    let metrics: AuthorityMetrics
    private let queue: any JobQueue

    package init(
        configuration: AuthorityConfiguration, published: PublishedState, store: any LedgerStore, ledger: LedgerDesk,
        queue: any JobQueue, clock: @escaping @Sendable () -> Instant, identities: any IdentitySource,
        signer: any StatementSigner, metrics: AuthorityMetrics
    ) {
        self.configuration = configuration
        self.published = published
        self.store = store
        self.ledger = ledger
        self.queue = queue
        self.clock = clock
        self.identities = identities
        self.signer = signer
        self.metrics = metrics
    }

    /// Reads the published state as of now. The writer waits for `body`; see ``PublishedState/read(_:)``.
    package func read<Result, Failure: Error>(
        _ body: (AuthorityState, Instant) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let now = clock()
        return try published.read { (state) throws(Failure) in try body(state, state.moment(now)) }
    }

    /// The same for a `body` that takes its time: it has a copy, and nobody waits for it.
    package func readCopy<Result, Failure: Error>(
        _ body: (AuthorityState, Instant) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let now = clock()
        let state = published.copy()
        return try body(state, state.moment(now))
    }

    /// Decides something in its turn and answers when it is durable.
    func perform<Answer: Sendable>(
        _ completion: @escaping Completion<Answer>,
        _ decide: @escaping @Sendable (AuthorityState, Instant) throws(Refusal) -> Decided<Answer>
    ) {
        guard queue.enqueue(Job(decide, completion: completion)) else {
            return completion(.failure(.unavailable(.overloaded)))
        }
    }

    /// Decides a command whose answer is no more than that it is done.
    func perform(_ command: some Command, _ completion: @escaping Completion<Void>) {
        perform(completion) { (state, now) throws(Refusal) in
            Decided(try command.decide(in: state, at: now)) { _, _ in () }
        }
    }
}

/// Where jobs wait for their turn.
package protocol JobQueue: Sendable {
    /// False when there is no room, or the queue is closed; the job is then dropped and never answered.
    func enqueue(_ job: Job) -> Bool
}
