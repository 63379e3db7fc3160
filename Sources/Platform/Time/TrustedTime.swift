// SPDX-License-Identifier: Apache-2.0

/// What the machine's clocks show at one moment.
package struct ClockPair: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, as people and network time set it.
    package var wallMilliseconds: Int64
    /// Nanoseconds since the machine started, time asleep included.
    ///
    /// Nobody sets it.
    package var bootNanoseconds: Int64

    package init(wallMilliseconds: Int64, bootNanoseconds: Int64) {
        self.wallMilliseconds = wallMilliseconds
        self.bootNanoseconds = bootNanoseconds
    }
}

/// That the wall clock has stepped further than a trusted clock follows.
package struct ClockDistrust: Hashable, Sendable, CustomStringConvertible {
    /// The wall clock's time less the trusted time, in milliseconds: positive when the wall clock is ahead.
    package let stepMilliseconds: Int64

    /// One line for the log.
    package var description: String {
        let side = stepMilliseconds < 0 ? "behind" : "ahead of"
        return "the wall clock is \(stepMilliseconds.magnitude) ms \(side) the time that Writ keeps"
    }
}

/// The rule by which trusted time moves, as a value: from one reading of the clocks to the next.
///
/// Time advances as the boot clock does. While the wall clock is at most 60 s away, time also closes in on it by a
/// tenth of what passes, so it never runs backwards. A larger distance is not followed but told as `distrust`.
package struct TrustedTime: Hashable, Sendable {
    /// How far the wall clock may be away and still be followed.
    static let followedStepMilliseconds: Int64 = 60_000
    /// How far ahead of all that was written before the wall clock may be when time starts from it.
    static let believedLeapMilliseconds: Int64 = 30 * 24 * 3600 * 1000
    /// One part in this many of the time that passes goes into closing in on the wall clock.
    static let slewDivisor: Int64 = 10

    package private(set) var milliseconds: Int64
    package private(set) var distrust: ClockDistrust?
    private var fractionNanoseconds: Int64 = 0
    private var bootNanoseconds: Int64

    /// Starts at the wall clock's time, or at `notBefore` when that is later.
    package init(notBefore: Int64, at reading: ClockPair) {
        milliseconds = max(notBefore, reading.wallMilliseconds)
        bootNanoseconds = reading.bootNanoseconds
        distrust = Self.distrust(of: reading.wallMilliseconds.clampedDifference(milliseconds))
    }

    /// Whether a start may take the wall clock's time, in milliseconds, when something was last known to be done at
    /// `last`: what time ends at a start is ended for good, so a leap far ahead is for somebody to confirm.
    package static func mayStart(at wall: Int64, after last: Int64) -> Bool {
        wall.clampedDifference(last) <= believedLeapMilliseconds
    }

    /// Moves on to a later reading.
    ///
    /// A boot clock that does not advance moves nothing.
    package mutating func advance(to reading: ClockPair) {
        let elapsed = min(reading.bootNanoseconds.clampedDifference(bootNanoseconds), .max / 2)
        guard elapsed > 0 else { return }
        bootNanoseconds = reading.bootNanoseconds
        let expected = milliseconds.clampedSum(elapsed / 1_000_000)
        let step = reading.wallMilliseconds.clampedDifference(expected)
        distrust = Self.distrust(of: step)
        move(by: distrust == nil ? elapsed + Self.slew(for: step, elapsed: elapsed) : elapsed)
    }

    private mutating func move(by nanoseconds: Int64) {
        let total = fractionNanoseconds + nanoseconds
        milliseconds = milliseconds.clampedSum(total / 1_000_000)
        fractionNanoseconds = total % 1_000_000
    }

    private static func slew(for step: Int64, elapsed: Int64) -> Int64 {
        let most = elapsed / slewDivisor
        return min(max(step * 1_000_000, -most), most)
    }

    private static func distrust(of step: Int64) -> ClockDistrust? {
        step.magnitude > followedStepMilliseconds.magnitude ? ClockDistrust(stepMilliseconds: step) : nil
    }
}

extension Int64 {
    fileprivate func clampedSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    fileprivate func clampedDifference(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (self < other ? .min : .max) : difference
    }
}
