// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A moment to wait for, on the kernel's monotonic clock: no change of the wall clock moves it.
package struct Deadline: Hashable, Comparable, Sendable {
    /// Nanoseconds of CLOCK_MONOTONIC; the largest number stands for never.
    let nanoseconds: Int64

    /// A deadline that does not come.
    package static let never = Deadline(nanoseconds: .max)

    /// The deadline that has just come.
    package static var now: Deadline { Deadline(nanoseconds: ClockReading.nanoseconds(of: CLOCK_MONOTONIC)) }

    /// So long from now.
    ///
    /// A span beyond 292 years is `never`.
    package static func after(_ duration: Duration) -> Deadline {
        let (sum, overflow) = now.nanoseconds.addingReportingOverflow(duration.clampedNanoseconds)
        return Deadline(nanoseconds: overflow ? .max : max(0, sum))
    }

    /// Whether the moment has come.
    package var hasPassed: Bool { self <= .now }

    /// The time left: zero when the moment has come, 292 years for `never`.
    package var remaining: Duration {
        self == .never ? .nanoseconds(Int64.max) : .nanoseconds(max(0, nanoseconds - Deadline.now.nanoseconds))
    }

    /// The time left as poll(2) takes it: rounded up, in milliseconds, -1 for never.
    var pollTimeout: Int32 {
        if self == .never { return -1 }
        let left = max(0, nanoseconds - Deadline.now.nanoseconds)
        return Int32(clamping: left / 1_000_000 + (left % 1_000_000 == 0 ? 0 : 1))
    }

    /// The moment as a `timespec` of CLOCK_MONOTONIC.
    var timespec: timespec {
        Glibc.timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }

    /// Earlier comes first.
    package static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension Duration {
    /// Whole nanoseconds, rounded toward zero, with the nearest representable number for what is beyond 292 years.
    var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowOfSum) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        if overflow || overflowOfSum { return seconds < 0 ? .min : .max }
        return sum
    }
}

/// Readings of the kernel's clocks.
enum ClockReading {
    /// Nanoseconds of a clock that every Linux has.
    static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "the kernel has no clock \(clock)")
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
