// SPDX-License-Identifier: Apache-2.0

/// One value of a YAML text, with its place.
package struct YAMLNode: Sendable {
    package let mark: YAMLMark
    package let content: Content

    /// What kind of value it is.
    package enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// Keys differ from each other; members stand in the order of the text.
        case mapping([YAMLMember])
    }

    package init(_ content: Content, at mark: YAMLMark) {
        self.content = content
        self.mark = mark
    }

    /// What this is, for messages.
    package var kindName: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar): scalar.value == .null ? "nothing" : "`\(InertText.shown(scalar.text))`"
        }
    }
}

/// One key of a mapping and what stands under it.
package struct YAMLMember: Sendable {
    package let key: String
    package let mark: YAMLMark
    package let value: YAMLNode
}

/// A scalar: its text as the author wrote it, and what a plain one stands for.
package struct YAMLScalar: Hashable, Sendable {
    /// The text after YAML's own unescaping and folding: `20.00` stays `20.00`.
    package let text: String
    /// Whether it stands without quotes, so that ``value`` may be something other than text.
    package let isPlain: Bool

    /// What a scalar can stand for.
    package enum Value: Hashable, Sendable {
        case null
        case boolean(Bool)
        /// A number without fraction or exponent that fits 64 bits.
        case integer(Int64)
        /// Any other number of JSON's grammar; its digits are in ``YAMLScalar/text``.
        case number
        case text
    }

    package init(text: String, isPlain: Bool) {
        self.text = text
        self.isPlain = isPlain
    }

    /// What the scalar stands for: only JSON's own words and numbers are more than text, and nothing is null.
    ///
    /// `yes`, `no`, `on`, `~`, `0o17`, `1_000` and `2026-12-01` are text.
    package var value: Value {
        guard isPlain else { return .text }
        switch text {
        case "", "null": return .null
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: return Self.isNumber(text) ? Int64(text).map { .integer($0) } ?? .number : .text
        }
    }

    /// The number grammar of RFC 8259, section 6.
    private static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = takeDigits(&rest)
        guard whole == 1 || (whole > 1 && text.utf8.first { $0 != UInt8(ascii: "-") } != UInt8(ascii: "0")) else {
            return false
        }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard takeDigits(&rest) > 0 else { return false }
        }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            if let sign = rest.first, "+-".utf8.contains(sign) { rest.removeFirst() }
            guard takeDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    /// Removes the digits in front and answers how many there were.
    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        rest.removeFirst(digits)
        return digits
    }
}
