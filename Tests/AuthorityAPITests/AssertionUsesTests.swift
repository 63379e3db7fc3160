// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

@testable import AuthorityAPI

/// What is remembered of the assertions that clients have shown.
struct AssertionUsesTests {
    private static let now = Instant(milliseconds: 1_793_606_400_000)
    private var uses = AssertionUses()

    /// Shows an assertion that runs out in so many seconds.
    private mutating func take(
        _ identifier: String, of client: ClientID = "agent", on connection: UInt64 = 1, seconds: Int64 = 60,
        at now: Instant = now
    ) -> AssertionUses.Result {
        uses.take(
            identifier, of: client,
            AssertionUses.Use(connection: connection, expiresAt: Self.now.adding(milliseconds: seconds * 1000)), at: now
        )
    }

    @Test mutating func `an assertion is good on one connection, and another client's of the same name on its own`() {
        #expect(take("a") == .good)
        #expect(take("a") == .good)
        #expect(take("a", on: 2) == .replayed)
        #expect(take("a", of: "other", on: 2) == .good)
        #expect(take("a", on: 2, at: Self.now.adding(milliseconds: 60_000)) == .good, "it has run out")
    }

    @Test mutating func `a client that has used up its share shuts out nobody else, and nothing is forgotten early`() {
        for number in 0..<AssertionUses.shareMax { _ = take("\(number)", seconds: number == 7 ? 30 : 60) }
        #expect(take("new") == .full)
        #expect(take("new", of: "other") == .good)
        #expect(take("8", on: 2) == .replayed)
        let later = Self.now.adding(milliseconds: 30_000)
        #expect(take("new", at: later) == .good, "one has run out")
        #expect(take("newer", at: later) == .full)
        #expect(take("newer", seconds: 120, at: Self.now.adding(milliseconds: 60_000)) == .good)
    }
}
