// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// Delivers SIGINT, SIGTERM and SIGHUP to one waiting call instead of ending the process.
///
/// Made first of all in `main`: it blocks the signals in the calling thread, and threads inherit that from the one
/// that starts them. Children do not. It also ignores SIGPIPE. Callable from any thread.
package final class SignalWaiter: Sendable {
    /// Why a wait ended.
    package enum Wake: Hashable, Sendable {
        /// One of the three signals arrived.
        case signal(ProcessSignal)
        /// Somebody called `interrupt`.
        case interrupted
        /// The deadline passed first.
        case deadlinePassed
    }

    private let signals: FileDescriptor
    private let interruptions: FileDescriptor

    /// Blocks the signals in the calling thread.
    ///
    /// They stay blocked when the waiter goes.
    package init() throws(SystemError) {
        BrokenPipe.ignore()
        TerminationSignals.block()
        var set = TerminationSignals.set
        signals = try Self.owned(writ_signal_descriptor(&set))
        interruptions = try Self.owned(writ_event_descriptor())
    }

    private static func owned(_ result: Int32) throws(SystemError) -> FileDescriptor {
        guard result >= 0 else { throw SystemError("wait for signals", code: -result) }
        return FileDescriptor(owning: result)
    }

    /// Waits for a signal, an interruption or the deadline.
    ///
    /// A signal that came before counts.
    package func wait(deadline: Deadline = .never) throws(SystemError) -> Wake {
        while true {
            var polled = [
                pollfd(fd: signals.rawValue, events: Int16(POLLIN), revents: 0),
                pollfd(fd: interruptions.rawValue, events: Int16(POLLIN), revents: 0),
            ]
            guard try Poll.wait(&polled, deadline: deadline) else { return .deadlinePassed }
            if let arrived = next() { return .signal(arrived.signal) }
            var count: UInt64 = 0
            if Glibc.read(interruptions.rawValue, &count, 8) == 8 { return .interrupted }
        }
    }

    /// A signal that has arrived, and whether the terminal sent it: then its whole group in front has it.
    private func next() -> (signal: ProcessSignal, isOfTerminal: Bool)? {
        var isOfKernel: Int32 = 0
        let number = writ_next_signal(signals.rawValue, &isOfKernel)
        return number > 0 ? (ProcessSignal(rawValue: number), isOfKernel != 0) : nil
    }

    /// Ends one wait, the present one or the next.
    package func interrupt() {
        var one: UInt64 = 1
        // WHY: the write can only fail when 2^64 - 2 interruptions are waiting already.
        _ = Glibc.write(interruptions.rawValue, &one, 8)
    }
}

extension SignalWaiter {
    /// How children ended, and the last signal that arrived meanwhile.
    package struct Ends: Hashable, Sendable {
        /// In the order of the children.
        package let exits: [ChildExit]
        package let signal: ProcessSignal?
    }

    /// Waits until all of the children have ended, and passes on to them what arrives meanwhile.
    ///
    /// What the terminal sent is not passed on to a child in the caller's group, which has it already.
    package func wait(for children: [ChildProcess]) throws(SystemError) -> Ends {
        var exits = [ChildExit?](repeating: nil, count: children.count)
        var last: ProcessSignal?
        while exits.contains(nil) {
            var polled = [pollfd(fd: signals.rawValue, events: Int16(POLLIN), revents: 0)]
            polled += zip(children, exits).map { child, exit in
                pollfd(fd: exit == nil ? child.handle.descriptor.rawValue : -1, events: Int16(POLLIN), revents: 0)
            }
            _ = try Poll.wait(&polled, deadline: .never)
            for (index, child) in children.enumerated() where exits[index] == nil {
                exits[index] = try child.wait(deadline: .now)
            }
            while let (signal, isOfTerminal) = next() {
                last = signal
                for (child, exit) in zip(children, exits) where exit == nil {
                    if !isOfTerminal || child.placement != .sameGroup { try child.send(signal) }
                }
            }
        }
        return Ends(exits: exits.compactMap(\.self), signal: last)
    }
}

/// The signals by which a person or a service manager ends a program.
enum TerminationSignals {
    static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [ProcessSignal.hangUp, .interrupt, .terminate] { sigaddset(&set, signal.rawValue) }
        return set
    }

    /// Blocks them in the calling thread, and returns what was blocked before.
    @discardableResult
    static func block() -> sigset_t {
        var set = set
        var previous = sigset_t()
        pthread_sigmask(SIG_BLOCK, &set, &previous)
        return previous
    }

    /// Puts back what `block` returned.
    static func restore(_ previous: sigset_t) {
        var previous = previous
        pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
}
