// SPDX-License-Identifier: Apache-2.0

/// The words after `git` or after one of its subcommands, taken apart by the table of their options.
struct GitWords: Sendable, Equatable {
    /// An option as it was meant, and as it is written.
    struct Option: Sendable, Equatable {
        let name: String
        let value: String?
        let words: [String]
    }

    private(set) var options: [Option] = []
    /// The words that are no options and no values of one.
    private(set) var operands: [String] = []

    /// Refuses an option that the table does not have.
    ///
    /// - Parameter stopsAtOperand: whether what follows the first operand is left to be read by another table.
    init(_ words: [String], of command: String, _ table: GitOptionTable, stopsAtOperand: Bool = false) throws(GitError)
    {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                return
            }
            if word.hasPrefix("--") {
                options.append(try table.long(word, &rest, of: command))
            } else if word.hasPrefix("-"), word != "-" {
                options += try table.short(word, &rest, of: command)
            } else {
                operands.append(word)
                guard stopsAtOperand else { continue }
                operands += rest
                return
            }
        }
    }

    func has(_ names: String...) -> Bool { options.contains { names.contains($0.name) } }

    /// The value of the last of these options.
    func value(_ names: String...) -> String? { options.last { names.contains($0.name) }?.value }

    /// Whether there are no options but these.
    func hasOnly(_ names: String...) -> Bool { options.allSatisfy { names.contains($0.name) } }
}

/// The options of a git command whose meaning is known here, as its manual page has them.
///
/// Any other is refused: an option that nobody looked at could make a preview real, reach another repository or run
/// another program, and whether the next word is its value could not be told.
struct GitOptionTable: Sendable {
    private let flags: Set<String>
    private let valued: Set<String>
    private let optional: Set<String>

    /// Names with spaces between them.
    ///
    /// - Parameters:
    ///   - flags: those without a value: `-q`, `--quiet`.
    ///   - valued: those with a value in the same word or in the next one: `-b x`, `-bx`, `--branch x`, `--branch=x`.
    ///   - optional: those whose value, if they have one, is in the same word: `-n5`, `--track=direct`.
    init(_ flags: String, valued: String = "", optional: String = "") {
        self.flags = Self.names(flags)
        self.valued = Self.names(valued)
        self.optional = Self.names(optional)
    }

    /// The options of both.
    func adding(_ other: GitOptionTable) -> GitOptionTable { GitOptionTable(self, other) }

    private init(_ first: GitOptionTable, _ second: GitOptionTable) {
        flags = first.flags.union(second.flags)
        valued = first.valued.union(second.valued)
        optional = first.optional.union(second.optional)
    }

    private static func names(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    fileprivate func long(
        _ word: String, _ rest: inout ArraySlice<String>, of command: String
    ) throws(GitError) -> GitWords.Option {
        let name = String(word.prefix { $0 != "=" })
        let written = name == word ? nil : String(word.dropFirst(name.count + 1))
        if valued.contains(name) {
            // WHY: where the value is missing git takes its default or complains.
            let next = written == nil ? rest.popFirst() : nil
            return GitWords.Option(name: name, value: written ?? next, words: [word] + [next].compactMap(\.self))
        }
        guard optional.contains(name) || (written == nil && flags.contains(name)) else {
            throw Self.refusal(word, of: command)
        }
        return GitWords.Option(name: name, value: written, words: [word])
    }

    /// Short options can stand together in one word.
    fileprivate func short(
        _ word: String, _ rest: inout ArraySlice<String>, of command: String
    ) throws(GitError) -> [GitWords.Option] {
        var options: [GitWords.Option] = []
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let name = "-\(letter)"
            if flags.contains(name) {
                options.append(GitWords.Option(name: name, value: nil, words: [name]))
                continue
            }
            let takesNext = valued.contains(name) && letters.isEmpty
            guard valued.contains(name) || optional.contains(name) else { throw Self.refusal(word, of: command) }
            let next = takesNext ? rest.popFirst() : nil
            options.append(
                GitWords.Option(
                    name: name, value: next ?? (letters.isEmpty ? nil : String(letters)),
                    words: [name + letters] + [next].compactMap(\.self)))
            break
        }
        return options
    }

    private static func refusal(_ word: String, of command: String) -> GitError {
        GitError("`\(command) \(word)` is not understood here; leave the option out")
    }
}
