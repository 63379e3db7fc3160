// SPDX-License-Identifier: Apache-2.0

/// A moment of the authority's clock, in microseconds since 1970-01-01T00:00:00Z without leap seconds.
///
/// Each command is decided at a moment of its own, later than all before, so that order in time is order in the ledger.
package struct Instant: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// A moment given in milliseconds; the nearest representable one instead of overflowing.
    package init(milliseconds: Int64) {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        microseconds = overflow ? (milliseconds < 0 ? .min : .max) : product
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    /// The next moment.
    package var next: Instant { adding(microseconds: 1) }

    /// The moment `milliseconds` later; the last representable one instead of overflowing.
    package func adding(milliseconds: Int64) -> Instant {
        adding(microseconds: Instant(milliseconds: milliseconds).microseconds)
    }

    private func adding(microseconds: Int64) -> Instant {
        let (sum, overflow) = self.microseconds.addingReportingOverflow(microseconds)
        guard overflow else { return Instant(microseconds: sum) }
        return microseconds < 0 ? .distantPast : .distantFuture
    }

    /// Whole milliseconds from `earlier` to this moment; negative when this one is the earlier.
    package func milliseconds(since earlier: Instant) -> Int64 {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        guard overflow else { return difference / 1000 }
        return (microseconds < 0 ? .min : .max) / 1000
    }

    package static let distantPast = Instant(microseconds: .min)
    package static let distantFuture = Instant(microseconds: .max)
}

/// A moment as a constraint states it, exact to 10^-18 seconds.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z without leap seconds; negative before.
    package let seconds: Int64
    /// 0..<10^18, counted forward from `seconds`.
    package let attoseconds: UInt64

    package init(seconds: Int64, attoseconds: UInt64) {
        precondition(attoseconds < Self.attosecondsPerSecond, "\(attoseconds) attoseconds are a second or more")
        self.seconds = seconds
        self.attoseconds = attoseconds
    }

    /// The moment of the authority's clock, exactly.
    package init(_ instant: Instant) {
        let (quotient, remainder) = instant.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let isBorrowing = remainder < 0
        let microseconds = UInt64(isBorrowing ? remainder + 1_000_000 : remainder)
        self.init(
            seconds: isBorrowing ? quotient - 1 : quotient,
            attoseconds: microseconds * Self.attosecondsPerMicrosecond)
    }

    package static let attosecondsPerSecond: UInt64 = 1_000_000_000_000_000_000
    private static let attosecondsPerMicrosecond: UInt64 = 1_000_000_000_000

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.attoseconds) < (right.seconds, right.attoseconds)
    }

    /// The last moment of the authority's clock that is not after this one.
    package var roundedDown: Instant {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .distantPast : .distantFuture }
        let (sum, carries) = product.addingReportingOverflow(Int64(attoseconds / Self.attosecondsPerMicrosecond))
        return carries ? .distantFuture : Instant(microseconds: sum)
    }
}
