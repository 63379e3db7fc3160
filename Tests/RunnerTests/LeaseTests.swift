// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Platform
import Testing

@testable import Runner

/// How long a session may run on what its supervisor was told.
struct `The lease of a session` {
    private let start = BootInstant.now
    private var lease: Lease { Lease(until: start + .seconds(15), renewedAt: start) }

    private func moment(_ seconds: Int64) -> BootInstant { start + .seconds(seconds) }

    @Test func `ends the work at once when the answer is no`() {
        var lease = lease
        #expect(lease.take(.ended(.terminate), askedAt: start, at: moment(1)) == .stop(.terminate))
    }

    @Test func `ends the work when it has run out and nobody has answered`() {
        var lease = lease
        #expect(lease.take(.unknown, askedAt: moment(14), at: moment(15)) == .stopUnanswered)
    }

    @Test func `lets the work go on unanswered until it has run out, and asks again before`() {
        var lease = lease
        #expect(lease.take(.unknown, askedAt: start, at: moment(3)) == .goOnUnanswered(isNew: true))
        #expect(lease.runsOut == moment(15))
        #expect(lease.renewal == moment(3) + .milliseconds(500))
        #expect(
            lease.take(.unknown, askedAt: moment(14), at: moment(15) + .milliseconds(-1))
                == .goOnUnanswered(isNew: false))
        #expect(lease.renewal == moment(15))
    }

    @Test func `is good from when it was asked for, and is renewed long before it runs out`() {
        var lease = lease
        #expect(lease.take(.good(milliseconds: 15_000), askedAt: moment(5), at: moment(8)) == .goOn)
        #expect(lease.runsOut == moment(20))
        #expect(lease.renewal == moment(10))
    }

    @Test func `tells anew that nobody answers after somebody has`() {
        var lease = lease
        #expect(lease.take(.unknown, askedAt: start, at: moment(1)) == .goOnUnanswered(isNew: true))
        #expect(lease.take(.good(milliseconds: 15_000), askedAt: moment(2), at: moment(2)) == .goOn)
        #expect(lease.take(.unknown, askedAt: moment(7), at: moment(8)) == .goOnUnanswered(isNew: true))
    }

    @Test func `that ran out before the answer came is as good as the answer`() {
        var lease = lease
        #expect(lease.take(.good(milliseconds: 15_000), askedAt: moment(60), at: moment(61)) == .goOn)
        #expect(lease.runsOut == moment(75))
    }
}
