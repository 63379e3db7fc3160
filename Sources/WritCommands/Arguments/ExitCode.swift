// SPDX-License-Identifier: Apache-2.0

/// How a command ended, for scripts.
package enum ExitCode: Int32, Sendable {
    case success = 0
    /// The authority said no, or the answer to the question is no.
    case refused = 1
    /// The command line or a file that it names cannot be understood.
    case usage = 2
    /// The authority cannot be reached.
    case unavailable = 3
    /// Something is wrong with the program itself, or its output could not be written.
    case failure = 4
}
