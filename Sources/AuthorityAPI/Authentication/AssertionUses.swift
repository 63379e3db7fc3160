// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// The assertions that clients have shown, until they have run out: to each client its share, so that none can use up
/// another's.
struct AssertionUses: Sendable {
    /// Where an assertion was first shown, and until when that is remembered.
    struct Use: Sendable {
        let connection: UInt64
        let expiresAt: Instant
    }

    enum Result: Sendable {
        /// It is good on this connection.
        case good
        case replayed
        /// The client has used up its share: nothing is forgotten before its time.
        case full
    }

    /// What is remembered of one client.
    static let shareMax = 20_000

    private var shares: [ClientID: Share] = [:]

    /// Takes in that a client shows an assertion.
    mutating func take(_ identifier: String, of client: ClientID, _ use: Use, at now: Instant) -> Result {
        shares[client, default: Share()].take(identifier, use, at: now)
    }

    private struct Share {
        private var uses: [String: Use] = [:]
        /// Before this nothing that is remembered runs out.
        private var earliestEnd = Instant.distantFuture

        mutating func take(_ identifier: String, _ use: Use, at now: Instant) -> Result {
            if let known = uses[identifier], known.expiresAt > now {
                return known.connection == use.connection ? .good : .replayed
            }
            if uses.count >= shareMax, earliestEnd <= now { forget(at: now) }
            guard uses.count < shareMax else { return .full }
            uses[identifier] = use
            earliestEnd = min(earliestEnd, use.expiresAt)
            return .good
        }

        /// Drops what has run out.
        private mutating func forget(at now: Instant) {
            uses = uses.filter { $0.value.expiresAt > now }
            earliestEnd = uses.values.lazy.map(\.expiresAt).min() ?? .distantFuture
        }
    }
}
