// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A moment on the clock that counts from the machine's start, time asleep included, and that nobody sets.
///
/// What somebody else keeps counting while this machine sleeps is measured by it, such as a lease; for a wait that is
/// to be fair to a machine that slept there is ``Deadline``.
package struct BootInstant: Hashable, Comparable, Sendable {
    /// Nanoseconds of CLOCK_BOOTTIME.
    let nanoseconds: Int64

    package static var now: BootInstant { BootInstant(nanoseconds: ClockReading.nanoseconds(of: CLOCK_BOOTTIME)) }

    /// Whether the moment has come.
    package var hasPassed: Bool { self <= .now }

    package static func + (moment: BootInstant, span: Duration) -> BootInstant {
        let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(span.clampedNanoseconds)
        return BootInstant(nanoseconds: overflow ? .max : max(0, sum))
    }

    /// Earlier comes first.
    package static func < (left: BootInstant, right: BootInstant) -> Bool { left.nanoseconds < right.nanoseconds }
}
