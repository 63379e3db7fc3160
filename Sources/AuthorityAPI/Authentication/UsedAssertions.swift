// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

/// The assertions that have been used, each with its connection until it has run out.
struct UsedAssertions {
    private struct Use {
        let connection: UInt64
        let expiresAt: Instant
    }

    private var uses: [String: Use] = [:]
    private let countMax: Int

    init(countMax: Int = 100_000) { self.countMax = countMax }

    /// Notes a use, which keeps the assertion from all other connections until it has run out.
    ///
    /// Where no more can be remembered nothing is taken, for what is forgotten could be used again.
    mutating func use(
        _ name: String, on connection: UInt64, until expiresAt: Instant, at now: Instant
    ) throws(APIError) {
        if let use = uses[name], use.expiresAt > now {
            guard use.connection == connection else { throw .unauthorized("the client assertion was used before") }
            return
        }
        if uses.count >= countMax { uses = uses.filter { $0.value.expiresAt > now } }
        guard uses.count < countMax else { throw .unavailable(.overloaded) }
        uses[name] = Use(connection: connection, expiresAt: expiresAt)
    }
}
