// SPDX-License-Identifier: Apache-2.0

/// Text from outside made fit to be shown: what it looks like is what it is, on one line.
package enum InertText {
    /// `text` with every character that is invisible, looks like a space, moves the cursor, breaks the line or turns
    /// the direction of writing shown as its escape, such as `\u{202E}`.
    package static func shown(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { !isPlain($0) }) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isPlain(scalar) { shown.append(scalar) } else { shown.append(contentsOf: escape(scalar).unicodeScalars) }
        }
        return String(shown)
    }

    /// `text` between backticks, which it cannot leave: its own backticks are shown as escapes.
    package static func quoted(_ text: String) -> String {
        let shown = shown(text).unicodeScalars.map { isBacktick($0) ? escape($0) : String($0) }.joined()
        return "`\(shown)`"
    }

    /// The grave accent, and the Greek sign that Unicode holds for the same.
    private static func isBacktick(_ scalar: Unicode.Scalar) -> Bool { scalar == "`" || scalar == "\u{1FEF}" }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20...0x7E).contains(scalar.value) { return true }
        switch scalar.properties.generalCategory {
        case .spaceSeparator: return scalar == "\u{3000}"
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return false
        default: return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
