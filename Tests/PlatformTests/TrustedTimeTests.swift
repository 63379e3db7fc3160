// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

/// Clocks that move as the test says, from 1,000,000 s after 1970 and 50 s after the machine's start.
private struct Machine {
    var reading = ClockPair(wallMilliseconds: 1_000_000_000, bootNanoseconds: 50_000_000_000)
    var time: TrustedTime

    init(notBefore: Int64 = 0) {
        time = TrustedTime(notBefore: notBefore, at: reading)
    }

    mutating func pass(seconds: Int64, in steps: Int64 = 1) {
        for _ in 0..<steps {
            reading.wallMilliseconds += seconds * 1_000 / steps
            reading.bootNanoseconds += seconds * 1_000_000_000 / steps
            time.advance(to: reading)
        }
    }

    mutating func step(seconds: Int64) { reading.wallMilliseconds += seconds * 1_000 }

    var lag: Int64 { reading.wallMilliseconds - time.milliseconds }
}

@Suite struct TrustedTimeTests {
    @Test(arguments: [-61, -86_400, 61, 86_400 * 365]) func `a large step is not followed but told`(step: Int64) {
        var machine = Machine()
        machine.step(seconds: step)
        machine.pass(seconds: 10)
        #expect(machine.time.milliseconds == 1_000_010_000)
        #expect(machine.time.distrust == ClockDistrust(stepMilliseconds: step * 1_000))
    }

    @Test func `a wall clock behind the ledger by more than a minute is told from the start`() {
        var machine = Machine(notBefore: 1_000_100_000)
        #expect(machine.time.milliseconds == 1_000_100_000)
        #expect(machine.time.distrust?.stepMilliseconds == -100_000)
        machine.pass(seconds: 10)
        #expect(machine.time.milliseconds == 1_000_110_000)
    }

    @Test func `time does not go backwards while the wall clock does`() {
        var machine = Machine()
        machine.step(seconds: -60)
        var earlier = machine.time.milliseconds
        for _ in 0..<1_000 {
            machine.pass(seconds: 1)
            #expect(machine.time.milliseconds >= earlier + 900)
            earlier = machine.time.milliseconds
        }
        #expect(machine.lag == 0)
    }

    @Test func `a boot clock that stands still or runs backwards moves nothing`() {
        var machine = Machine()
        machine.step(seconds: 30)
        machine.time.advance(to: machine.reading)
        #expect(machine.time.milliseconds == 1_000_000_000)
        machine.reading.bootNanoseconds -= 1_000_000_000
        machine.time.advance(to: machine.reading)
        #expect(machine.time.milliseconds == 1_000_000_000)
    }

    @Test func `numbers at the ends of their range do not trap`() {
        for notBefore in [Int64.min, -1, .max] {
            for wall in [Int64.min, 0, .max] {
                var time = TrustedTime(
                    notBefore: notBefore, at: ClockPair(wallMilliseconds: wall, bootNanoseconds: .min))
                time.advance(to: ClockPair(wallMilliseconds: ~wall, bootNanoseconds: .max))
                #expect(time.milliseconds >= max(notBefore, wall))
            }
        }
    }

    @Test(arguments: [-60, -1, 1, 60]) func `a small step is closed in on by a tenth of the time`(step: Int64) {
        var machine = Machine()
        machine.step(seconds: step)
        machine.pass(seconds: 5)
        #expect(machine.time.distrust == nil)
        #expect(machine.lag == step * 1_000 - step.signum() * 500)
        machine.pass(seconds: 600)
        #expect(machine.lag == 0)
    }

    @Test func `closing in works as well in microsecond steps`() {
        var machine = Machine()
        machine.step(seconds: 1)
        let start = machine.reading
        for microseconds in 1...5_000_000 where microseconds % 7 == 0 {
            machine.reading.bootNanoseconds = start.bootNanoseconds + Int64(microseconds) * 1_000
            machine.reading.wallMilliseconds = start.wallMilliseconds + Int64(microseconds) / 1_000
            machine.time.advance(to: machine.reading)
        }
        #expect(abs(machine.lag - 500) <= 2)
    }

    @Test func `trust returns when the wall clock comes back`() {
        var machine = Machine()
        machine.step(seconds: 3_600)
        machine.pass(seconds: 1)
        #expect(machine.time.distrust != nil)
        machine.step(seconds: -3_600)
        machine.pass(seconds: 1)
        #expect(machine.time.distrust == nil)
        #expect(machine.lag == 0)
    }

    @Test func `time asleep counts`() {
        var machine = Machine()
        machine.pass(seconds: 8 * 3_600)
        #expect(machine.time.milliseconds == 1_000_000_000 + 8 * 3_600_000)
        #expect(machine.time.distrust == nil)
    }

    @Test func `time starts at the ledger's last time when the wall clock is a little behind it`() {
        let machine = Machine(notBefore: 1_000_059_000)
        #expect(machine.time.milliseconds == 1_000_059_000)
        #expect(machine.time.distrust == nil)
    }

    @Test func `a distrust says on which side the wall clock is`() {
        #expect("\(ClockDistrust(stepMilliseconds: -5))" == "the wall clock is 5 ms behind the time that Writ keeps")
        #expect("\(ClockDistrust(stepMilliseconds: 5))" == "the wall clock is 5 ms ahead of the time that Writ keeps")
    }
}

@Suite struct TrustedClockTests {
    @Test func `the clock does not start before the ledger's last time`() {
        let later = TrustedClock(notBefore: 0).now() + 3_600_000
        let clock = TrustedClock(notBefore: later)
        #expect(clock.now() >= later)
        #expect((-3_600_000 ... -3_590_000).contains(clock.distrust?.stepMilliseconds ?? 0))
    }

    @Test func `the clock does not go backwards between threads`() throws {
        let clock = TrustedClock(notBefore: 0)
        let latest = Monitor(Int64.min)
        let isMonotonic = Monitor(true)
        let threads = try (0..<4).map { _ in
            try WorkerThread(name: "reader") {
                for _ in 0..<2_000 {
                    let floor = latest.withLock { $0 }
                    let now = clock.now()
                    if now < floor { isMonotonic.withLock { $0 = false } }
                    latest.withLock { $0 = max($0, now) }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(isMonotonic.withLock { $0 })
        #expect(clock.distrust == nil)
    }

    @Test func `a start takes no time that is more than thirty days after all that was written`() {
        let last: Int64 = 1_000_000_000
        let day: Int64 = 86_400_000
        for leap in [-365 * day, -1, 0, 1, 30 * day] {
            #expect(TrustedTime.mayStart(at: last + leap, after: last))
        }
        for leap in [30 * day + 1, 3650 * day] { #expect(!TrustedTime.mayStart(at: last + leap, after: last)) }
        #expect(!TrustedTime.mayStart(at: .max, after: .min))
        #expect(TrustedTime.mayStart(at: .min, after: .max))
    }
}
