// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A value that threads share, with a lock around it and a way to wait until it changes.
///
/// Who changes the value calls `notify`. A body must not enter the same monitor again and must not block.
///
/// It is the lock of this module: the thread sanitizer sees it, unlike `Synchronization.Mutex` on Linux, and where
/// nobody contends it takes a third of that one's time.
package final class Monitor<State: ~Copyable & Sendable>: @unchecked Sendable {
    // SAFETY: `@unchecked Sendable`: this class sees to it that `state` is accessed with `mutex` held only.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state: State

    /// Guards the value from here on.
    package init(_ state: consuming State) {
        self.state = state
        var mutexAttributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&mutexAttributes)
        pthread_mutexattr_settype(&mutexAttributes, Int32(PTHREAD_MUTEX_ERRORCHECK))
        pthread_mutex_init(mutex, &mutexAttributes)
        pthread_mutexattr_destroy(&mutexAttributes)
        var conditionAttributes = pthread_condattr_t()
        pthread_condattr_init(&conditionAttributes)
        pthread_condattr_setclock(&conditionAttributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &conditionAttributes)
        pthread_condattr_destroy(&conditionAttributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs the body alone with the value.
    package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body(&state)
    }

    /// Waits until the predicate holds.
    ///
    /// - Returns: false when the deadline passed first. A predicate that holds at once is true whatever the deadline.
    package func wait(deadline: Deadline = .never, until predicate: (borrowing State) -> Bool) -> Bool {
        take(deadline: deadline) { predicate($0) ? true : nil } ?? false
    }

    /// Waits until the body finds what it looks for, and returns that.
    ///
    /// The body may change the value.
    ///
    /// - Returns: nil when the deadline passed first.
    package func take<Result: ~Copyable>(
        deadline: Deadline = .never, _ body: (inout State) -> Result?
    ) -> Result? {
        lock()
        defer { unlock() }
        while true {
            if let found = body(&state) { return found }
            if !waitForNotification(deadline) { return body(&state) }
        }
    }

    /// Wakes all who wait, so that each looks at the value again.
    package func notify() {
        pthread_cond_broadcast(condition)
    }

    private func waitForNotification(_ deadline: Deadline) -> Bool {
        if deadline == .never { return pthread_cond_wait(condition, mutex) == 0 }
        var moment = deadline.timespec
        return pthread_cond_timedwait(condition, mutex, &moment) == 0
    }

    private func lock() {
        let code = pthread_mutex_lock(mutex)
        precondition(code == 0, "a monitor was entered twice by one thread: error \(code)")
    }

    private func unlock() {
        let code = pthread_mutex_unlock(mutex)
        precondition(code == 0, "a monitor was left by a thread that was not in it: error \(code)")
    }
}
