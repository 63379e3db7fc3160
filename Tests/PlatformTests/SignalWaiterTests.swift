// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct SignalWaiterTests {
    @Test func `a wait without a signal ends at the deadline`() async {
        await #expect(processExitsWith: .success) {
            let waiter = try SignalWaiter()
            let wake = try waiter.wait(deadline: .after(.milliseconds(5)))
            try #require(wake == .deadlinePassed)
        }
    }

    @Test func `an interruption from before the wait counts, once`() async {
        await #expect(processExitsWith: .success) {
            let waiter = try SignalWaiter()
            waiter.interrupt()
            waiter.interrupt()
            try #require(try waiter.wait(deadline: .after(.seconds(60))) == .interrupted)
            try #require(try waiter.wait(deadline: .now) == .deadlinePassed)
        }
    }

    @Test(arguments: [ProcessSignal.hangUp, .interrupt, .terminate])
    func `a signal reaches the one who waits and ends nothing`(signal: ProcessSignal) throws {
        let child = try ChildProcess.spawn(command(probe, "wait-for-signal"))
        var output = try lines(of: child)
        #expect(try output.next() == "ready")
        try child.send(signal)
        #expect(try output.next() == "signal(\(signal))")
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
    }

    @Test(arguments: [ProcessSignal.hangUp, .interrupt, .terminate])
    func `a signal is passed on to children until all have ended`(signal: ProcessSignal) throws {
        let child = try ChildProcess.spawn(command(probe, "pass-signals"))
        var output = try lines(of: child)
        #expect(try output.next() == "ready")
        try child.send(signal)
        #expect(try output.next() == "exited with 1, exited with 2 after \(signal)")
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
    }

    @Test func `waiting for children that have ended tells how`() async {
        await #expect(processExitsWith: .success) {
            let ends = try SignalWaiter().wait(for: [ChildProcess.spawn(script("exit 3"))])
            try #require(ends.exits == [.exited(3)] && ends.signal == nil)
        }
    }

    @Test func `services run until a signal comes`() throws {
        let child = try ChildProcess.spawn(command(probe, "run-services"))
        var output = try lines(of: child)
        #expect(try output.next() == "ready")
        try child.send(.terminate)
        #expect(try output.next() == "stopped")
        #expect(try output.next() == "[true]")
        #expect(try child.wait(deadline: .after(patience)) == .exited(0))
    }
}
