// SPDX-License-Identifier: Apache-2.0

import Glibc
import MissionKernel
import Platform

/// The program `writ`.
package enum Program {
    package static let version = "0.1.0"

    /// Reads the command line, does what it says, and returns what to exit with.
    package static func run(_ words: [String]) -> Int32 {
        StandardDescriptors.reserve()
        BrokenPipe.ignore()
        let environment = Environment.all
        let streams = StandardStreams()
        let terminal = Terminal(facts(environment, words), write: streams.write)
        let code = run(words, environment, terminal)
        guard code == ExitStatus.success.code, let failure = streams.failure else { return code }
        terminal.fail("\(failure)", hints: ["what was done stays done; what was to be read of it is not whole"])
        return ExitStatus(.failure).code
    }

    private static func run(_ words: [String], _ environment: [String: String], _ terminal: Terminal) -> Int32 {
        do {
            switch try CommandTree.root.parse(Array(words.dropFirst())) {
            case .help(let page): terminal.print(page)
            case .version: terminal.print(StyledText("writ \(version)"))
            case .run(let verb, let arguments):
                let context = CommandContext(
                    arguments: arguments, terminal: terminal, environment: environment, directory: try directory(),
                    program: try ownPath(), now: now())
                return try verb(context).code
            }
            return ExitStatus.success.code
        } catch {
            let failure = CommandFailure(error)
            terminal.report(failure)
            return failure.code.rawValue
        }
    }

    private static func facts(_ environment: [String: String], _ words: [String]) -> Terminal.Facts {
        var facts = Terminal.Facts(environment: environment)
        let output = TerminalFacts(descriptor: STDOUT_FILENO, environment: environment)
        let errors = TerminalFacts(descriptor: STDERR_FILENO, environment: environment)
        facts.outputIsTerminal = output.isTerminal
        facts.errorsAreTerminal = errors.isTerminal
        facts.columns = output.isTerminal ? output.columns : errors.columns
        let own = words.prefix { $0 != "--" }
        facts.wantsJSON = own.contains("--json")
        facts.leavesOutput = CommandTree.root.named(by: own).runsProgram
        return facts
    }

    private static func now() -> Instant { Instant(milliseconds: TrustedClock(notBefore: 0).now()) }

    private static func directory() throws -> String {
        guard let path = getcwd(nil, 0) else { throw SystemError("find the working directory", code: errno) }
        defer { free(path) }
        return String(cString: path)
    }

    private static func ownPath() throws -> String {
        guard let path = realpath("/proc/self/exe", nil) else { throw SystemError("find the program", code: errno) }
        defer { free(path) }
        return String(cString: path)
    }
}
