// SPDX-License-Identifier: Apache-2.0

import Glibc
package import MissionKernel
import Platform

/// The state that readers see: everything durable, and nothing else.
///
/// One writer, many readers. Readers take one of several locks, chosen by their thread, so that they do not wait for
/// each other; the writer takes all of them only to put another state in place. Published states share with the
/// writer's all pages of their tables that it has not changed since, however many missions there are.
package final class PublishedState: Sendable {
    private let gates: [Monitor<Void>]
    // SAFETY: read while holding one gate, changed while holding all of them.
    private nonisolated(unsafe) var state: AuthorityState

    private static let gateCount = 16

    /// Publishes what is durable already.
    package init(_ state: AuthorityState) {
        self.state = state
        gates = (0..<Self.gateCount).map { _ in Monitor(()) }
    }

    /// Calls `body` with the state, which must not escape from it.
    ///
    /// The writer waits for `body`, so it takes the same short time for any number of missions; what takes longer is
    /// done on a ``copy()``.
    package func read<Result, Failure: Error>(
        _ body: (AuthorityState) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The low bits of a thread's address are the same for all threads.
        let gate = gates[Int(pthread_self() >> 12) % Self.gateCount]
        return try gate.withLock { (_) throws(Failure) in try body(state) }
    }

    /// Lets readers see `next`, all of which has become durable. For the one writer only.
    func publish(_ next: AuthorityState) {
        var other = next
        closing(gates[...]) { swap(&state, &other) }
        // WHY: what only the former state had is freed here, when no reader waits any more.
    }

    /// The state as it is now. Takes the same short time for any number of missions.
    package func copy() -> AuthorityState { read { $0 } }

    /// Calls `body` with all of `gates` closed, one inside the other.
    private func closing(_ gates: ArraySlice<Monitor<Void>>, _ body: () -> Void) {
        guard let first = gates.first else { return body() }
        first.withLock { _ in closing(gates.dropFirst(), body) }
    }
}

/// An event with the moment at which it was decided.
package struct StagedEvent: Sendable {
    package let event: Event
    package let at: Instant
}
