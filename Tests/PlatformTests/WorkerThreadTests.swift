// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2))) struct WorkerThreadTests {
    private final class Witness: Sendable {
        let onEnd: @Sendable () -> Void
        init(onEnd: @escaping @Sendable () -> Void) { self.onEnd = onEnd }
        deinit { onEnd() }
    }

    @Test func `joining a thread that still runs ends at the deadline`() throws {
        let isOver = Monitor(false)
        let thread = try WorkerThread(name: "busy") { _ = isOver.wait { $0 } }
        #expect(!thread.join(deadline: .after(.milliseconds(5))))
        isOver.withLock { $0 = true }
        isOver.notify()
        #expect(thread.join(deadline: .after(patience)))
    }

    @Test func `termination signals are blocked in the thread`() throws {
        let isBlocked = Monitor(false)
        let thread = try WorkerThread(name: "masked") {
            var mask = sigset_t()
            pthread_sigmask(SIG_SETMASK, nil, &mask)
            let all = [SIGHUP, SIGINT, SIGTERM].allSatisfy { sigismember(&mask, $0) == 1 }
            isBlocked.withLock { $0 = all }
        }
        thread.join()
        #expect(isBlocked.withLock { $0 })
    }

    @Test func `when join returns all that the closure held is released`() throws {
        let isReleased = Monitor(false)
        var witness: Witness? = Witness { isReleased.withLock { $0 = true } }
        let thread = try WorkerThread(name: "holder") { [witness] in _ = witness }
        witness = nil
        thread.join()
        #expect(isReleased.withLock { $0 })
    }

    @Test func `a thread may be joined by many and again`() throws {
        let thread = try WorkerThread(name: "short") {}
        let joiners = try (0..<3).map { _ in try WorkerThread(name: "joiner") { thread.join() } }
        for joiner in joiners { #expect(joiner.join(deadline: .after(patience))) }
        #expect(thread.join())
    }

    @Test func `the thread has its name cut to what the kernel takes`() throws {
        let name = Monitor("")
        let thread = try WorkerThread(name: "a-name-longer-than-fifteen") {
            let content = (try? Files.read("/proc/thread-self/comm", limitBytes: 64)) ?? []
            name.withLock { $0 = String(decoding: content, as: UTF8.self) }
        }
        thread.join()
        #expect(name.withLock { $0 } == "a-name-longer-t\n")
        #expect(thread.name == "a-name-longer-than-fifteen")
    }
}
