// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Platform

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64.min, "0000-01-01T00:00:00.000Z"), (-62_167_219_200_001, "0000-01-01T00:00:00.000Z"),
        (253_402_300_800_000, "9999-12-31T23:59:59.999Z"), (.max, "9999-12-31T23:59:59.999Z"),
    ])
    func `what four digits cannot say is clamped`(milliseconds: Int64, text: String) {
        #expect(LogTimestamp.rfc3339(milliseconds: milliseconds) == text)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1, "1970-01-01T00:00:00.001Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z"), (1_735_689_599_999, "2024-12-31T23:59:59.999Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (-62_162_121_600_000, "0000-02-29T00:00:00.000Z"),
        (-11_676_096_000_000, "1600-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (1_790_000_000_123, "2026-09-21T14:13:20.123Z"),
    ])
    func `leap years and edges of days, years and centuries`(milliseconds: Int64, text: String) {
        #expect(LogTimestamp.rfc3339(milliseconds: milliseconds) == text)
    }

    @Test func `each day of four hundred years, after which all repeats, is the C library's`() {
        for day in Int64(-73_000)..<73_097 {
            var seconds = Int(day * 86_400 + day % 86_400)
            var parts = tm()
            gmtime_r(&seconds, &parts)
            let text = LogTimestamp.rfc3339(milliseconds: Int64(seconds) * 1_000).utf8
            let numbers = text.split { !(48...57).contains($0) }.map { $0.reduce(0) { $0 * 10 + Int32($1) - 48 } }
            let expected = [
                parts.tm_year + 1_900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, 0,
            ]
            if numbers != expected {
                Issue.record("\(seconds): \(numbers), expected \(expected)")
                return
            }
        }
    }
}
