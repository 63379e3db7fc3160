// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc
import Platform

/// The passphrase that seals an approver's key: from the file that an option names, else from the terminal.
enum Passphrase {
    static let file = Option(
        "passphrase-file", value: "FILE", "read the passphrase from the first line of a file, a pipe or `-`, the input")

    private static let bytesMax = 1024
    private static let bytesMin = 8

    /// A new passphrase, from the file that `option` names, else asked for twice.
    static func choose(_ context: CommandContext, from option: Option = file) throws -> SecretBytes {
        var chosen: [UInt8]
        if let file = context.arguments[option] {
            chosen = try read(file, context)
        } else {
            chosen = try ask("Choose a passphrase for the new key: ", from: option)
            guard try ask("Once more: ", from: option) == chosen else {
                throw UsageError("the two passphrases differ", hints: ["try again"])
            }
        }
        guard chosen.count >= bytesMin else {
            throw UsageError("a passphrase has at least \(bytesMin) characters", hints: ["four random words are good"])
        }
        return SecretBytes(moving: &chosen)
    }

    /// The passphrase of a key that exists.
    static func enter(_ context: CommandContext) throws -> SecretBytes {
        var entered = try context.arguments[file].map { try read($0, context) } ?? ask("Passphrase: ", from: file)
        guard !entered.isEmpty else { throw UsageError("the passphrase is empty") }
        return SecretBytes(moving: &entered)
    }

    private static func ask(_ question: String, from option: Option) throws -> [UInt8] {
        switch try TerminalPrompt.ask(question, isHidden: true) {
        case .typed(let answer): return answer
        case .cancelled: throw CommandFailure(.refused, "cancelled: nothing was approved, and nothing has changed")
        case .noTerminal:
            throw UsageError(
                "a passphrase is needed, and there is no terminal to ask on", hints: ["name a file: `--\(option.name)`"]
            )
        }
    }

    private static func read(_ file: String, _ context: CommandContext) throws -> [UInt8] {
        let bytes =
            file == "-"
            ? try FileDescriptor.duplicating(STDIN_FILENO).readToEnd(limitBytes: bytesMax)
            : try context.readFileOrPipe(file, limitBytes: bytesMax)
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        return line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
    }
}
