// SPDX-License-Identifier: Apache-2.0

/// Tells the code of a Swift file from its comments and its literals, as far as the rules need it.
struct SwiftParts {
    private let text: [UInt8]
    private var code: [UInt8]
    private var comments: [UInt8]
    private var position = 0

    /// The code alone and the comments alone, all else blank, each as long as the text and with its line ends.
    ///
    /// The quotes of a string are code, and so is what it interpolates; names in backticks are not.
    static func split(_ text: [UInt8]) -> (code: [UInt8], comments: [UInt8]) {
        var parts = SwiftParts(text)
        parts.takeCode(closesAtParenthesis: false)
        return (parts.code, parts.comments)
    }

    private init(_ text: [UInt8]) {
        self.text = text
        let blank = text.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        code = blank
        comments = blank
    }

    private func isNext(_ expected: StaticString, after distance: Int = 0) -> Bool {
        let start = position + distance
        guard start + expected.utf8CodeUnitCount <= text.count else { return false }
        for index in 0..<expected.utf8CodeUnitCount where text[start + index] != expected.utf8Start[index] {
            return false
        }
        return true
    }

    private mutating func take(_ count: Int = 1) {
        for _ in 0..<count where position < text.count {
            code[position] = text[position]
            position += 1
        }
    }

    private mutating func takeCode(closesAtParenthesis: Bool) {
        var depth = 0
        while position < text.count {
            if isNext("//") {
                takeLineComment()
            } else if isNext("/*") {
                takeBlockComment()
            } else if isNext("`") {
                takeName()
            } else if let hashes = hashesBeforeQuote() {
                takeString(hashes: hashes)
            } else {
                if isNext("(") { depth += 1 }
                if isNext(")") { depth -= 1 }
                if closesAtParenthesis, depth < 0 { return }
                take()
            }
        }
    }

    private mutating func takeLineComment() {
        while position < text.count, !isNext("\n") { takeComment() }
    }

    private mutating func takeBlockComment() {
        var depth = 0
        repeat {
            if isNext("/*") { depth += 1 }
            if isNext("*/") { depth -= 1 }
            takeComment()
        } while position < text.count && depth > 0
        if position < text.count { takeComment() }
    }

    private mutating func takeComment() {
        comments[position] = text[position]
        position += 1
    }

    private mutating func takeName() {
        position += 1
        while position < text.count, !isNext("`"), !isNext("\n") { position += 1 }
        position += 1
    }

    /// How many `#` open a string literal here, or nil when none begins.
    private func hashesBeforeQuote() -> Int? {
        var count = 0
        while isNext("#", after: count) { count += 1 }
        return isNext("\"", after: count) ? count : nil
    }

    private func areHashesNext(_ count: Int, after distance: Int) -> Bool {
        (0..<count).allSatisfy { isNext("#", after: distance + $0) }
    }

    private mutating func takeString(hashes: Int) {
        position += hashes
        let quotes = isNext("\"\"\"") ? 3 : 1
        take(quotes)
        while position < text.count {
            let closes = quotes == 3 ? isNext("\"\"\"") : isNext("\"")
            if closes, areHashesNext(hashes, after: quotes) {
                take(quotes)
                position += hashes
                return
            }
            if quotes == 1, isNext("\n") { return }
            if isNext("\\"), areHashesNext(hashes, after: 1) {
                position += 1 + hashes
                if isNext("(") { takeInterpolation() } else { position += 1 }
            } else {
                position += 1
            }
        }
    }

    private mutating func takeInterpolation() {
        take()
        takeCode(closesAtParenthesis: true)
        take()
    }
}
