// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The kernel's monotonic clock.
enum Stopwatch {
    /// Nanoseconds since some moment in the past.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Nanoseconds in so many seconds.
    static func nanoseconds(seconds: Double) -> Int64 { Int64(seconds * 1e9) }

    /// How often `body` can be done in a second, when it is done over and over for about so long.
    static func rate<Failure: Error>(seconds: Double, _ body: () throws(Failure) -> Void) throws(Failure) -> Double {
        let start = now
        let end = start + nanoseconds(seconds: seconds)
        var count = 0
        while now < end {
            try body()
            count += 1
        }
        return Double(count) / (Double(now - start) / 1e9)
    }
}
