// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// One process, for as long as this value lives: unlike its number, a handle never comes to mean another.
package struct ProcessHandle: ~Copyable, Sendable {
    let descriptor: FileDescriptor

    init(owning descriptor: consuming FileDescriptor) {
        self.descriptor = descriptor
    }

    /// A handle on the process that has the number now, or nil when there is none.
    package init?(_ pid: ProcessID) throws(SystemError) {
        let result = writ_process_descriptor(pid.rawValue)
        if result == -ESRCH { return nil }
        guard result >= 0 else { throw SystemError("open process", path: "\(pid)", code: -result) }
        descriptor = FileDescriptor(owning: result)
    }

    /// Whether all its threads have ended.
    ///
    /// A zombie has ended.
    package func hasEnded() throws(SystemError) -> Bool {
        try waitForEnd(deadline: .now)
    }

    /// Waits until all its threads have ended, and returns false when the deadline passed first.
    package func waitForEnd(deadline: Deadline = .never) throws(SystemError) -> Bool {
        var polled = [pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)]
        return try Poll.wait(&polled, deadline: deadline)
    }

    /// Sends a signal to the process alone, and returns false when it has ended and is gone.
    @discardableResult
    package func send(_ signal: ProcessSignal) throws(SystemError) -> Bool {
        let result = writ_process_signal(descriptor.rawValue, signal.rawValue)
        if result == -ESRCH { return false }
        guard result == 0 else { throw SystemError("send \(signal)", code: -result) }
        return true
    }
}
