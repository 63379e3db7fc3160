// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc

/// A clock that only goes forward, for waiting.
///
/// It says nothing about the time of day.
enum MonotonicClock {
    static var milliseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
