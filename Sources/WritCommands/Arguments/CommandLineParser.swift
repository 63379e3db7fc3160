// SPDX-License-Identifier: Apache-2.0

import MissionFile

extension Command {
    /// Reads the words after the program's name. This command is the program.
    package func parse(_ words: [String]) throws(UsageError) -> Invocation<Action> {
        var parser = CommandLineParser(self)
        return try parser.parse(words)
    }
}

/// Reads one command line, word by word.
private struct CommandLineParser<Action: Sendable> {
    private var command: Command<Action>
    private var path: [String]
    private var arguments = Arguments()
    private var wantsHelp = false
    private var wantsVersion = false

    init(_ root: Command<Action>) {
        command = root
        path = [root.name]
    }

    mutating func parse(_ words: [String]) throws(UsageError) -> Invocation<Action> {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                try takeRest(Array(rest))
                break
            }
            try take(word, &rest)
        }
        if wantsVersion { return .version }
        if wantsHelp || (command.action == nil && path.count == 1) { return .help(HelpPage(command, path: path)) }
        guard let action = command.action else {
            throw UsageError("`\(path.joined(separator: " "))` needs a verb", hints: [verbs, help])
        }
        try checkPlaces()
        namePlaces()
        arguments.path = path
        return .run(action, arguments)
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        switch word {
        case "-h", "--help": wantsHelp = true
        case "-v" where path.count == 1, "--version" where path.count == 1: wantsVersion = true
        case "help" where path.count == 1 && !wantsHelp: wantsHelp = true
        case _ where word.hasPrefix("--"): try takeOption(word.dropFirst(2), &rest)
        case _ where word.hasPrefix("-") && word != "-":
            throw UsageError(
                "there is no option `\(InertText.shown(word))`", hints: ["options are written in full: `--name`", help])
        case _ where command.action == nil: try descend(to: word)
        default: arguments.places.append(word)
        }
    }

    private mutating func takeRest(_ words: [String]) throws(UsageError) {
        guard command.rest != nil else { return arguments.places += words }
        arguments.rest = words
    }

    private mutating func takeOption(_ text: Substring, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts.first ?? ""
        if (command.flags + Everywhere.flags).contains(where: { $0.name == name }) {
            guard parts.count == 1 else { throw UsageError("`--\(name)` takes no value", hints: [help]) }
            arguments.flags.insert(name)
        } else if let option = (command.options + Everywhere.options).first(where: { $0.name == name }) {
            try record(option, parts.count == 2 ? parts[1] : value(of: option, &rest))
        } else {
            throw unknownOption(name)
        }
    }

    /// The word after the option, unless that is an option itself. A public key may begin with `-`.
    private func value(of option: Option, _ rest: inout ArraySlice<String>) throws(UsageError) -> String {
        guard let next = rest.first, !isOption(next) else {
            throw UsageError(
                "`--\(option.name)` needs a value", hints: ["write `--\(option.name) \(option.value)`", help])
        }
        rest.removeFirst()
        return next
    }

    private func isOption(_ word: String) -> Bool {
        if ["--", "-h", "--help"].contains(word) { return true }
        let name = word.split(separator: "=", maxSplits: 1).first ?? ""
        return name.hasPrefix("--") && names.contains(String(name.dropFirst(2)))
    }

    /// Flags and options that can stand here.
    private var names: [String] {
        (command.flags + Everywhere.flags).map(\.name) + (command.options + Everywhere.options).map(\.name)
    }

    private mutating func record(_ option: Option, _ value: String) throws(UsageError) {
        guard option.isRepeatable || arguments.values[option.name] == nil else {
            throw UsageError("`--\(option.name)` can be given once only", hints: [help])
        }
        arguments.values[option.name, default: []].append(value)
    }

    private mutating func descend(to word: String) throws(UsageError) {
        guard let verb = command.verbs.first(where: { $0.name == word }) else { throw unknownVerb(word) }
        command = verb
        path.append(verb.name)
    }

    /// Every place that must be filled is, and nothing is left over.
    private func checkPlaces() throws(UsageError) {
        let needed = command.positionals.filter { $0.arity == .one || $0.arity == .oneOrMore }
        if arguments.places.count < needed.count {
            let missing = needed[arguments.places.count]
            throw UsageError("<\(missing.name)> is missing: \(missing.help)", hints: [help])
        }
        let isOpen = command.positionals.last.map { $0.arity == .any || $0.arity == .oneOrMore } ?? false
        if !isOpen, let extra = arguments.places.dropFirst(command.positionals.count).first {
            throw UsageError(
                "\(InertText.quoted(extra)) is one argument too many", hints: [beforeRest, help].compactMap(\.self))
        }
        if let rest = command.rest, rest.isRequired, arguments.rest.isEmpty {
            throw UsageError("<\(rest.name)> is missing after `--`: \(rest.help)", hints: [help])
        }
    }

    private mutating func namePlaces() {
        for (place, positional) in command.positionals.enumerated() where place < arguments.places.count {
            let isLast = place == command.positionals.count - 1
            let values = isLast ? arguments.places[place...] : arguments.places[place...place]
            arguments.named[positional.name] = Array(values)
        }
    }
}

/// What to try instead.
extension CommandLineParser {
    private var help: String { "see `\(path.joined(separator: " ")) --help`" }

    private var verbs: String {
        "one of: \(command.visibleVerbs.map(\.name).joined(separator: ", "))"
    }

    /// What is passed on was begun without the mark that it stands after.
    private var beforeRest: String? {
        guard let rest = command.rest, arguments.places.count > command.positionals.count else { return nil }
        let first = InertText.shown(arguments.places[command.positionals.count])
        return "put `--` before \(rest.help): `\(path.joined(separator: " ")) … -- \(first) …`"
    }

    private func unknownOption(_ name: String) -> UsageError {
        let nearest = Spelling.nearest(to: name, among: names + ["help"]).map { "did you mean `--\($0)`?" }
        let place = command.action == nil ? "options of a verb stand after it" : nil
        let hints = [beforeRest ?? nearest ?? place, help].compactMap(\.self)
        return UsageError("there is no option `--\(InertText.shown(name))`", hints: hints)
    }

    private func unknownVerb(_ word: String) -> UsageError {
        let nearest = Spelling.nearest(to: word, among: command.visibleVerbs.map(\.name)).map { path + [$0] }
        let suggestion = Self.paths(to: word, below: command, path).first ?? nearest
        return UsageError(
            "`\(path.joined(separator: " "))` has no verb \(InertText.quoted(word))",
            hints: [suggestion.map { "did you mean `\($0.joined(separator: " "))`?" } ?? verbs, help])
    }

    /// Where else a verb of this name stands.
    private static func paths(to word: String, below command: Command<Action>, _ path: [String]) -> [[String]] {
        command.visibleVerbs.flatMap { verb in
            (verb.name == word ? [path + [word]] : []) + paths(to: word, below: verb, path + [verb.name])
        }
    }
}
