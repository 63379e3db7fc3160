// SPDX-License-Identifier: Apache-2.0

/// A git command line, taken apart: what comes before the subcommand, the subcommand, and its arguments.
package struct GitInvocation: Sendable, Equatable {
    /// The program, as it was written.
    package let program: String
    /// Options for git itself, such as `-C folder`.
    package let globalOptions: [String]
    package let subcommand: String
    package let arguments: [String]

    /// Options of git that have their value in the next argument.
    private static let withValue: Set<String> = [
        "-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--super-prefix", "--config-env",
        "--attr-source",
    ]

    /// Nil when the command line does not run git, or runs it without a subcommand.
    package init?(_ commandLine: [String]) {
        guard let program = commandLine.first, program == "git" || program.hasSuffix("/git") else { return nil }
        var position = 1
        while position < commandLine.count, commandLine[position].utf8.first == UInt8(ascii: "-") {
            position += Self.withValue.contains(commandLine[position]) ? 2 : 1
        }
        guard position < commandLine.count else { return nil }
        self.program = program
        globalOptions = Array(commandLine[1..<position])
        subcommand = commandLine[position]
        arguments = Array(commandLine[(position + 1)...])
    }

    /// The arguments that are no options, before `--` and after it.
    var operands: [String] {
        arguments.filter { $0.utf8.first != UInt8(ascii: "-") }
    }

    /// Whether one of the options is there, in its long form or alone or among short ones (`-fq`).
    func has(_ long: String, _ short: Character? = nil) -> Bool {
        arguments.prefix { $0 != "--" }.contains { argument in
            if argument == long || argument.hasPrefix(long + "=") { return true }
            guard let short, argument.hasPrefix("-"), !argument.hasPrefix("--") else { return false }
            return argument.dropFirst().contains(short)
        }
    }
}
