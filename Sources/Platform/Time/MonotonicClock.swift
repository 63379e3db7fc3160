// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A clock that only goes forward, to tell how long something takes; for waiting there is ``Deadline``.
///
/// It says nothing about the time of day.
package enum MonotonicClock {
    /// Nanoseconds since some moment before this process began.
    package static var nanoseconds: Int64 { ClockReading.nanoseconds(of: CLOCK_MONOTONIC) }

    /// Whole milliseconds since that moment.
    package static var milliseconds: UInt64 { UInt64(clamping: nanoseconds / 1_000_000) }
}
