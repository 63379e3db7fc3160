// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Platform
import Synchronization
import WritTesting

@testable import WritCommands

/// What came of a command line: how it ended, and what it wrote.
struct Outcome {
    let code: Int32
    let output: String
    let errors: String

    var json: JSONNode? { try? JSONDocument(output).root }
}

/// A folder with files, in which command lines of the whole program are run.
struct Workbench {
    let folder: String

    static func with(_ files: [String: String], _ body: (Workbench) throws -> Void) throws {
        try Files.withTemporaryDirectory { folder in
            for (name, text) in files { try Files.replace(folder + "/" + name, with: Array(text.utf8)) }
            try body(Workbench(folder: folder))
        }
    }

    func run(_ words: String...) throws -> Outcome { try run(words: words) }

    func run(words: [String]) throws -> Outcome {
        let written = Written()
        var facts = Terminal.Facts()
        facts.wantsJSON = words.contains("--json")
        facts.leavesOutput = CommandTree.root.named(by: words).runsProgram
        let terminal = Terminal(facts) { stream, bytes in written.add(bytes, to: stream) }
        let code: Int32
        do {
            guard case .run(let verb, let arguments) = try CommandTree.root.parse(words) else {
                throw UsageError("no verb")
            }
            let context = CommandContext(
                arguments: arguments, terminal: terminal, environment: [:], directory: folder, program: "/bin/false",
                now: .distantPast)
            code = try verb(context).code
        } catch {
            let failure = CommandFailure(error)
            terminal.report(failure)
            code = failure.code.rawValue
        }
        return Outcome(code: code, output: written.text(.output), errors: written.text(.errors))
    }
}

private final class Written: Sendable {
    private let texts = Mutex<[Terminal.Stream: [UInt8]]>([:])

    func add(_ bytes: [UInt8], to stream: Terminal.Stream) { texts.withLock { $0[stream, default: []] += bytes } }
    func text(_ stream: Terminal.Stream) -> String {
        String(decoding: texts.withLock { $0[stream] ?? [] }, as: UTF8.self)
    }
}
