// SPDX-License-Identifier: Apache-2.0

/// The inside of a JSON string: checked once when it is parsed, unescaped when it is asked for.
enum JSONString {
    struct Scan {
        /// The index of the closing quotation mark.
        let end: Int
        let isEscaped: Bool
    }

    /// Checks a string from the byte after its quotation mark up to the closing one.
    static func scan(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, refusesNoncharacters: Bool
    ) throws(JSONError) -> Scan {
        var position = start
        var isEscaped = false
        while position < text.count {
            position = endOfPlain(text, from: position)
            guard position < text.count else { break }
            let byte = text[position]
            if byte == UInt8(ascii: "\"") { return Scan(end: position, isEscaped: isEscaped) }
            guard byte >= 0x20 else { throw JSONError(.controlCharacter, at: position, in: text) }
            if byte < 0x80 && byte != UInt8(ascii: "\\") {
                position += 1
                continue
            }
            isEscaped = isEscaped || byte < 0x80
            switch byte < 0x80 ? escape(in: text, at: position) : utf8(in: text, at: position) {
            case .fault(let fault, let offset): throw JSONError(fault, at: offset, in: text)
            case .scalar(let scalar, let next):
                guard !(refusesNoncharacters && isNoncharacter(scalar)) else {
                    throw JSONError(.noncharacter, at: position, in: text)
                }
                position = next
            }
        }
        throw JSONError(.unexpectedEnd, at: text.count, in: text)
    }

    /// The index from `start` on of a byte that is not plain ASCII of a string, or of one of the last seven bytes.
    static func endOfPlain(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(text)
        var position = start
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let marks = ending(word) & highBits
            guard marks == 0 else { return position + marks.trailingZeroBitCount / 8 }
            position += 8
        }
        return position
    }

    private static let lowBits: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Has the high bit of the first byte that is a control character, a quotation mark, a backslash or not ASCII;
    /// those of bytes after it mean nothing.
    private static func ending(_ word: UInt64) -> UInt64 {
        let controls = (word &- lowBits &* 0x20) & ~word
        let quotes = word ^ lowBits &* UInt64(UInt8(ascii: "\""))
        let backslashes = word ^ lowBits &* UInt64(UInt8(ascii: "\\"))
        return word | controls | (quotes &- lowBits) & ~quotes | (backslashes &- lowBits) & ~backslashes
    }

    /// The string that `token`, which must have been scanned, stands for.
    static func text(of token: JSONToken, in text: UnsafeBufferPointer<UInt8>) -> String {
        let range = Int(token.start)..<Int(token.end)
        guard token.flag else { return String(decoding: text[range], as: UTF8.self) }
        var unescaped: [UInt8] = []
        unescaped.reserveCapacity(range.count)
        forEachByte(of: range, in: text) { unescaped.append($0) }
        return String(decoding: unescaped, as: UTF8.self)
    }

    /// Whether the string that `token` stands for is `wanted`, byte for byte.
    static func isText(
        of token: JSONToken, in text: UnsafeBufferPointer<UInt8>, _ wanted: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if token.flag { return self.text(of: token, in: text).utf8.elementsEqual(wanted) }
        guard Int(token.end - token.start) == wanted.count else { return false }
        let start = Int(token.start)
        for offset in 0..<wanted.count where text[start + offset] != wanted[offset] { return false }
        return true
    }

    private static func forEachByte(
        of range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, _ body: (UInt8) -> Void
    ) {
        var position = range.lowerBound
        while position < range.upperBound {
            guard text[position] == UInt8(ascii: "\\") else {
                body(text[position])
                position += 1
                continue
            }
            guard case .scalar(let value, let next) = escape(in: text, at: position),
                let scalar = Unicode.Scalar(value)
            else { preconditionFailure("the escape at \(position) was not checked before it was read") }
            UTF8.encode(scalar)?.forEach(body)
            position = next
        }
    }

    private enum Unit {
        /// A code point and the index after its escape.
        case scalar(UInt32, next: Int)
        case fault(JSONError.Fault, at: Int)
    }

    private static func escape(in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Unit {
        guard position + 1 < text.count else { return .fault(.unexpectedEnd, at: text.count) }
        let simple: UInt32? =
            switch text[position + 1] {
            case UInt8(ascii: "\""): 0x22
            case UInt8(ascii: "\\"): 0x5C
            case UInt8(ascii: "/"): 0x2F
            case UInt8(ascii: "b"): 0x08
            case UInt8(ascii: "f"): 0x0C
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case UInt8(ascii: "t"): 0x09
            default: nil
            }
        if let simple { return .scalar(simple, next: position + 2) }
        guard text[position + 1] == UInt8(ascii: "u") else { return .fault(.invalidEscape, at: position) }
        return unicodeEscape(in: text, at: position)
    }

    private static func unicodeEscape(in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Unit {
        guard let unit = hexUnit(in: text, at: position + 2) else { return .fault(.invalidEscape, at: position) }
        guard (0xD800...0xDFFF).contains(unit) else { return .scalar(unit, next: position + 6) }
        let low = position + 6
        guard unit < 0xDC00, low + 1 < text.count, text[low] == UInt8(ascii: "\\"), text[low + 1] == UInt8(ascii: "u"),
            let second = hexUnit(in: text, at: low + 2), (0xDC00...0xDFFF).contains(second)
        else { return .fault(.loneSurrogate, at: position) }
        return .scalar(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00), next: low + 6)
    }

    private static func hexUnit(in text: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt32? {
        guard position + 4 <= text.count else { return nil }
        var unit: UInt32 = 0
        for index in position..<position + 4 {
            guard let digit = hexDigit(text[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The UTF-8 sequence at `position` (RFC 3629: no overlong form, no surrogate).
    private static func utf8(in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Unit {
        let lead = text[position]
        let (length, least): (Int, UInt32) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80)
            case 0xE0...0xEF: (3, 0x800)
            case 0xF0...0xF4: (4, 0x10000)
            default: (0, 0)
            }
        guard length > 0, position + length <= text.count else { return .fault(.invalidUTF8, at: position) }
        var scalar = UInt32(lead) & (0x7F >> UInt32(length))
        for index in position + 1..<position + length {
            guard text[index] & 0xC0 == 0x80 else { return .fault(.invalidUTF8, at: position) }
            scalar = scalar << 6 | UInt32(text[index] & 0x3F)
        }
        guard scalar >= least, Unicode.Scalar(scalar) != nil else { return .fault(.invalidUTF8, at: position) }
        return .scalar(scalar, next: position + length)
    }

    private static func isNoncharacter(_ scalar: UInt32) -> Bool {
        scalar & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar)
    }
}
