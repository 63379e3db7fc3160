// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

struct `Identifiers` {
    @Test(arguments: [
        "", "msn_", "msn_AAAAAAAAAAAAAAAAAAAAA", "msn_AAAAAAAAAAAAAAAAAAAAAAA", "MSN_AAAAAAAAAAAAAAAAAAAAAA",
        "sub_AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA", "msn_AAAAAAAAAAAAAAAAAAAAAB",
        "msn_AAAAAAAAAAAAAAAAAAAAAP", "msn_AAAAAAAAAAAAAAAAAAAAA=", "msn_AAAAAAAAAAAAAAAAAAAA+A",
        "msn_AAAAAAAAAAAAAAAAAAAA/A", "msn_AAAAAAAAAAAAAAAAAAAA A", " msn_AAAAAAAAAAAAAAAAAAAAAA",
        "msn_AAAAAAAAAAAAAAAAAAAAA\u{0}", "msn_ÄAAAAAAAAAAAAAAAAAAA", "msn-AAAAAAAAAAAAAAAAAAAAAA",
    ])
    func `have no other spelling`(text: String) {
        #expect(MissionID(text) == nil)
    }

    @Test(
        arguments: [
            (0, 0, "msn_AAAAAAAAAAAAAAAAAAAAAA"), (0, 1, "msn_AAAAAAAAAAAAAAAAAAAAAQ"),
            (1, 0, "msn_AAAAAAAAAAEAAAAAAAAAAA"),
            (.max, .max, "msn_" + String(repeating: "_", count: 21) + "w"),
            (0xF0 << 56, 0, "msn_8AAAAAAAAAAAAAAAAAAAAA"),
        ] as [(UInt64, UInt64, String)])
    func `are 22 characters after their kind`(high: UInt64, low: UInt64, text: String) {
        #expect(MissionID(high: high, low: low).text == text)
        #expect(MissionID(text) == MissionID(high: high, low: low))
    }

    @Test func `are read as they are written, whatever the bits`() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<2000 {
            let id = PermitID(high: random.next(), low: random.next())
            #expect(PermitID(id.text) == id)
            #expect(id.text.utf8.count == 26)
            #expect(SessionID(id.text) == nil)
        }
    }

    @Test func `of the published size can be read where their last bits are zero`() {
        #expect(MissionID("msn_8RfX2Lqv9TqMv4z7sA2bN1k0YpEdHc9-") == nil, "192 bits are another authority's")
    }

    @Test func `are ordered by their bits`() {
        let sorted = [MissionID(high: 0, low: .max), MissionID(high: 1, low: 0), MissionID(high: 1, low: 1)]
        #expect(sorted.reversed().sorted() == sorted)
    }
}

struct `Exact text` {
    @Test func `tells apart what only looks alike`() {
        let (composed, decomposed) = (ExactText("caf\u{E9}"), ExactText("cafe\u{301}"))
        #expect(composed.string == decomposed.string, "Swift calls them equal")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
        #expect(ExactText("") < "a")
    }

    @Test func `is told apart where people and things are named`() {
        let issuer: ExactText = "https://idp.example.com"
        #expect(
            Principal(issuer: issuer, subject: "caf\u{E9}") != Principal(issuer: issuer, subject: "cafe\u{301}"))
        #expect(ClientID("\u{212B}") != ClientID("\u{C5}"))
        #expect(FactKey.named("\u{E9}") != .named("e\u{301}"))
        #expect(FactValue.text("\u{E9}") != .text("e\u{301}"))
    }
}

struct `Instants` {
    @Test func `stop at their ends instead of overflowing`() {
        #expect(Instant(milliseconds: .max) == .distantFuture)
        #expect(Instant(milliseconds: .min) == .distantPast)
        #expect(Instant.distantFuture.adding(milliseconds: 1) == .distantFuture)
        #expect(Instant.distantPast.adding(milliseconds: -1) == .distantPast)
        #expect(Instant.distantFuture.next == .distantFuture)
        #expect(KernelWorld.dawn.adding(milliseconds: .max) == .distantFuture)
    }

    @Test func `count whole milliseconds between them, without overflowing`() {
        let dawn = KernelWorld.dawn
        #expect((dawn + .seconds(2)).milliseconds(since: dawn) == 2000)
        #expect(dawn.milliseconds(since: dawn + .seconds(2)) == -2000)
        #expect(Instant(microseconds: 1999).milliseconds(since: Instant(microseconds: 0)) == 1)
        #expect(Instant.distantFuture.milliseconds(since: .distantPast) == Int64.max / 1000)
        #expect(Instant.distantPast.milliseconds(since: .distantFuture) == Int64.min / 1000)
    }

    @Test func `are exact as timestamps, and found again by rounding down`() {
        for microseconds in [0, 1, -1, 999_999, -1_000_000, -1_000_001, .max, .min, 1_793_606_400_123_456] as [Int64] {
            let instant = Instant(microseconds: microseconds)
            #expect(Timestamp(instant).roundedDown == instant)
        }
        #expect(Timestamp(Instant(microseconds: -1)) == Timestamp(seconds: -1, attoseconds: 999_999_000_000_000_000))
        #expect(Timestamp(seconds: .max, attoseconds: 0).roundedDown == .distantFuture)
        #expect(Timestamp(seconds: .min, attoseconds: 0).roundedDown == .distantPast)
        #expect(Timestamp(seconds: 0, attoseconds: 999_999_999_999).roundedDown == Instant(microseconds: 0))
    }
}

struct `Digests` {
    @Test func `are 32 bytes and nothing else`() {
        #expect(Digest(bytes: [UInt8](repeating: 1, count: 31)) == nil)
        #expect(Digest(bytes: [UInt8](repeating: 1, count: 33)) == nil)
        #expect(Digest(bytes: []) == nil)
    }

    @Test func `are ordered as their bytes are`() throws {
        let bytes = (0..<32).map { UInt8($0) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        for position in 0..<32 {
            var larger = bytes
            larger[position] = 0xFF
            #expect(try digest < #require(Digest(bytes: larger)))
        }
    }
}
