// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct AlarmTests {
    @Test func `an alarm for a moment that has passed wakes at once`() throws {
        let alarm = try Alarm()
        try alarm.wait(until: .now)
        try alarm.wait(until: BootInstant(nanoseconds: 0))
        try alarm.wait(until: .now + .seconds(-1_000_000_000_000))
    }

    @Test func `an alarm does not wake before its moment`() throws {
        let moment = BootInstant.now + .milliseconds(20)
        try Alarm().wait(until: moment)
        #expect(moment.hasPassed)
    }

    @Test func `an alarm that was rung before the wait wakes once`() throws {
        let alarm = try Alarm()
        let moment = BootInstant.now + .milliseconds(20)
        alarm.ring()
        alarm.ring()
        try alarm.wait(until: .now + .seconds(1_000_000))
        try alarm.wait(until: moment)
        #expect(moment.hasPassed)
    }

    @Test func `an alarm is rung by another thread`() throws {
        let alarm = try Alarm()
        let thread = try WorkerThread(name: "bell") { alarm.ring() }
        try alarm.wait(until: .now + .seconds(1_000_000))
        thread.join()
    }

    @Test func `a moment beyond all counting does not come`() {
        #expect(!(BootInstant.now + .seconds(Int64.max)).hasPassed)
    }

    @Test func `the boot clock is the one that the kernel counts its uptime by`() throws {
        let text = String(decoding: try Files.read("/proc/uptime", limitBytes: 100), as: UTF8.self)
        let uptime = try #require(text.split(separator: " ").first.flatMap { Double($0) })
        let seconds = Double(BootInstant.now.nanoseconds) / 1_000_000_000
        #expect(seconds >= uptime && seconds < uptime + 60)
    }
}
