// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite struct DeadlineTests {
    @Test func `a span that no clock can hold is clamped`() {
        #expect(Deadline.after(.seconds(Int64.max)) == .never)
        #expect(Deadline.after(.seconds(Int64.min)).hasPassed)
        #expect(Deadline.after(.seconds(Int64.min)).remaining == .zero)
        #expect(Deadline.after(.seconds(Int64.min)).pollTimeout == 0)
        #expect(Duration.seconds(Int64.max).clampedNanoseconds == .max)
        #expect(Duration.seconds(Int64.min).clampedNanoseconds == .min)
    }

    @Test func `never does not come and waits without limit`() {
        #expect(!Deadline.never.hasPassed)
        #expect(Deadline.never.pollTimeout == -1)
        #expect(Deadline.never.remaining > .seconds(9_000_000_000))
    }

    @Test func `a deadline in the past leaves nothing`() {
        #expect(Deadline.after(.seconds(-1)).hasPassed)
        #expect(Deadline.after(.seconds(-1)).remaining == .zero)
        #expect(Deadline.after(.seconds(-1)).pollTimeout == 0)
    }

    @Test func `what is left of a deadline is rounded up`() {
        #expect((99_900...100_000).contains(Deadline.after(.seconds(100)).pollTimeout))
        #expect(Deadline.after(.seconds(1_000_000_000)).pollTimeout == .max)
        #expect(Deadline.after(.seconds(100)).remaining <= .seconds(100))
        #expect(Deadline.after(.seconds(1)) < .after(.seconds(100)))
    }
}
