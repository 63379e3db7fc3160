// SPDX-License-Identifier: Apache-2.0

/// JSON numbers: their grammar, their value as a double, and ECMAScript's way to write that double.
enum JSONNumber {
    /// The index after the number that starts at `start`, whose value must be a finite double.
    static func end(in text: UnsafeBufferPointer<UInt8>, from start: Int) throws(JSONError) -> Int {
        var position = start
        if text[position] == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        position = try digits(in: text, from: position, start: start)
        guard text[firstDigit] != UInt8(ascii: "0") || position == firstDigit + 1 else {
            throw JSONError(.invalidNumber, at: start, in: text)
        }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position = try digits(in: text, from: position + 1, start: start)
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
                position += 1
            }
            position = try digits(in: text, from: position, start: start)
        }
        guard value(of: text[start..<position]).isFinite else {
            throw JSONError(.numberOutOfRange, at: start, in: text)
        }
        return position
    }

    private static func digits(
        in text: UnsafeBufferPointer<UInt8>, from first: Int, start: Int
    ) throws(JSONError) -> Int {
        var position = first
        while position < text.count, isDigit(text[position]) { position += 1 }
        guard position > first else {
            throw JSONError(position < text.count ? .invalidNumber : .unexpectedEnd, at: start, in: text)
        }
        return position
    }

    /// The double nearest to a well-formed number; infinite when it is out of range.
    static func value(of digits: Slice<UnsafeBufferPointer<UInt8>>) -> Double {
        if let small = smallInteger(digits) { return Double(small) }
        return Double(String(decoding: digits, as: UTF8.self)) ?? .infinity
    }

    /// An integer of at most 15 digits, which a double holds exactly; nil for `-0`, which is not an integer's value.
    private static func smallInteger(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        let isNegative = digits.first == UInt8(ascii: "-")
        let magnitude = isNegative ? digits.dropFirst() : digits
        guard magnitude.count <= 15 else { return nil }
        var value: Int64 = 0
        for byte in magnitude {
            guard isDigit(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        if isNegative && value == 0 { return nil }
        return isNegative ? -value : value
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// `value`, which must be finite, as ECMAScript's `Number.prototype.toString` writes it (RFC 8785, 3.2.2.3).
    static func text(of value: Double) -> [UInt8] {
        precondition(value.isFinite, "JSON has no number for \(value)")
        if value == 0 { return [UInt8(ascii: "0")] }
        if let integer = Int64(exactly: value), integer.magnitude <= 1 << 53 { return Array(text(of: integer)) }
        var bytes: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
        let (digits, exponent) = shortestDigits(of: value.magnitude)
        appendDecimal(digits, pointAfter: exponent, to: &bytes)
        return bytes
    }

    /// A decimal integer.
    static func text(of value: Int64) -> String.UTF8View { String(value).utf8 }

    /// The shortest digits that read back as `value`, without zeros at either end, and the place of the decimal point:
    /// the value is `0.d1d2d3… × 10^exponent`.
    private static func shortestDigits(of value: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var exponent = 0
        var pointSeen = false
        var scientific = ""
        // WHY: the standard library's description is the shortest round-trip form, only laid out differently.
        for character in value.description.utf8 {
            switch character {
            case _ where !scientific.isEmpty: scientific.unicodeScalars.append(Unicode.Scalar(character))
            case UInt8(ascii: "e"): scientific = "0"
            case UInt8(ascii: "."): pointSeen = true
            default:
                if !pointSeen { exponent += 1 }
                digits.append(character)
            }
        }
        exponent += parseExponent(scientific)
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, exponent - leading)
    }

    /// Reads `0`, `0+21`, `0-07`: the exponent part of a description behind a guarding zero.
    private static func parseExponent(_ text: String) -> Int {
        Int(text.dropFirst()) ?? 0
    }

    /// Lays digits out by the four forms of ECMAScript's `Number::toString` (k digits, n = `point`).
    private static func appendDecimal(_ digits: [UInt8], pointAfter point: Int, to bytes: inout [UInt8]) {
        let zero = UInt8(ascii: "0")
        switch point {
        case digits.count...21:
            bytes.append(contentsOf: digits)
            bytes.append(contentsOf: repeatElement(zero, count: point - digits.count))
        case 1...21:
            bytes.append(contentsOf: digits[..<point])
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[point...])
        case -5...0:
            bytes.append(contentsOf: [zero, UInt8(ascii: ".")])
            bytes.append(contentsOf: repeatElement(zero, count: -point))
            bytes.append(contentsOf: digits)
        default:
            appendScientific(digits, exponent: point - 1, to: &bytes)
        }
    }

    private static func appendScientific(_ digits: [UInt8], exponent: Int, to bytes: inout [UInt8]) {
        bytes.append(digits[0])
        if digits.count > 1 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[1...])
        }
        bytes.append(UInt8(ascii: "e"))
        bytes.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        bytes.append(contentsOf: String(exponent.magnitude).utf8)
    }
}
