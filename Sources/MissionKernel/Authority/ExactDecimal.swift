// SPDX-License-Identifier: Apache-2.0

/// A decimal number without a sign, of any size, with at most 18 digits after the point; compared exactly.
///
/// The grammar is `^[0-9]+(\.[0-9]{1,18})?$` (draft-mcguinness-oauth-mission, *Common Constraints*). Floating point
/// takes no part. Sums are defined for values below 10^20, which every bound on spend must be.
package struct ExactDecimal: Hashable, Comparable, Sendable {
    private enum Storage: Hashable, Sendable {
        /// The value times 10^18, for values below 10^20.
        case scaled(UInt128)
        /// The digits before the point, without leading zeros, and the 18 after it.
        case digits([UInt8])
    }

    private let storage: Storage

    package static let zero = ExactDecimal(scaled: 0)
    private static let fractionDigits = 18
    private static let scaledDigits = 38

    private init(scaled: UInt128) { storage = .scaled(scaled) }

    /// Reads the grammar above; nil for any other text, such as `1e300`, `-1`, `+1`, `1,000` or `NaN`.
    package init?(_ text: String) {
        let bytes = text.utf8.span
        var point: Int?
        for place in bytes.indices where !Self.isDigit(bytes[place]) {
            guard bytes[place] == UInt8(ascii: "."), point == nil else { return nil }
            point = place
        }
        let wholeDigits = point ?? bytes.count
        let fractionDigits = bytes.count - wholeDigits - (point == nil ? 0 : 1)
        guard wholeDigits > 0, point == nil || (1...Self.fractionDigits).contains(fractionDigits) else { return nil }
        var leadingZeros = 0
        while leadingZeros < wholeDigits, bytes[leadingZeros] == UInt8(ascii: "0") { leadingZeros += 1 }
        guard wholeDigits - leadingZeros + Self.fractionDigits > Self.scaledDigits else {
            storage = .scaled(Self.scaled(bytes, from: leadingZeros, fractionDigits: fractionDigits))
            return
        }
        let padding = repeatElement(UInt8(ascii: "0"), count: Self.fractionDigits - fractionDigits)
        storage = .digits(text.utf8.dropFirst(leadingZeros).filter(Self.isDigit) + padding)
    }

    /// The digits from `start` on, as a number of 10^-18; they are few enough.
    private static func scaled(_ bytes: Span<UInt8>, from start: Int, fractionDigits: Int) -> UInt128 {
        var value: UInt128 = 0
        for place in start..<bytes.count where bytes[place] != UInt8(ascii: ".") {
            value = value * 10 + UInt128(bytes[place] - UInt8(ascii: "0"))
        }
        for _ in fractionDigits..<Self.fractionDigits { value *= 10 }
        return value
    }

    package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        switch (left.storage, right.storage) {
        case (.scaled(let left), .scaled(let right)): left < right
        case (.scaled, .digits): true
        case (.digits, .scaled): false
        case (.digits(let left), .digits(let right)):
            left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// Arithmetic for sums of spend.
extension ExactDecimal {
    /// The sum, or nil when it, or a summand, is 10^20 or more.
    package func adding(_ other: ExactDecimal) -> ExactDecimal? {
        guard case .scaled(let left) = storage, case .scaled(let right) = other.storage else { return nil }
        // WHY: both are below 10^38, a third of what 128 bits hold, so this cannot overflow.
        let sum = left + right
        return sum < Self.scaledLimit ? ExactDecimal(scaled: sum) : nil
    }

    /// The difference, or nil when `other` is the larger or one of them is 10^20 or more.
    package func subtracting(_ other: ExactDecimal) -> ExactDecimal? {
        guard case .scaled(let left) = storage, case .scaled(let right) = other.storage, left >= right else {
            return nil
        }
        return ExactDecimal(scaled: left - right)
    }

    /// Whether the value is below 10^20, so that sums of it are defined.
    package var isSummable: Bool {
        if case .scaled = storage { true } else { false }
    }

    /// The largest value of which sums are defined.
    package static let largestSum = ExactDecimal(scaled: scaledLimit - 1)

    private static let scaledLimit = (0..<38).reduce(into: UInt128(1)) { limit, _ in limit *= 10 }

    /// The value in its shortest form: no leading zeros, no zeros after the last digit of the fraction.
    package var text: String {
        let digits =
            switch storage {
            case .scaled(let value): Array(String(value).utf8)
            case .digits(let digits): digits
            }
        let shortfall = max(0, Self.fractionDigits + 1 - digits.count)
        let padded = Array(repeating: UInt8(ascii: "0"), count: shortfall) + digits
        let whole = padded.dropLast(Self.fractionDigits)
        var fraction = padded.suffix(Self.fractionDigits)
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let point = fraction.isEmpty ? [] : [UInt8(ascii: ".")]
        return String(decoding: whole + point + fraction, as: UTF8.self)
    }
}

/// An amount of one currency (ISO 4217).
package struct Money: Hashable, Sendable {
    package let amount: ExactDecimal
    package let currency: CurrencyCode

    package init(_ amount: ExactDecimal, _ currency: CurrencyCode) {
        self.amount = amount
        self.currency = currency
    }
}

/// Three upper-case letters (ISO 4217).
package struct CurrencyCode: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        let bytes = text.utf8.span
        guard bytes.count == 3 else { return nil }
        for place in 0..<3 where bytes[place] < UInt8(ascii: "A") || bytes[place] > UInt8(ascii: "Z") { return nil }
        self.text = text
    }
}
