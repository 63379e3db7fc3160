// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct WorkerPoolTests {
    private let done = Monitor(0)

    private func count() {
        done.withLock { $0 += 1 }
        done.notify()
    }

    @Test func `more than may wait is turned away`() {
        let pool = WorkerPool(name: "pool", threads: 1, waitingMax: 2)
        #expect(pool.run {} && pool.run {})
        #expect(!pool.run {})
    }

    @Test func `what was taken in is finished, and after a stop nothing is taken`() throws {
        let pool = WorkerPool(name: "pool", threads: 2, waitingMax: 100)
        for _ in 0..<100 { #expect(pool.run { count() }) }
        try pool.start()
        pool.stop(deadline: .after(patience))
        #expect(done.withLock { $0 } == 100)
        #expect(!pool.run {})
    }

    @Test func `work that blocks keeps one thread and not the others`() throws {
        let pool = WorkerPool(name: "pool", threads: 2, waitingMax: 100)
        let release = Monitor(false)
        try pool.start()
        #expect(pool.run { _ = release.wait { $0 } })
        #expect(pool.run { count() })
        #expect(done.wait(deadline: .after(patience)) { $0 == 1 })
        release.withLock { $0 = true }
        release.notify()
        pool.stop(deadline: .after(patience))
    }
}
