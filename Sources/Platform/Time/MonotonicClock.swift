// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A clock that only goes forward, to tell how long something takes; for waiting there is ``Deadline``.
///
/// It says nothing about the time of day.
package enum MonotonicClock {
    /// Whole milliseconds since some moment before this process began.
    package static var milliseconds: UInt64 {
        UInt64(clamping: ClockReading.nanoseconds(of: CLOCK_MONOTONIC) / 1_000_000)
    }
}
