// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import CanonicalJSON
import Platform

/// `writ down`
enum DownCommand {
    private static let patience = Duration.seconds(60)

    static let verb = Command<Verb>("down", "Stop the authority", action: run).with {
        $0.discussion = [
            "What it has taken in is finished first. Nothing changes for missions; agents are told to stop. "
                + "An agent is refused."
        ]
        $0.examples = [Example("writ down", "stop the one that runs on this home")]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let home = try context.home()
        try HomeConfiguration(of: home).mustNotBeSupervised()
        guard let process = try runningProcess(of: home) else {
            context.terminal.answer(
                ["was_running": false], orText: { context.terminal.print("No authority is running here.") })
            return .success
        }
        try process.send(.terminate)
        guard try process.waitForEnd(deadline: .after(patience)) else {
            throw CommandFailure(.failure, "the authority has not ended yet", hints: ["its log is `\(home.log)`"])
        }
        context.terminal.answer(
            ["was_running": true], orText: { context.terminal.print(StyledText("Stopped.", .good)) })
        return .success
    }

    /// The process that holds the home's lock; nil when none does. What a killed process left behind does not count.
    private static func runningProcess(of home: Home) throws -> ProcessHandle? {
        guard try Files.exists(home.lock) else { return nil }
        do throws(SystemError) {
            _ = try FileLock(home.lock)
            return nil
        } catch {
            guard error.isHeldElsewhere else { throw error }
            return try FileLock.holder(of: home.lock).flatMap { (pid) throws(SystemError) in try ProcessHandle(pid) }
        }
    }
}
