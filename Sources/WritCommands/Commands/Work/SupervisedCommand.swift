// SPDX-License-Identifier: Apache-2.0

import Glibc
import Platform

/// `writ supervised`: what `writ run` starts, and what then becomes the agent.
enum SupervisedCommand {
    private static let name = "supervised"

    static let verb = Command<Verb>(name, "Become a supervised program", action: run).with {
        $0.isHidden = true
        $0.rest = Rest("command", "what to become")
    }

    /// The command that runs `arguments` marked as supervised by this process.
    static func command(
        for arguments: [String], environment: [String: String], in directory: String, by program: String
    )
        -> ChildCommand
    {
        var command = ChildCommand(
            program, [name, "--"] + arguments, environment: environment, workingDirectory: directory)
        command.standardInput = .inherit
        // WHY: on a terminal only processes of the group in front may read. Elsewhere a group of its own is stopped
        // whole.
        command.placement = isatty(STDIN_FILENO) == 1 ? .sameGroup : .newGroup
        return command
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let command = try context.command(context.arguments.rest)
        guard let supervisor = ProcessID(rawValue: getppid()) else {
            throw UsageError("this verb is for `writ run`, not for people")
        }
        do throws(SystemError) {
            try SupervisedExec.run(command, supervisor: supervisor)
        } catch {
            context.terminal.fail(error.description)
            return .notStarted(error)
        }
    }
}
