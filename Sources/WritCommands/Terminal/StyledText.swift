// SPDX-License-Identifier: Apache-2.0

import MissionFile

/// What part of a text is for; a terminal with colours shows it.
package enum Style: Hashable, Sendable {
    case plain, strong, faint, good, bad, warning, accent

    /// The parameter of SGR (ECMA-48, section 8.3.117).
    var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .good: "32"
        case .bad: "31"
        case .warning: "33"
        case .accent: "36"
        }
    }
}

/// One line of text in styles. Whatever goes in, nothing in it can act on a terminal: see ``InertText``.
package struct StyledText: Hashable, Sendable, ExpressibleByStringLiteral {
    struct Span: Hashable {
        var text: String
        let style: Style
    }

    private(set) var spans: [Span]

    /// `text` in one style, made inert.
    package init(_ text: String, _ style: Style = .plain) {
        spans = text.isEmpty ? [] : [Span(text: InertText.shown(text), style: style)]
    }

    private init(spans: some Sequence<Span>) { self.spans = Array(spans) }

    package init(stringLiteral text: String) { self.init(text) }

    package static func + (left: StyledText, right: StyledText) -> StyledText {
        guard let last = left.spans.last, let first = right.spans.first, last.style == first.style else {
            return StyledText(spans: left.spans + right.spans)
        }
        let joint = Span(text: last.text + first.text, style: last.style)
        return StyledText(spans: left.spans.dropLast() + [joint] + right.spans.dropFirst())
    }

    /// The text without its styles.
    package var plain: String { spans.map(\.text).joined() }

    /// Its columns on a terminal.
    package var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// The text for a stream, with or without colours.
    package func rendered(inColor: Bool) -> String {
        spans.map { span in
            guard inColor, let code = span.style.code else { return span.text }
            return "\u{1B}[\(code)m\(span.text)\u{1B}[0m"
        }.joined()
    }

    /// The text followed by as many spaces as bring it to `width` columns.
    package func padded(to width: Int, trailing: Bool = false) -> StyledText {
        let spaces = StyledText(String(repeating: " ", count: max(0, width - self.width)))
        return trailing ? spaces + self : self + spaces
    }

    /// The text, or as much of it as leaves room for an ellipsis in `width` columns.
    package func truncated(to width: Int) -> StyledText {
        guard self.width > width else { return self }
        guard width > 0 else { return "" }
        var cut = StyledText("")
        var room = width - 1
        for span in spans {
            let kept = span.text.prefix(columns: room)
            cut.spans.append(Span(text: String(kept), style: span.style))
            room -= DisplayWidth.of(kept)
            guard kept.endIndex == span.text.endIndex else { break }
        }
        return cut + "…"
    }
}

extension StyledText {
    /// The text broken at spaces into lines of at most `width` columns, all but the first set in by `hanging`.
    ///
    /// A word that is longer than a line stands on one of its own, whole: what is copied must not be torn.
    package func wrapped(to width: Int, hanging: Int = 0) -> [StyledText] {
        guard self.width > width else { return [self] }
        var lines: [StyledText] = []
        var line = StyledText("")
        var pending = StyledText("")
        for piece in pieces {
            guard piece.plain != " " else {
                pending = pending + piece
                continue
            }
            let canBreak = pending.width > 0 && line.plain.contains { $0 != " " }
            let isFull = canBreak && line.width + pending.width + piece.width > width
            if isFull {
                lines.append(line)
                line = StyledText(String(repeating: " ", count: hanging)) + piece
            } else {
                line = line + pending + piece
            }
            pending = ""
        }
        return lines + [line]
    }

    /// Words and single spaces; a word that changes its style in the middle is two pieces without a space.
    private var pieces: [StyledText] {
        spans.flatMap { span in
            var pieces: [StyledText] = []
            for (position, word) in span.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                if position > 0 { pieces.append(StyledText(" ", span.style)) }
                if !word.isEmpty { pieces.append(StyledText(String(word), span.style)) }
            }
            return pieces
        }
    }
}

extension StringProtocol {
    /// The longest start that takes at most `columns`.
    fileprivate func prefix(columns: Int) -> SubSequence {
        var room = columns
        return prefix { character in
            room -= DisplayWidth.of(character)
            return room >= 0
        }
    }
}
