// SPDX-License-Identifier: Apache-2.0

/// News of work under way, on the error stream: on a terminal one line that is rewritten, with milestones above it; in
/// a pipe the milestones alone, one line each.
package struct ProgressLine: ~Copyable {
    private let terminal: Terminal
    private var current = StyledText("")

    package init(on terminal: Terminal) { self.terminal = terminal }

    private var isRewriting: Bool { terminal.isTerminal(.errors) && !terminal.facts.isDumb }

    private static let eraseLine = "\r\u{1B}[K"

    /// Says what is happening now; a pipe is not told.
    package mutating func update(_ text: StyledText) {
        guard isRewriting, text != current else { return }
        current = text
        terminal.send(Self.eraseLine + rendered, to: .errors)
    }

    /// Says what has happened, for good.
    package mutating func milestone(_ text: StyledText) {
        if isRewriting { terminal.send(Self.eraseLine, to: .errors) }
        terminal.print(text, to: .errors)
        if isRewriting { terminal.send(rendered, to: .errors) }
    }

    /// Takes the line away. Nothing else may be written while it stands.
    package consuming func finish() {
        if isRewriting && current != "" { terminal.send(Self.eraseLine, to: .errors) }
    }

    /// One column stays free, so that no terminal breaks the line.
    private var rendered: String {
        current.truncated(to: (terminal.width(of: .errors) ?? 80) - 1).rendered(inColor: terminal.hasColor(.errors))
    }
}
