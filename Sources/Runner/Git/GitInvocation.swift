// SPDX-License-Identifier: Apache-2.0

/// A git command line, taken apart: what comes before the subcommand, the subcommand, and its arguments.
package struct GitInvocation: Sendable, Equatable {
    /// The program, as it was written.
    package let program: String
    /// Options for git itself, such as `-C folder`.
    package let globalOptions: [String]
    package let subcommand: String
    package let arguments: [String]

    /// Nil when the command line does not run git, or runs it without a subcommand.
    package init?(_ commandLine: [String]) throws(GitError) {
        guard let program = commandLine.first, program == "git" || program.hasSuffix("/git") else { return nil }
        let words = try GitWords(Array(commandLine.dropFirst()), of: "git", .git, stopsAtOperand: true)
        guard let subcommand = words.operands.first else { return nil }
        self.program = program
        globalOptions = words.options.flatMap(\.words)
        self.subcommand = subcommand
        arguments = Array(words.operands.dropFirst())
    }

    /// The arguments by the table of the subcommand's options.
    func words(_ table: GitOptionTable) throws(GitError) -> GitWords {
        try GitWords(arguments, of: "git \(subcommand)", table)
    }

    /// The command line, by default as it was written.
    func commandLine(_ arguments: [String]? = nil) -> [String] {
        [program] + globalOptions + [subcommand] + (arguments ?? self.arguments)
    }

    /// The folder that it works in when it is run in `directory` (`-C`).
    func folder(from directory: String) -> String {
        var folder = directory
        for (name, value) in zip(globalOptions, globalOptions.dropFirst()) where name == "-C" && !value.isEmpty {
            folder = value.hasPrefix("/") ? value : "\(folder)/\(value)"
        }
        return folder
    }
}

/// Aliases.
extension GitInvocation {
    private static let expansionsMax = 16

    /// The same with the aliases of git's settings written out, as long as git would take the subcommand for one.
    ///
    /// Git takes none for its own commands; whatever is neither its own nor an alias stays as it is.
    func expanded(in workplace: GitWorkplace) throws(GitError) -> GitInvocation {
        var invocation = self
        for _ in 0..<Self.expansionsMax {
            if GitAction.Subcommand(rawValue: invocation.subcommand) != nil { return invocation }
            guard let meaning = try workplace.git.line("config", "--get", "alias.\(invocation.subcommand)") else {
                return invocation
            }
            invocation = try invocation.expanded(to: meaning)
        }
        throw GitError("the alias `\(subcommand)` stands for itself")
    }

    private func expanded(to meaning: String) throws(GitError) -> GitInvocation {
        guard meaning.utf8.first != UInt8(ascii: "!"), !meaning.contains(where: { "'\"\\".contains($0) }) else {
            throw GitError("`\(subcommand)` is an alias for `\(meaning)`; write out the git command that is meant")
        }
        let words = meaning.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let invocation = try GitInvocation([program] + globalOptions + words + arguments) else {
            throw GitError("the alias `\(subcommand)` stands for nothing")
        }
        return invocation
    }
}
