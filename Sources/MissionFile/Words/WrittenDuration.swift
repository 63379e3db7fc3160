// SPDX-License-Identifier: Apache-2.0

/// Durations as people write them: `3 days`, `8h`, `1 day 12 hours`.
package enum WrittenDuration {
    /// Milliseconds of a duration, from one second to a hundred years; nil for any other text.
    ///
    /// Units are seconds, minutes, hours, days and weeks, each at most once and the largest first. `m` alone could be
    /// a month and is not read.
    package static func milliseconds(_ text: String) -> Int64? {
        var rest = text[...]
        var total: Int64 = 0
        var previous = Int64.max
        while let (count, unit) = part(&rest) {
            let (product, overflow) = count.multipliedReportingOverflow(by: unit)
            guard unit < previous, !overflow, product <= hundredYears else { return nil }
            total += product
            previous = unit
        }
        return rest.isEmpty && (1000...hundredYears).contains(total) ? total : nil
    }

    /// What a text that is not a duration should have been.
    static let examples = "`3 days`, `8 hours` or `90 minutes`"

    private static let hundredYears: Int64 = 3_155_760_000_000

    private static let units: [(names: [String], milliseconds: Int64)] = [
        (["w", "week", "weeks"], 604_800_000), (["d", "day", "days"], 86_400_000),
        (["h", "hour", "hours"], 3_600_000), (["min", "minute", "minutes"], 60_000),
        (["s", "sec", "second", "seconds"], 1000),
    ]

    /// Takes `12 hours` from the front, with the spaces around it.
    private static func part(_ rest: inout Substring) -> (count: Int64, unit: Int64)? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        let name = rest.dropFirst(digits.count).drop { $0 == " " }.prefix { $0.isASCII && $0.isLetter }
        guard digits.count <= 15, let count = Int64(digits),
            let unit = units.first(where: { $0.names.contains(String(name)) })
        else { return nil }
        rest = rest[name.endIndex...].drop { $0 == " " }
        return (count, unit.milliseconds)
    }
}
