// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Glibc
import Platform

/// The program `writ-sim`.
package enum SimProgram {
    /// Reads the command line, does what it says, and returns what to exit with.
    package static func run(_ words: [String]) -> Int32 {
        BrokenPipe.ignore()
        do {
            return try run(SimArguments(words.dropFirst()))
        } catch let error as SimUsageError {
            write("writ-sim: \(error)\n", to: STDERR_FILENO)
            return 2
        } catch {
            write("writ-sim: \(error)\n", to: STDERR_FILENO)
            return 2
        }
    }

    private static func run(_ arguments: SimArguments) throws -> Int32 {
        switch arguments.wish {
        case .help:
            write(SimHelp.text, to: STDOUT_FILENO)
            return 0
        case .listSabotages:
            write(list(asJSON: arguments.wantsJSON), to: STDOUT_FILENO)
            return 0
        case .run where arguments.wantsTrace: return trace(arguments)
        case .run: return try simulate(arguments)
        }
    }

    private static func simulate(_ arguments: SimArguments) throws -> Int32 {
        let isWatched = TerminalFacts(descriptor: STDERR_FILENO).isTerminal
        let total = arguments.seeds.count
        let outcome = try SeedPool(seeds: arguments.seeds, sabotage: arguments.sabotage).run { count in
            if isWatched, count % 5 == 0 { write("\r\(count) of \(total) worlds", to: STDERR_FILENO) }
        }
        if isWatched { write("\r\u{1B}[K", to: STDERR_FILENO) }
        let report = SimReport(seeds: arguments.seeds, sabotage: arguments.sabotage, outcome: outcome)
        let isTerminal = TerminalFacts(descriptor: STDOUT_FILENO).isTerminal
        write(arguments.wantsJSON ? json(report.json) : report.text(isTerminal: isTerminal), to: STDOUT_FILENO)
        return report.exitCode
    }

    private static func trace(_ arguments: SimArguments) -> Int32 {
        let run = SeedRun(seed: arguments.seeds.lowerBound, sabotage: arguments.sabotage, keepsTrace: true)
        write(run.trace.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
        guard let breach = run.breach else { return 0 }
        write("broken at step \(breach.step): \(breach.promise.sentence)\n  \(breach.detail)\n", to: STDOUT_FILENO)
        return 1
    }

    private static func list(asJSON: Bool) -> String {
        guard asJSON else {
            let width = Sabotage.all.map(\.name.count).max() ?? 0
            return Sabotage.all.map { sabotage in
                sabotage.name + String(repeating: " ", count: width - sabotage.name.count + 2) + sabotage.summary + "\n"
            }.joined()
        }
        return json(
            .array(Sabotage.all.map { ["name": .string($0.name), "summary": .string($0.summary)] }))
    }

    private static func json(_ value: JSONValue) -> String {
        String(decoding: value.canonicalBytes, as: UTF8.self) + "\n"
    }

    private static func write(_ text: String, to descriptor: Int32) {
        do throws(SystemError) {
            try FileDescriptor.duplicating(descriptor).write(Array(text.utf8))
        } catch {
            // There is nobody left to tell.
        }
    }
}
