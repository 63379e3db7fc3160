// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Platform
import WritTesting

/// The clocks of the simulated machine. Time passes only when the world says so;
/// the rule of trusted time is the real one.
// SAFETY: a world has one thread, and nothing else uses this.
final class WorldClock: @unchecked Sendable {
    private var reading: ClockPair
    private var trusted: TrustedTime

    init() {
        let dawn = KernelWorld.dawn.microseconds / 1000
        reading = ClockPair(wallMilliseconds: dawn, bootNanoseconds: 50_000_000_000)
        trusted = TrustedTime(notBefore: 0, at: reading)
    }

    var now: Instant { Instant(milliseconds: trusted.milliseconds) }

    func pass(milliseconds: Int64) {
        reading.wallMilliseconds += milliseconds
        reading.bootNanoseconds += milliseconds * 1_000_000
        trusted.advance(to: reading)
    }

    /// Somebody sets the wall clock.
    func stepWall(byMilliseconds step: Int64) { reading.wallMilliseconds += step }

    /// A new process reads the clocks afresh, not before what its ledger has seen.
    func restart(notBefore: Instant) {
        let (quotient, remainder) = notBefore.microseconds.quotientAndRemainder(dividingBy: 1000)
        let floor = notBefore == .distantPast ? 0 : remainder > 0 ? quotient + 1 : quotient
        trusted = TrustedTime(notBefore: floor, at: reading)
    }
}
