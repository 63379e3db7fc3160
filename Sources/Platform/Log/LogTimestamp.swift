// SPDX-License-Identifier: Apache-2.0

/// Instants as people and log tools read them.
package enum LogTimestamp {
    private static let millisecondsPerDay: Int64 = 86_400_000
    private static let first: Int64 = -62_167_219_200_000
    private static let last: Int64 = 253_402_300_799_999

    /// RFC 3339 in UTC with milliseconds: `2026-02-28T23:59:59.999Z`.
    ///
    /// The form has four digits for the year: earlier and later instants come out as the first of the year 0000 and the
    /// last of 9999. Days follow the Gregorian calendar throughout; leap seconds do not exist, as in POSIX time.
    package static func rfc3339(milliseconds: Int64) -> String {
        let instant = min(max(milliseconds, first), last)
        let sinceFirst = instant - first
        let (year, month, day) = date(daysSinceYearZero: sinceFirst / millisecondsPerDay)
        let time = sinceFirst % millisecondsPerDay
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T"
            + digits(time / 3_600_000, 2) + ":" + digits(time / 60_000 % 60, 2) + ":"
            + digits(time / 1_000 % 60, 2) + "." + digits(time % 1_000, 3) + "Z"
    }

    /// The date so many days after 0000-01-01.
    ///
    /// Counts in years that begin in March, so that the leap day is the last of its year, within eras of 400 years or
    /// 146,097 days, after which the calendar repeats. The first era begins on the first of March of the year -400.
    private static func date(daysSinceYearZero days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let sinceMarch = days + 146_097 - 60
        let era = sinceMarch / 146_097
        let dayOfEra = sinceMarch % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 - 400 + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }

    private static func digits(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
