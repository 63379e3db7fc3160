// SPDX-License-Identifier: Apache-2.0

/// Durations as RFC 3339, appendix A writes them (ISO 8601), in units of a fixed length.
package enum ISODuration {
    /// Milliseconds of `P2W`, `P1DT12H`, `PT8H30M15S`; nil for any other text, and for years and months, whose length
    /// varies.
    package static func milliseconds(_ text: String) -> Int64? {
        var rest = text.utf8[...]
        guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
        if rest.last == UInt8(ascii: "W") { return sum(of: rest, units: [("W", 604_800_000)]) }
        let parts = rest.split(separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let days = sum(of: parts[0], units: [("D", 86_400_000)]) else { return nil }
        guard parts.count == 2 else { return parts[0].isEmpty ? nil : days }
        guard !parts[1].isEmpty,
            let time = sum(of: parts[1], units: [("H", 3_600_000), ("M", 60_000), ("S", 1000)])
        else { return nil }
        let (total, overflow) = days.addingReportingOverflow(time)
        return overflow ? nil : total
    }

    /// Adds numbers followed by their units, each unit at most once and in the given order.
    private static func sum(of text: Substring.UTF8View, units: [(letter: Character, milliseconds: Int64)]) -> Int64? {
        var rest = text
        var total: Int64 = 0
        for unit in units {
            guard let end = rest.firstIndex(of: unit.letter.asciiValue ?? 0) else { continue }
            guard let count = count(rest[..<end]) else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
            let (sum, carries) = total.addingReportingOverflow(product)
            guard !overflow, !carries else { return nil }
            total = sum
            rest = rest[rest.index(after: end)...]
        }
        return rest.isEmpty ? total : nil
    }

    private static func count(_ digits: Substring.UTF8View) -> Int64? {
        guard !digits.isEmpty, digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return nil }
        return Int64(Substring(digits))
    }

    /// The duration in its shortest form in days, hours, minutes and seconds; parts of a second are dropped.
    package static func text(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        let days = seconds / 86_400
        let parts = [("H", seconds % 86_400 / 3600), ("M", seconds % 3600 / 60), ("S", seconds % 60)]
        let time = parts.filter { $0.1 > 0 }.map { "\($0.1)\($0.0)" }.joined()
        if days == 0 && time.isEmpty { return "PT0S" }
        return "P" + (days > 0 ? "\(days)D" : "") + (time.isEmpty ? "" : "T\(time)")
    }
}
