// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform

/// What the program exits with.
package struct ExitStatus: Hashable, Sendable {
    package let code: Int32

    init(_ code: ExitCode) { self.code = code.rawValue }

    /// That of a program that was run: its own code, or 128 and the signal that ended it, as shells have it.
    init(_ exit: ChildExit) {
        code =
            switch exit {
            case .exited(let code): code
            case .signalled(let signal): 128 + signal.rawValue
            }
    }

    /// That of a program which could not be started, as shells have it: 127 when there is none, else 126.
    static func notStarted(_ error: SystemError) -> ExitStatus {
        ExitStatus(code: error.code == ENOENT ? 127 : 126)
    }

    private init(code: Int32) { self.code = code }

    static let success = ExitStatus(.success)
    /// The work was not permitted, or was stopped because it is not any longer (EX_NOPERM of sysexits.h).
    ///
    /// WHY: verbs that run another program cannot use ``ExitCode``, whose numbers that program may use itself.
    static let notPermitted = ExitStatus(code: 77)
    /// Nobody could say whether the work is permitted (EX_UNAVAILABLE of sysexits.h).
    static let unavailable = ExitStatus(code: 69)
}

/// What a verb does.
package typealias Verb = @Sendable (CommandContext) throws -> ExitStatus
