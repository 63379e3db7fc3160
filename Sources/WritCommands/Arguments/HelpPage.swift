// SPDX-License-Identifier: Apache-2.0

/// The help of one command: what it does, how it is written, and lines that work.
package struct HelpPage: Sendable {
    private struct Row {
        let term: String
        let meaning: String
    }

    private struct Section {
        let title: String
        let rows: [Row]
    }

    private let title: String
    private let summary: String
    /// The words of the line, each whole: `[--until TIME]` is not broken.
    private let usage: [String]
    private let discussion: [String]
    private let sections: [Section]
    private let examples: [Example]
    private let hasVerbs: Bool

    init<Action>(_ command: Command<Action>, path: [String]) {
        title = path.joined(separator: " ")
        summary = command.summary
        usage = Self.usage(of: command, title)
        discussion = command.discussion
        examples = command.examples
        hasVerbs = command.action == nil
        sections = Self.verbs(of: command) + Self.parameters(of: command, isProgram: path.count == 1)
    }

    private static func usage<Action>(of command: Command<Action>, _ title: String) -> [String] {
        let options =
            command.flags.map { "[--\($0.name)]" }
            + command.options.map { "[--\($0.name) \($0.value)]" + ($0.isRepeatable ? "..." : "") }
        let places = command.positionals.map(\.usage)
        return [title] + (command.action == nil ? ["<verb>"] : []) + places + options
            + [command.rest?.usage].compactMap(\.self)
    }

    private static func verbs<Action>(of command: Command<Action>) -> [Section] {
        var titles: [String] = []
        for verb in command.visibleVerbs where !titles.contains(verb.section) { titles.append(verb.section) }
        return titles.map { title in
            Section(
                title: title,
                rows: command.visibleVerbs.filter { $0.section == title }.map {
                    Row(term: $0.name, meaning: $0.summary)
                })
        }
    }

    private static func parameters<Action>(of command: Command<Action>, isProgram: Bool) -> [Section] {
        let places =
            command.positionals.map { Row(term: "<\($0.name)>", meaning: $0.help) }
            + (command.rest.map { [Row(term: "-- <\($0.name)>", meaning: $0.help)] } ?? [])
        var everywhere =
            rows(Everywhere.flags, Everywhere.options) + [Row(term: "-h, --help", meaning: "show this help")]
        if isProgram { everywhere.append(Row(term: "-v, --version", meaning: "show the version")) }
        return [
            Section(title: "arguments", rows: places),
            Section(title: "options", rows: rows(command.flags, command.options)),
            Section(title: "options of every verb", rows: everywhere),
        ].filter { !$0.rows.isEmpty }
    }

    private static func rows(_ flags: [Flag], _ options: [Option]) -> [Row] {
        flags.map { Row(term: "--\($0.name)", meaning: $0.help) }
            + options.map { option in
                Row(
                    term: "--\(option.name) \(option.value)",
                    meaning: option.help + (option.isRepeatable ? " (can be repeated)" : ""))
            }
    }

    /// The page, wrapped to `width` columns.
    package func lines(width: Int) -> [StyledText] {
        var lines = StyledText("\(title): \(summary)", .strong).wrapped(to: width)
        for paragraph in discussion { lines += ["" as StyledText] + StyledText(paragraph).wrapped(to: width) }
        lines += [""] + usageLines(width: width)
        if !examples.isEmpty { lines += ["", StyledText("examples", .strong)] + exampleLines }
        let termWidth = sections.flatMap(\.rows).map { DisplayWidth.of($0.term) }.max() ?? 0
        for section in sections {
            lines += ["", StyledText(section.title, .strong)]
            lines += section.rows.flatMap { row in
                let term = StyledText("  " + row.term, .accent).padded(to: termWidth + 4)
                return (term + StyledText(row.meaning)).wrapped(to: width, hanging: termWidth + 4)
            }
        }
        if hasVerbs { lines += ["", StyledText("`\(title) <verb> --help` says more about a verb", .faint)] }
        return lines
    }

    private func usageLines(width: Int) -> [StyledText] {
        var lines: [StyledText] = []
        var line = StyledText("usage:", .strong)
        for word in usage {
            if line.width + 1 + DisplayWidth.of(word) > width, line.width > 6 {
                lines.append(line)
                line = "      "
            }
            line = line + StyledText(" " + word)
        }
        return lines + [line]
    }

    /// Lines to copy: never wrapped.
    private var exampleLines: [StyledText] {
        examples.flatMap { [StyledText("  # " + $0.meaning, .faint), StyledText("  " + $0.line)] }
    }
}
