// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// Turns the calling process into a supervised program that cannot shake off its marks.
///
/// Called in a process that `ChildProcess` has just started for this. From then on
/// - the kernel kills the program when the process that started it ends, however that ends;
/// - no program that it starts gains privileges, by set-user-id or otherwise;
/// - it and all its descendants run under one more seccomp filter than the caller did. The filter allows everything.
///   It is inherited over fork, exec, new sessions and an emptied environment, and cannot be removed, so the count
///   that `ProcessFacts` reads tells a descendant from a process of the same user that is none.
///
/// Only the program itself dies with its supervisor; what it has started is for the supervisor to find and stop.
package enum SupervisedExec {
    /// Replaces the calling process by the command's program.
    ///
    /// Returns only by failing. Of the command, the executable, arguments, environment and working directory count;
    /// streams and placement stay as they are. Fails with `ESRCH` when `supervisor` is not the parent any more, so that
    /// no program runs without one. A caller that it returns to has some of the marks already, and is to exit.
    package static func run(_ command: ChildCommand, supervisor: ProcessID) throws(SystemError) -> Never {
        let arguments = try command.argumentVector()
        let environment = try command.environmentVector()
        try check("die with parent", writ_die_with_parent())
        // WHY: the parent may have ended before the line above took effect.
        guard getppid() == supervisor.rawValue else {
            let reason = "its supervisor, process \(supervisor), has ended"
            throw SystemError("supervise", path: command.executable, code: ESRCH, reason: reason)
        }
        try check("forbid new privileges", writ_forbid_new_privileges())
        try check("install seccomp filter", writ_install_mark())
        try check("shed inherited state", writ_shed_inheritance())
        try enter(command.workingDirectory)
        let executable = try command.resolvedExecutable()
        let result = arguments.withPointers { arguments in
            environment.withPointers { environment in writ_execute(executable, arguments, environment) }
        }
        throw SystemError("start", path: executable, code: -result)
    }

    private static func enter(_ directory: String?) throws(SystemError) {
        guard let directory else { return }
        try directory.checkForZeroBytes("enter directory")
        guard chdir(directory) == 0 else { throw SystemError("enter directory", path: directory, code: errno) }
    }

    private static func check(_ operation: String, _ result: Int32) throws(SystemError) {
        guard result == 0 else { throw SystemError(operation, code: -result) }
    }
}
