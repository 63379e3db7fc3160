// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Date-times as RFC 3339, section 5.6 writes them.
package enum RFC3339 {
    /// Reads a date-time; nil when it is not one, is finer than 10^-18 seconds, or lies outside the years 0000 to 9999
    /// in UTC, where it could not be written again.
    ///
    /// `t` and `z` may be lower case. A leap second (`:60` at the end of a UTC day) is read as the second that
    /// follows it, with its fraction, as POSIX counts it.
    package static func timestamp(_ text: String) -> Timestamp? {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard let date = scanner.date(), scanner.take(UInt8(ascii: "T"), or: UInt8(ascii: "t")),
            let time = scanner.time(), let offsetSeconds = scanner.offsetSeconds(), scanner.rest.isEmpty
        else { return nil }
        let seconds = date.days * 86_400 + time.seconds - offsetSeconds
        if time.isLeapSecond, seconds % 86_400 != 0 { return nil }
        guard (yearZero / 1_000_000...endOfYear9999 / 1_000_000).contains(seconds) else { return nil }
        return Timestamp(seconds: seconds, attoseconds: time.attoseconds)
    }

    /// Reads a date-time as a moment of the authority's clock, which is the last one not after it.
    package static func instant(_ text: String) -> Instant? { timestamp(text)?.roundedDown }

    /// Writes a moment in UTC, with a fraction only where there is one: `2026-11-02T09:06:40Z`, `…:40.123456Z`.
    ///
    /// Moments outside the years 0000 to 9999 are written as the first or last that RFC 3339 can name.
    package static func text(_ instant: Instant) -> String {
        let bounded = min(max(instant.microseconds, yearZero), endOfYear9999)
        let (days, time) = floorDivide(bounded, by: 86_400_000_000)
        let date = CivilDate(days: days)
        let (seconds, microseconds) = floorDivide(time, by: 1_000_000)
        // WHY: written in one piece, for every decision has such a text.
        return String(unsafeUninitializedCapacity: longestText) { buffer in
            var text = Writing(buffer)
            text.put(date.year, digits: 4)
            text.put(date.month, digits: 2, after: "-")
            text.put(date.day, digits: 2, after: "-")
            text.put(seconds / 3600, digits: 2, after: "T")
            text.put(seconds / 60 % 60, digits: 2, after: ":")
            text.put(seconds % 60, digits: 2, after: ":")
            if microseconds > 0 {
                text.put(microseconds, digits: 6, after: ".")
                text.dropZeros()
            }
            text.put("Z")
            return text.count
        }
    }

    private static let longestText = "0000-00-00T00:00:00.000000Z".utf8.count

    /// A text of ASCII as it is put together in the memory of a string.
    private struct Writing {
        private let buffer: UnsafeMutableBufferPointer<UInt8>
        private(set) var count = 0

        init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

        mutating func put(_ character: Unicode.Scalar) {
            buffer[count] = UInt8(ascii: character)
            count += 1
        }

        mutating func put(_ value: Int64, digits: Int, after mark: Unicode.Scalar? = nil) {
            if let mark { put(mark) }
            var rest = value
            for place in (count..<count + digits).reversed() {
                buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            count += digits
        }

        mutating func dropZeros() {
            while buffer[count - 1] == UInt8(ascii: "0") { count -= 1 }
        }
    }

    /// Writes a moment exactly, in UTC; its seconds must lie in the years 0000 to 9999, as all that are read do.
    package static func text(_ timestamp: Timestamp) -> String {
        let whole = text(Timestamp(seconds: timestamp.seconds, attoseconds: 0).roundedDown)
        guard timestamp.attoseconds > 0 else { return whole }
        let digits = String(timestamp.attoseconds)
        var fraction = String(repeating: "0", count: max(0, 18 - digits.count)) + digits
        while fraction.last == "0" { fraction.removeLast() }
        return whole.dropLast() + "." + fraction + "Z"
    }

    private static let yearZero: Int64 = -62_167_219_200_000_000
    private static let endOfYear9999: Int64 = 253_402_300_799_999_999

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension RFC3339 {
    private struct Scanner {
        var rest: ArraySlice<UInt8>

        struct Time {
            let seconds: Int64
            let attoseconds: UInt64
            let isLeapSecond: Bool
        }

        mutating func date() -> CivilDate? {
            guard let year = number(digits: 4), take(UInt8(ascii: "-")), let month = number(digits: 2),
                take(UInt8(ascii: "-")), let day = number(digits: 2)
            else { return nil }
            return CivilDate(year: year, month: month, day: day)
        }

        mutating func time() -> Time? {
            guard let hour = number(digits: 2), hour < 24, take(UInt8(ascii: ":")),
                let minute = number(digits: 2), minute < 60, take(UInt8(ascii: ":")),
                let second = number(digits: 2), second <= 60, let attoseconds = fraction()
            else { return nil }
            return Time(
                seconds: hour * 3600 + minute * 60 + second, attoseconds: attoseconds, isLeapSecond: second == 60)
        }

        /// The digits after a point, or zero when there is no point; nil when they are missing or too fine.
        private mutating func fraction() -> UInt64? {
            guard take(UInt8(ascii: ".")) else { return 0 }
            let digits = rest.prefix(while: Self.isDigit)
            rest = rest[digits.endIndex...]
            let end = digits.lastIndex { $0 != UInt8(ascii: "0") }.map { $0 + 1 } ?? digits.startIndex
            let significant = digits[..<end]
            guard !digits.isEmpty, significant.count <= 18 else { return nil }
            let value = significant.reduce(into: UInt64(0)) { $0 = $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
            return (significant.count..<18).reduce(into: value) { value, _ in value *= 10 }
        }

        mutating func offsetSeconds() -> Int64? {
            if take(UInt8(ascii: "Z"), or: UInt8(ascii: "z")) { return 0 }
            let isNegative = rest.first == UInt8(ascii: "-")
            guard take(UInt8(ascii: "+"), or: UInt8(ascii: "-")), let hour = number(digits: 2), hour < 24,
                take(UInt8(ascii: ":")), let minute = number(digits: 2), minute < 60
            else { return nil }
            let offset = hour * 3600 + minute * 60
            return isNegative ? -offset : offset
        }

        mutating func take(_ byte: UInt8, or other: UInt8? = nil) -> Bool {
            guard let first = rest.first, first == byte || first == other else { return false }
            rest.removeFirst()
            return true
        }

        private mutating func number(digits count: Int) -> Int64? {
            let digits = rest.prefix(count)
            guard digits.count == count, digits.allSatisfy(Self.isDigit) else { return nil }
            rest = rest.dropFirst(count)
            return digits.reduce(into: 0) { $0 = $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }
}

/// A day of the proleptic Gregorian calendar.
private struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    /// Nil when the calendar has no such day.
    init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), day >= 1, day <= Self.daysIn(month: month, of: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    private static func daysIn(month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month - 1)]
    }

    // Both conversions count from 0000-03-01 in eras of 400 years, so that leap days come last.
    private static let daysPerEra: Int64 = 146_097
    private static let epochFromEraStart: Int64 = 719_468

    /// Days since 1970-01-01.
    var days: Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysPerEra + dayOfEra - Self.epochFromEraStart
    }

    init(days: Int64) {
        let shifted = days + Self.epochFromEraStart
        let era = (shifted >= 0 ? shifted : shifted - Self.daysPerEra + 1) / Self.daysPerEra
        let dayOfEra = shifted - era * Self.daysPerEra
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
