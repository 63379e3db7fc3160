// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A signal by its number.
package struct ProcessSignal: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    /// The number, as in signal(7).
    package let rawValue: Int32

    /// Any number; that it names a signal is not checked.
    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// SIGHUP: the terminal is gone.
    package static let hangUp = ProcessSignal(rawValue: SIGHUP)
    /// SIGINT: the person at the terminal asks to stop.
    package static let interrupt = ProcessSignal(rawValue: SIGINT)
    /// SIGTERM: somebody asks to stop.
    package static let terminate = ProcessSignal(rawValue: SIGTERM)
    /// SIGKILL: stops at once, and cannot be refused.
    package static let kill = ProcessSignal(rawValue: SIGKILL)
    /// SIGSTOP: stands still until SIGCONT, and cannot refuse.
    package static let stop = ProcessSignal(rawValue: SIGSTOP)
    /// SIGCONT: a stopped process goes on.
    package static let resume = ProcessSignal(rawValue: SIGCONT)

    /// The name of the common ones, `signal 64` for others.
    package var description: String {
        switch rawValue {
        case SIGHUP: "SIGHUP"
        case SIGINT: "SIGINT"
        case SIGQUIT: "SIGQUIT"
        case SIGILL: "SIGILL"
        case SIGABRT: "SIGABRT"
        case SIGBUS: "SIGBUS"
        case SIGFPE: "SIGFPE"
        case SIGKILL: "SIGKILL"
        case SIGSEGV: "SIGSEGV"
        case SIGPIPE: "SIGPIPE"
        case SIGTERM: "SIGTERM"
        case SIGCONT: "SIGCONT"
        case SIGSTOP: "SIGSTOP"
        default: "signal \(rawValue)"
        }
    }
}
