// SPDX-License-Identifier: Apache-2.0

import Platform

/// Asks a person whether to go on.
enum Confirmation {
    static let yes = Flag("yes", "go on without asking, as a script must")

    /// Returns when the answer is yes; says that nothing has changed otherwise.
    static func ask(_ question: String, _ context: CommandContext) throws {
        guard !context.arguments[yes] else { return }
        switch try TerminalPrompt.ask("\(question) [y/N] ", isHidden: false) {
        case .typed(let answer):
            let word = String(decoding: answer, as: UTF8.self).lowercased()
            guard word == "y" || word == "yes" else { throw cancelled }
        case .cancelled: throw cancelled
        case .noTerminal:
            throw UsageError(
                "this needs a yes, and there is no terminal to ask on", hints: ["to go on without it, add `--yes`"])
        }
    }

    private static var cancelled: CommandFailure { CommandFailure(.refused, "cancelled: nothing has changed") }
}
