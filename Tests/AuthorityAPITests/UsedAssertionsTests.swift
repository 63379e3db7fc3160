// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

@testable import AuthorityAPI

/// Which assertions were used, and where.
struct `A client assertion` {
    private let now = KernelWorld.dawn

    private func later(_ milliseconds: Int64) -> Instant { now.adding(milliseconds: milliseconds) }

    @Test func `is good on the connection that showed it first, and on no other until it has run out`() throws {
        var used = UsedAssertions()
        try used.use("a", on: 1, until: later(1000), at: now)
        try used.use("a", on: 1, until: later(1000), at: later(999))
        expect("the client assertion was used before") { () throws(APIError) in
            try used.use("a", on: 2, until: later(1000), at: later(999))
        }
        try used.use("a", on: 2, until: later(2000), at: later(1000))
    }

    @Test func `is not called used when no more can be remembered`() throws {
        var used = UsedAssertions(countMax: 1)
        try used.use("a", on: 1, until: later(1000), at: now)
        expect("overloaded") { () throws(APIError) in try used.use("b", on: 1, until: later(2000), at: later(999)) }
        try used.use("a", on: 1, until: later(1000), at: later(999))
        try used.use("b", on: 1, until: later(2000), at: later(1000))
    }

    private func expect(_ text: String, _ body: () throws(APIError) -> Void) {
        do throws(APIError) {
            try body()
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".contains(text))
        }
    }
}
