// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// How a process ended.
package enum ChildExit: Hashable, Sendable, CustomStringConvertible {
    /// By itself, with a code from 0 to 255. Zero means success.
    case exited(Int32)
    /// By a signal.
    case signalled(ProcessSignal)

    /// Whether a signal ended it, or what it ran for us: a shell says so by a code of 128 and the signal's number.
    package var isCutShort: Bool {
        switch self {
        case .signalled: true
        case .exited(let code): (129...192).contains(code)
        }
    }

    /// `exited with 1` or `ended by SIGKILL`.
    package var description: String {
        switch self {
        case .exited(let code): "exited with \(code)"
        case .signalled(let signal): "ended by \(signal)"
        }
    }
}

/// A program that this process has started.
///
/// Callable from any thread. The child has no descriptors but its three streams, no blocked and no ignored signals.
/// While this value lives, an ended child stays in the process table, so that its number and its group's cannot come to
/// mean others. Dropping the value neither stops the child nor waits for it.
package final class ChildProcess: Sendable {
    /// The child's number, and its group's unless it was placed in the caller's.
    package let pid: ProcessID
    let placement: ChildPlacement
    let handle: ProcessHandle
    let pipes: Monitor<ChildPipes>

    init(pid: ProcessID, placement: ChildPlacement, handle: consuming ProcessHandle, pipes: consuming ChildPipes) {
        self.pid = pid
        self.placement = placement
        self.handle = handle
        self.pipes = Monitor(pipes)
    }

    deinit {
        OwnedChildren.withLock { owned in
            var exit = writ_exit()
            _ = writ_process_exit(handle.descriptor.rawValue, 1, &exit)
            owned.remove(pid)
        }
    }

    /// Waits until the child has ended, at most until the deadline.
    ///
    /// - Returns: how it ended, also when asked again; nil when the deadline passed first.
    package func wait(deadline: Deadline) throws(SystemError) -> ChildExit? {
        try handle.waitForEnd(deadline: deadline) ? recordedExit() : nil
    }

    /// Waits until the child has ended, however long that takes.
    ///
    /// - Returns: how it ended, also when asked again.
    package func wait() throws(SystemError) -> ChildExit {
        while try !handle.waitForEnd(deadline: .never) {}
        return try recordedExit()
    }

    /// How the child has ended, once it has.
    private func recordedExit() throws(SystemError) -> ChildExit {
        var exit = writ_exit()
        let result = writ_process_exit(handle.descriptor.rawValue, 0, &exit)
        guard result > 0 else { throw SystemError("learn how process ended", path: "\(pid)", code: -result) }
        return exit.signalled == 0 ? .exited(exit.value) : .signalled(ProcessSignal(rawValue: exit.value))
    }

    /// Sends a signal to the child alone, and returns false when it has ended and been cleared away.
    @discardableResult
    package func send(_ signal: ProcessSignal) throws(SystemError) -> Bool {
        try handle.send(signal)
    }

    /// The caller's end of the child's standard input.
    ///
    /// Nil when it is no pipe or was taken before.
    package func takeStandardInput() -> FileDescriptor? { pipes.withLock { $0.input.take() } }

    /// The caller's end of the child's standard output.
    ///
    /// Nil when it is no pipe or was taken before.
    package func takeStandardOutput() -> FileDescriptor? { pipes.withLock { $0.output.take() } }

    /// The caller's end of the child's standard error.
    ///
    /// Nil when it is no pipe or was taken before.
    package func takeStandardError() -> FileDescriptor? { pipes.withLock { $0.error.take() } }
}

/// The caller's ends of a child's pipes.
struct ChildPipes: ~Copyable, Sendable {
    var input: FileDescriptor?
    var output: FileDescriptor?
    var error: FileDescriptor?
}
