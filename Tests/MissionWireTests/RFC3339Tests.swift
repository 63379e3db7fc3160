// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import MissionWire
import Testing
import WritTesting

struct `RFC 3339 date-times` {
    @Test(arguments: [
        "", "2026", "2026-12-31", "2026-12-31T23:59:59", "2026-12-31T23:59Z", "2026-12-31 23:59:59Z",
        "2026-12-31T23:59:59z ", " 2026-12-31T23:59:59Z", "26-12-31T23:59:59Z", "02026-12-31T23:59:59Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
        "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-12-31T24:00:00Z",
        "2026-12-31T23:60:00Z", "2026-12-31T23:59:61Z", "2026-12-31T23:58:60Z", "2026-12-31T22:59:60Z",
        "2026-12-31T23:59:59.Z", "2026-12-31T23:59:59,5Z", "2026-12-31T23:59:59.0000000000000000001Z",
        "2026-12-31T23:59:59+24:00", "2026-12-31T23:59:59+23:60", "2026-12-31T23:59:59+0200",
        "2026-12-31T23:59:59+02", "2026-12-31T23:59:59UTC", "2026-12-31T23:59:59\u{2212}02:00",
        "-026-12-31T23:59:59Z", "2026-1-31T23:59:59Z", "20261231T235959Z", "2026-12-31T23:59:59ZZ",
        "٢٠٢٦-12-31T23:59:59Z", "2026-12-31T23:59:59Z\u{0}",
        "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z", "0000-01-01T00:00:00+00:01",
    ])
    func `are refused when they are not quite that`(text: String) {
        #expect(RFC3339.timestamp(text) == nil)
        #expect(RFC3339.instant(text) == nil)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0), ("1970-01-01T00:00:00-00:00", 0, 0), ("1969-12-31T23:59:59Z", -1, 0),
            ("1970-01-01t00:00:00z", 0, 0), ("2026-12-31T23:59:59Z", 1_798_761_599, 0),
            ("2026-11-02T09:06:40+01:00", 1_793_606_800, 0), ("2026-11-01T22:36:40-09:30", 1_793_606_800, 0),
            ("2000-02-29T00:00:00Z", 951_782_400, 0),
            ("2024-02-29T23:59:59.5Z", 1_709_251_199, 500_000_000_000_000_000),
            ("1969-12-31T23:59:59.25Z", -1, 250_000_000_000_000_000),
            ("2026-12-31T23:59:59.000000000000000001Z", 1_798_761_599, 1),
            ("2026-12-31T23:59:59.999999999999999999Z", 1_798_761_599, 999_999_999_999_999_999),
            ("2026-12-31T23:59:59.10000000000000000000000000Z", 1_798_761_599, 100_000_000_000_000_000),
            ("2026-12-31T23:59:59.0Z", 1_798_761_599, 0),
            ("2026-12-31T23:59:59.000000000000000000000Z", 1_798_761_599, 0),
            ("2016-12-31T23:59:60Z", 1_483_228_800, 0), ("2016-12-31T15:59:60.0-08:00", 1_483_228_800, 0),
            ("2016-12-31T15:59:60.9-08:00", 1_483_228_800, 900_000_000_000_000_000),
            ("2017-01-01T01:59:60+02:00", 1_483_228_800, 0), ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
            ("0000-02-29T00:00:00Z", -62_162_121_600, 0), ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
            ("9999-12-31T23:59:59.999999999999999999Z", 253_402_300_799, 999_999_999_999_999_999),
            ("1900-03-01T00:00:00Z", -2_203_891_200, 0), ("1600-02-29T12:00:00Z", -11_670_955_200, 0),
        ] as [(String, Int64, UInt64)])
    func `name one moment`(text: String, seconds: Int64, attoseconds: UInt64) {
        #expect(RFC3339.timestamp(text) == Timestamp(seconds: seconds, attoseconds: attoseconds))
    }

    @Test(arguments: [
        "1970-01-01T00:00:00Z", "2026-11-02T09:06:40Z", "2026-11-02T09:06:40.1Z", "2026-11-02T09:06:40.123456Z",
        "2026-11-02T09:06:40.000001Z", "1969-12-31T23:59:59.999999Z", "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z", "2000-02-29T23:59:59Z", "1582-10-04T00:00:00Z",
    ])
    func `are written as they are read`(text: String) throws {
        let instant = try #require(RFC3339.instant(text))
        #expect(RFC3339.text(instant) == text)
        let timestamp = try #require(RFC3339.timestamp(text))
        #expect(RFC3339.text(timestamp) == text)
    }

    @Test func `are written exactly where they are finer than the clock`() throws {
        let text = "2026-11-02T09:06:40.100000000000000001Z"
        #expect(RFC3339.text(try #require(RFC3339.timestamp(text))) == text)
        #expect(RFC3339.instant(text).map(RFC3339.text) == "2026-11-02T09:06:40.1Z", "rounded down, never up")
        #expect(RFC3339.instant("1969-12-31T23:59:59.9999999Z").map(RFC3339.text) == "1969-12-31T23:59:59.999999Z")
    }

    @Test func `are bounded where the clock has no end`() {
        #expect(RFC3339.text(Instant.distantFuture) == "9999-12-31T23:59:59.999999Z")
        #expect(RFC3339.text(Instant.distantPast) == "0000-01-01T00:00:00Z")
    }

    @Test func `agree with a calendar counted day by day`() throws {
        var (year, month, day) = (1996, 1, 1)
        var seconds: Int64 = 820_454_400
        for _ in 0..<3000 {
            let text = "\(year)-\(Self.two(month))-\(Self.two(day))T00:00:00Z"
            #expect(RFC3339.timestamp(text)?.seconds == seconds)
            #expect(RFC3339.text(Instant(microseconds: seconds * 1_000_000)) == text)
            seconds += 86_400
            day += 1
            let isLeap = year.isMultiple(of: 4)
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            if day > days[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
