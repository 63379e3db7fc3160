// SPDX-License-Identifier: Apache-2.0

/// A few threads for work that blocks or takes its time, with a bounded queue before them.
package final class WorkerPool: Service {
    private typealias Work = @Sendable () -> Void

    private struct Queue: ~Copyable {
        var waiting: [Work] = []
        var isClosed = false
    }

    private enum Turn {
        case work(Work)
        case end
    }

    package let name: String
    private let threadCount: Int
    private let waitingMax: Int
    private let queue = Monitor(Queue())
    private let threads = Monitor<[WorkerThread]>([])

    /// A pool whose threads have yet to be started. What it is given before waits for them.
    ///
    /// - Parameter waitingMax: how much may wait; more is turned away, so that a flood does not pile up.
    package init(name: String, threads: Int, waitingMax: Int) {
        self.name = name
        threadCount = threads
        self.waitingMax = waitingMax
    }

    /// Has a thread do the work when its turn comes; false when there is no room, or the pool has been stopped.
    package func run(_ work: @escaping @Sendable () -> Void) -> Bool {
        let isTaken = queue.withLock { queue in
            guard !queue.isClosed, queue.waiting.count < waitingMax else { return false }
            queue.waiting.append(work)
            return true
        }
        if isTaken { queue.notify() }
        return isTaken
    }

    package func start() throws {
        for _ in 0..<threadCount {
            let thread = try WorkerThread(name: name) { [self] in work() }
            threads.withLock { $0.append(thread) }
        }
    }

    /// Finishes what was taken in, and ends.
    package func stop(deadline: Deadline) {
        queue.withLock { $0.isClosed = true }
        queue.notify()
        for thread in threads.withLock({ $0 }) { thread.join(deadline: deadline) }
    }

    private func work() {
        while case .work(let work) = next() { work() }
    }

    private func next() -> Turn {
        let turn = queue.take { queue -> Turn? in
            if !queue.waiting.isEmpty { return .work(queue.waiting.removeFirst()) }
            return queue.isClosed ? .end : nil
        }
        return turn ?? .end
    }
}
