// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct MonitorTests {
    @Test func `entering a monitor twice in one thread stops the program`() async {
        await #expect(processExitsWith: .failure) {
            let monitor = Monitor(0)
            monitor.withLock { _ in monitor.withLock { $0 += 1 } }
        }
    }

    @Test func `a wait whose predicate does not come true ends at its deadline`() {
        let monitor = Monitor(0)
        #expect(!monitor.wait(deadline: .after(.milliseconds(5))) { $0 == 1 })
        #expect(monitor.take(deadline: .after(.milliseconds(5))) { $0 == 1 ? "one" : nil } == nil)
    }

    @Test func `a deadline that has passed does not hide a predicate that holds`() {
        let monitor = Monitor(1)
        #expect(monitor.wait(deadline: .now) { $0 == 1 })
    }

    @Test func `a body's error comes out and leaves the monitor usable`() {
        struct Failure: Error {}
        let monitor = Monitor(1)
        #expect(throws: Failure.self) { try monitor.withLock { _ in throw Failure() } }
        #expect(monitor.withLock { $0 } == 1)
    }

    @Test func `notify wakes all who wait`() throws {
        let monitor = Monitor((isOpen: false, passed: 0))
        let threads = try (0..<4).map { _ in
            try WorkerThread(name: "waiter") {
                _ = monitor.wait { $0.isOpen }
                monitor.withLock { $0.passed += 1 }
            }
        }
        monitor.withLock { $0.isOpen = true }
        monitor.notify()
        for thread in threads { #expect(thread.join(deadline: .after(patience))) }
        #expect(monitor.withLock { $0.passed } == 4)
    }

    @Test func `each item of a queue is taken once`() throws {
        let queue = Monitor(Array(0..<1_000))
        let taken = Monitor<[Int]>([])
        let threads = try (0..<4).map { _ in
            try WorkerThread(name: "taker") {
                while let item = queue.take(deadline: .now, { $0.popLast() }) { taken.withLock { $0.append(item) } }
            }
        }
        for thread in threads { thread.join() }
        #expect(taken.withLock { $0.sorted() } == Array(0..<1_000))
    }
}
