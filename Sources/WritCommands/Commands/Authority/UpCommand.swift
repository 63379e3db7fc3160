// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import CanonicalJSON
import Glibc
import Platform

/// `writ up`
enum UpCommand {
    private static let detach = Flag("detach", "run in the background, and return once it serves")
    private static let clock = Flag(
        "clock-is-right", "start although the wall clock is far ahead of all that was written here before")
    private static let level = Option("log-level", value: "LEVEL", "debug, info, warning or error; default info")

    static let verb = Command<Verb>("up", "Run the authority", action: run).with {
        $0.discussion = [
            "Runs until it is stopped by `writ down` or a signal. Whatever it has acknowledged is on the disk: it may "
                + "be killed at any time, and goes on from there when it is started again.",
            "In the foreground it logs to the error stream, one JSON object a line; in the background to "
                + "`authority.log` in its home.",
            "Where the wall clock is more than 30 days ahead of the ledger's last entry and of its file, it does not "
                + "start: what a wrong clock ends is ended for good. `--clock-is-right` says that it is.",
        ]
        $0.flags = [detach, clock]
        $0.options = [level]
        $0.examples = [
            Example("writ up --detach", "in the background"), Example("writ up", "in the foreground, for a service"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let level = try context.arguments.word(level, of: LogLevel.self) ?? .info
        return context.arguments[detach] ? try startDetached(context, level) : try serve(context, level)
    }

    private static func serve(_ context: CommandContext, _ level: LogLevel) throws -> ExitStatus {
        // WHY: first, so that no thread that is started later takes the signals.
        let signals = try SignalWaiter()
        var progress = ProgressLine(on: context.terminal)
        let host = try AuthorityHost(
            home: context.home(), isClockRight: context.arguments[clock], log: level, to: STDERR_FILENO
        ) { count in
            progress.update(StyledText("replaying the ledger: \(count) entries"))
        }
        progress.finish()
        let terminal = context.terminal
        try host.run(until: signals) { running in
            terminal.answer(running.json, orText: { terminal.print(line(about: running)) })
        }
        return .success
    }

    private static func line(about running: RunningAuthority) -> StyledText {
        let places = [running.socket] + running.addresses
        return StyledText("serving", .good) + StyledText(" on \(places.joined(separator: ", "))")
            + StyledText(" as process \(running.pid)")
    }
}

/// In the background.
extension UpCommand {
    private static let patience = Duration.seconds(300)
    private static let lineBytesMax = 64 * 1024

    /// Starts this program again in a session of its own, and waits for the line that says it serves.
    private static func startDetached(_ context: CommandContext, _ level: LogLevel) throws -> ExitStatus {
        let home = try context.home()
        _ = try HomeConfiguration(of: home)
        let log = try FileDescriptor.open(
            home.log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600, operation: "open log")
        let clock = context.arguments[clock] ? ["--\(Self.clock.name)"] : []
        var command = ChildCommand(
            context.program, ["up", "--json", "--home", home.path, "--log-level", level.rawValue] + clock,
            environment: context.environment, workingDirectory: "/")
        command.placement = .newSession
        command.standardOutput = .pipe
        command.standardError = .descriptor(log.rawValue)
        let child = try ChildProcess.spawn(command)
        guard let output = child.takeStandardOutput() else {
            throw CommandFailure(.failure, "the authority was started without a pipe to hear from it")
        }
        let line = try firstLine(of: output)
        guard let running = try? RunningAuthority(json: line) else {
            return try explain(child, line, log: home.log)
        }
        context.terminal.answer(running.json, orText: { context.terminal.print(self.line(about: running)) })
        return .success
    }

    private static func firstLine(of output: borrowing FileDescriptor) throws -> [UInt8] {
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while line.last != UInt8(ascii: "\n"), line.count < lineBytesMax {
            let count = try output.read(into: &chunk)
            guard count > 0 else { break }
            line += chunk[..<count]
        }
        return line
    }

    /// The reason why it did not start, as it gave it itself.
    private static func explain(_ child: ChildProcess, _ line: [UInt8], log: String) throws -> ExitStatus {
        let exit = try child.wait(deadline: .after(.seconds(5)))
        guard let answer = try? JSONDocument(line).root, let problem = answer["error_description"]?.stringValue else {
            throw CommandFailure(
                .failure, "the authority did not start: \(exit.map { "\($0)" } ?? "no answer")",
                hints: ["its log is `\(log)`"])
        }
        var hints: [String] = []
        answer["hints"]?.forEachElement { hint in hints += [hint.stringValue].compactMap(\.self) }
        guard case .exited(let number)? = exit, let code = ExitCode(rawValue: number) else {
            throw CommandFailure(.failure, problem, hints: hints)
        }
        throw CommandFailure(code, problem, hints: hints)
    }
}
