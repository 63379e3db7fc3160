// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionFile

/// Where a program writes for people: results to its output, progress and errors to its error stream.
///
/// Colours appear on a terminal only; a pipe gets the same words, whole and without escape sequences.
package struct Terminal: Sendable {
    package enum Stream: Hashable, Sendable { case output, errors }

    /// What is known about the streams before anything is written.
    package struct Facts: Hashable, Sendable {
        package var outputIsTerminal = false
        package var errorsAreTerminal = false
        /// The width of the terminal; used where a stream is one.
        package var columns = 80
        /// `NO_COLOR` is set and not empty.
        package var refusesColor = false
        /// `CLICOLOR_FORCE` is set and not `0`.
        package var forcesColor = false
        /// `TERM` is `dumb`: no line can be rewritten.
        package var isDumb = false
        /// `--json` was given.
        package var wantsJSON = false
        /// What is on the output is another program's, so that JSON goes to the error stream.
        package var leavesOutput = false

        package init() {}

        /// Reads what the environment says about colours.
        package init(environment: [String: String]) {
            refusesColor = environment["NO_COLOR"]?.isEmpty == false
            forcesColor = environment["CLICOLOR_FORCE"].map { !$0.isEmpty && $0 != "0" } ?? false
            isDumb = environment["TERM"] == "dumb"
        }
    }

    package let facts: Facts
    private let write: @Sendable (Stream, [UInt8]) -> Void

    /// `write` puts bytes on a stream; whole lines come in one call.
    package init(_ facts: Facts, write: @escaping @Sendable (Stream, [UInt8]) -> Void) {
        self.facts = facts
        self.write = write
    }

    private static let columnsMin = 20

    func isTerminal(_ stream: Stream) -> Bool {
        stream == .output ? facts.outputIsTerminal : facts.errorsAreTerminal
    }

    /// Columns to fill, or nil where nothing is to be cut or wrapped.
    package func width(of stream: Stream) -> Int? {
        isTerminal(stream) ? max(facts.columns, Self.columnsMin) : nil
    }

    /// `NO_COLOR` wins over `CLICOLOR_FORCE`, and both over what the stream is.
    package func hasColor(_ stream: Stream) -> Bool {
        if facts.refusesColor { return false }
        return facts.forcesColor || (isTerminal(stream) && !facts.isDumb)
    }

    func send(_ text: String, to stream: Stream) { write(stream, Array(text.utf8)) }

    /// Writes lines.
    package func print(_ lines: [StyledText], to stream: Stream = .output) {
        guard !lines.isEmpty else { return }
        let hasColor = hasColor(stream)
        send(lines.map { $0.rendered(inColor: hasColor) + "\n" }.joined(), to: stream)
    }

    package func print(_ line: StyledText, to stream: Stream = .output) { print([line], to: stream) }
    /// Writes to the output, as wide as it is.
    package func print(_ table: Table) { print(table.lines(width: width(of: .output))) }
    /// Writes to the output, long values wrapped.
    package func print(_ block: Block) { print(block.lines(width: width(of: .output))) }
    /// Writes to the output, at most a hundred columns wide.
    package func print(_ page: HelpPage) { print(page.lines(width: min(width(of: .output) ?? 100, 100))) }

    /// Writes a value as one line of canonical JSON.
    package func printJSON(_ value: JSONValue) { printJSON(canonical: value.canonicalBytes) }

    /// Writes bytes that are canonical JSON already, as one line.
    package func printJSON(canonical bytes: [UInt8]) {
        write(facts.leavesOutput ? .errors : .output, bytes + [UInt8(ascii: "\n")])
    }

    /// Writes a list as an object that has it under its name.
    func printJSON(list name: String, _ elements: [JSONNode]) {
        var json = CanonicalWriter()
        json.object { json in
            json.member(name, each: elements) { json, element in json.canonical(element.canonicalBytes) }
        }
        printJSON(canonical: json.bytes)
    }

    /// Answers with JSON if that was asked for, and otherwise with what `text` writes.
    package func answer(_ value: @autoclosure () -> JSONValue, orText text: () -> Void) {
        if facts.wantsJSON { printJSON(value()) } else { text() }
    }

    /// Writes what went wrong and what may help to the error stream: `error: …`, `hint: …`. What
    /// another program said stands indented between them.
    package func fail(_ problem: String, quoting quoted: [String] = [], hints: [String] = []) {
        let lines =
            [StyledText("error: ", .bad) + StyledText(problem)]
            + quoted.map { StyledText("    ") + StyledText($0) }
        print(lines, to: .errors)
        hint(hints)
    }

    /// Writes what may help to the error stream.
    package func hint(_ hints: [String]) {
        print(hints.map { StyledText("hint: ", .accent) + StyledText($0) }, to: .errors)
    }

    package func fail(_ error: UsageError) { fail(error.problem, hints: error.hints) }

    /// Writes to the error stream what is probably not meant, though it was done.
    func warn(_ problem: String, hint: String?) {
        let lines = [StyledText("warning: ", .warning) + StyledText(problem)]
        print(lines + [hint].compactMap(\.self).map { StyledText("hint: ", .accent) + StyledText($0) }, to: .errors)
    }
}

/// Missions in plain sentences.
extension Terminal {
    /// Writes the sentences in the colours of what they mean: green may, red may not, yellow asks.
    package func print(_ summary: MissionSummary) {
        for line in summary.lines {
            if line.role == .heading { print("") }
            let margin = String(repeating: " ", count: 2 * line.indent)
            let text = StyledText(margin) + StyledText(line.text, Self.style(of: line))
            print(width(of: .output).map { text.wrapped(to: $0, hanging: margin.count + 2) } ?? [text])
        }
    }

    private static func style(of line: MissionSummary.Line) -> Style {
        switch line.role {
        case .heading: .strong
        case .purpose: line.indent == 0 ? .strong : .plain
        case .granted: .good
        case .notGranted: .bad
        case .asks: .warning
        case .people, .ends, .spends: .plain
        }
    }
}
