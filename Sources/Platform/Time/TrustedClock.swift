// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The time that decisions are made by.
///
/// It never goes backwards, not even over a restart. It starts at the wall clock's time and advances with
/// CLOCK_BOOTTIME, so time asleep counts. It closes in on the wall clock, by a tenth of the time that passes, while the
/// two are at most 60 s apart. A larger step of the wall clock, in either direction, is not followed but told as
/// `distrust`; a restart is what accepts it, if it lies ahead, and no further than ``TrustedTime/mayStart(at:after:)``
/// takes without being told.
package final class TrustedClock: Clock {
    private let time: Monitor<TrustedTime>

    /// Starts no earlier than `notBefore`, in milliseconds since 1970: the last time that the ledger has seen.
    package init(notBefore: Int64) {
        time = Monitor(TrustedTime(notBefore: notBefore, at: .now))
    }

    /// What the wall clock shows, in milliseconds since 1970, for asking whether it may be believed.
    package static var wallMilliseconds: Int64 { ClockPair.now.wallMilliseconds }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    package func now() -> Int64 {
        time.withLock { time in
            time.advance(to: .now)
            return time.milliseconds
        }
    }

    /// How far the wall clock has stepped away, as of now.
    ///
    /// Nil while it is followed.
    package var distrust: ClockDistrust? {
        time.withLock { time in
            time.advance(to: .now)
            return time.distrust
        }
    }
}

extension ClockPair {
    static var now: ClockPair {
        ClockPair(
            wallMilliseconds: ClockReading.nanoseconds(of: CLOCK_REALTIME) / 1_000_000,
            bootNanoseconds: ClockReading.nanoseconds(of: CLOCK_BOOTTIME))
    }
}
