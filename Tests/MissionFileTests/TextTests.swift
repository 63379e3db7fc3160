// SPDX-License-Identifier: Apache-2.0

import MissionFile
import MissionKernel
import MissionWire
import Testing

struct `Text from outside` {
    @Test(arguments: [
        ("a\u{1B}[31mb", "a\\u{1B}[31mb"), ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{202E}evil", "\\u{202E}evil"),
        ("a\u{2066}b\u{2069}", "a\\u{2066}b\\u{2069}"), ("a\u{200B}b\u{200D}c", "a\\u{200B}b\\u{200D}c"),
        ("a\u{2028}b", "a\\u{2028}b"), ("\u{FEFF}a\u{AD}", "\\u{FEFF}a\\u{AD}"), ("\u{E0041}", "\\u{E0041}"),
        ("\u{3164}\u{115F}", "\\u{3164}\\u{115F}"), ("\u{9B}2J", "\\u{9B}2J"), ("\u{E000}", "\\u{E000}"),
        ("a\u{A0}b\u{2003}c", "a\\u{A0}b\\u{2003}c"),
    ])
    func `shows what would act or hide`(text: String, shown: String) {
        #expect(InertText.shown(text) == shown)
    }

    @Test(arguments: ["plain", "Zürich", "日本語", "שלום", "👍", "e\u{301}", "a\\b", "`"])
    func `leaves what is only read as it is`(text: String) {
        #expect(InertText.shown(text) == text)
    }

    @Test func `cannot leave its quotes`() {
        #expect(InertText.quoted("x` and everything else") == "`x\\u{60} and everything else`")
        #expect(InertText.quoted("x\u{1FEF}`\u{301}") == "`x\\u{1FEF}\\u{60}\u{301}`")
    }
}

struct `The speller` {
    @Test(
        arguments: [
            ("brnach", "branch"), ("paths:", "paths"), ("success", nil), ("Owner", "owner"),
            ("successor-owner", "successor owner"),
            ("unitl", "until"), ("", nil), ("x", nil), ("comit", "commit"), (String(repeating: "a", count: 65), nil),
        ] as [(String, String?)])
    func `suggests a word that is near, and none that is far`(word: String, nearest: String?) {
        let known = ["branch", "paths", "owner", "successor owner", "until", "commit"]
        #expect(Spelling.nearest(to: word, among: known) == nearest)
    }

    @Test(
        arguments: [
            ("git.branch.delete", nil), ("feature/logout", nil), ("git.brnach.create", "git.branch.create"),
            ("git_branch_create", "git.branch.create"), ("feature/lgoin", "feature/login"),
        ] as [(String, String?)])
    func `suggests a name only where each of its parts is near`(name: String, nearest: String?) {
        #expect(Spelling.nearest(to: name, among: ["git.branch.create", "feature/login"]) == nearest)
    }
}

struct `Written durations` {
    @Test(arguments: [
        "", "3", "days", "3 months", "1 year", "3m", "-1 day", "1.5 days", "3 days later", "12 hours 1 day", "1 h 1 h",
        "0 s",
        "999999999999999 weeks", "9999999999999999999 s", "101 years", "5300 weeks", "٣ days", "3  ", "1h,", "PT8H",
    ])
    func `that are not exact are refused`(text: String) {
        #expect(WrittenDuration.milliseconds(text) == nil)
    }

    @Test(
        arguments: [
            ("3 days", 259_200_000), ("8h", 28_800_000), ("1 day 12 hours", 129_600_000), ("90 min", 5_400_000),
            ("1s", 1000),
            ("2 weeks", 1_209_600_000), ("1w2d3h4min5s", 788_645_000),
        ] as [(String, Int64)])
    func `are read in any of their spellings`(text: String, milliseconds: Int64) {
        #expect(WrittenDuration.milliseconds(text) == milliseconds)
    }
}

struct `Written moments` {
    @Test(arguments: [
        "", "tomorrow", "2026-12-01", "2026-12-01 18:00", "2026-12-01T18:00", "2026-12-01 18:00 CET",
        "2026-13-01 18:00 UTC",
        "2026-12-01 25:00 UTC", "2026-12-01  18:00 UTC", "2026-12-01 18 UTC", "01.12.2026 18:00 UTC",
        "2026-12-01 18:00UTC",
    ])
    func `without a zone or a place in the calendar are refused`(text: String) {
        #expect(WrittenMoment.instant(text, from: context.now) == nil)
    }

    @Test(arguments: [
        ("2026-12-01 18:00 UTC", "2026-12-01T18:00:00Z"), ("2026-12-01T18:00:00+02:00", "2026-12-01T16:00:00Z"),
        ("2026-12-01 18:00:30 UTC", "2026-12-01T18:00:30Z"), ("2026-12-01 18:00 +02:00", "2026-12-01T16:00:00Z"),
        ("2026-12-01 18:00Z", "2026-12-01T18:00:00Z"), ("2026-12-01 18:00-05:30", "2026-12-01T23:30:00Z"),
        ("3 days", "2026-11-23T10:00:00Z"),
    ])
    func `are read exactly`(text: String, instant: String) {
        #expect(WrittenMoment.instant(text, from: context.now).map(RFC3339.text) == instant)
    }

    @Test func `counted from now begin at a whole second`() {
        let now = Instant(microseconds: 1_795_168_800_999_999)
        #expect(WrittenMoment.instant("1 s", from: now) == Instant(microseconds: 1_795_168_801_000_000))
    }
}

struct `Times for people` {
    @Test(
        arguments: [
            (0, "0 s"), (-5, "0 s"), (999, "0 s"), (1000, "1 s"), (125_000, "2 min 5 s"), (3_600_000, "1 h"),
            (129_600_000, "1 d 12 h"), (90_061_000, "1 d 1 h"), (86_460_000, "1 d"), (.max, "106751991167 d 7 h"),
        ] as [(Int64, String)])
    func `say how long`(milliseconds: Int64, text: String) {
        #expect(HumanTime.duration(milliseconds: milliseconds) == text)
    }

    @Test(
        arguments: [
            (0, "now"), (999, "now"), (-999, "now"), (10_800_000, "in 3 h"), (-125_000, "2 min ago"),
            (259_199_999, "in 3 d"), (86_000_000, "in 1 d"), (-5_300_000, "1 h ago"), (5_500_000, "in 2 h"),
            (1000, "in 1 s"), (-1000, "1 s ago"),
        ] as [(Int64, String)])
    func `say how far away`(milliseconds: Int64, text: String) {
        #expect(HumanTime.relative(context.now.adding(milliseconds: milliseconds), to: context.now) == text)
    }

    @Test func `say when`() {
        #expect(HumanTime.moment(context.now) == "2026-11-20 10:00 UTC")
        #expect(HumanTime.moment(Instant(microseconds: 1_795_168_830_500_000)) == "2026-11-20 10:00:30 UTC")
        #expect(HumanTime.relative(.distantFuture, to: .distantPast) == "in 106751991 d")
    }
}
