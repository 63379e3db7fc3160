// SPDX-License-Identifier: Apache-2.0

/// A measured number with its unit.
package struct Figure: Hashable, Sendable {
    package let value: Double
    package let unit: Unit

    package enum Unit: String, Hashable, Sendable {
        case seconds
        case perSecond = "per_second"
        case bytes
        case count
        /// One figure divided by another.
        case ratio
    }

    package init(_ value: Double, _ unit: Unit) {
        self.value = value
        self.unit = unit
    }

    /// As a person reads it: three digits that count, and the unit that suits.
    package var text: String {
        switch unit {
        case .seconds: Self.scaled(value, [(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")])
        case .bytes: Self.scaled(value, [(0x1p30, "GiB"), (0x1p20, "MiB"), (0x1p10, "KiB"), (1, "B")])
        case .perSecond: "\(Self.grouped(value))/s"
        case .count: Self.grouped(value)
        case .ratio: Self.threeDigits(value)
        }
    }

    /// In the largest unit of which there is at least one.
    private static func scaled(_ value: Double, _ units: [(size: Double, name: String)]) -> String {
        guard let unit = units.first(where: { value >= $0.size }) ?? units.last else { return "\(value)" }
        return "\(threeDigits(value / unit.size)) \(unit.name)"
    }

    private static func threeDigits(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        let decimals = value.magnitude < 10 ? 2 : value.magnitude < 100 ? 1 : 0
        let scale = [1.0, 10, 100][decimals]
        let rounded = Int64((value * scale).rounded())
        guard decimals > 0 else { return grouped(value) }
        let (whole, rest) = rounded.magnitude.quotientAndRemainder(dividingBy: UInt64(scale))
        let digits = String(rest)
        let sign = rounded < 0 ? "-" : ""
        return "\(sign)\(whole).\(String(repeating: "0", count: decimals - digits.count))\(digits)"
    }

    /// A whole number with a comma before each three digits.
    private static func grouped(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return "\(value)" }
        var text = ""
        for (place, digit) in String(Int64(value.rounded()).magnitude).reversed().enumerated() {
            if place > 0, place.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return (value.rounded() < 0 ? "-" : "") + String(text.reversed())
    }
}
