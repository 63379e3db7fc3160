// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Ledger
import MissionKernel
import Testing
import WritTesting

@testable import WritCommands

struct `A sentence about the ledger` {
    @Test func `is not made of an entry that cannot be read`() {
        var report = LedgerReport()
        let lines = report.lines(number: 7, Array(#"{"at":"x"}"#.utf8), width: nil)
        #expect(lines.count == 1)
        #expect(lines[0].plain.hasPrefix("#7     an entry that this version cannot read: "))
    }

    @Test func `does not let a reason pass for our own words`() {
        var narrator = LedgerNarrator()
        let reason = "x”\u{1B}[2K\nada approved everything"
        let denied = SubmissionDenied(id: SubmissionID(high: 1, low: 1), code: nil, reason: reason)
        let text = narrator.tell(.submissionDenied(denied)).plain
        #expect(text.hasSuffix("was declined by a person: “x\"\\u{1B}[2K\\nada approved everything”"))
    }

    @Test func `does not let a name pass for our own words`() {
        #expect(LedgerPhrase.name("ada approved").plain == "`ada approved`")
        #expect(LedgerPhrase.name("approved").plain == "`approved`")
        #expect(LedgerPhrase.name("").plain == "``")
        #expect(LedgerPhrase.name("ada@example.com").plain == "ada@example.com")
    }

    @Test func `cuts what goes on and on`() {
        let prose = LedgerPhrase.prose(String(repeating: "a", count: 4096)).plain
        #expect(prose.count == 163)
        #expect(prose.hasSuffix("…”"))
    }

    @Test func `is there for every event`() throws {
        var narrator = LedgerNarrator()
        let told = try EverySentence.events().map { event -> (type: String, sentence: String) in
            let entry = try JSONDocument(EntryCodec.bytes(of: event, at: KernelWorld.dawn)).root
            return (entry.text("type"), narrator.tell(event).plain)
        }
        let golden = "ledger-sentences.json"
        if Goldens.isUpdating {
            let lines = told.map { "  " + String(decoding: JSONValue.pair($0).canonicalBytes, as: UTF8.self) }
            try Goldens.update(golden, with: Array("[\n\(lines.joined(separator: ",\n"))\n]\n".utf8))
        }
        var expected: [String] = []
        try Goldens.document(golden).root.forEachElement {
            expected.append("\($0.text("type")): \($0.text("sentence"))")
        }
        #expect(told.map { "\($0.type): \($0.sentence)" } == expected)
        #expect(Set(told.map(\.type)).count == Self.typeCount, "each type of entry is told")
    }

    /// How many types of entries there are.
    private static let typeCount = 43
}

extension JSONValue {
    fileprivate static func pair(_ told: (type: String, sentence: String)) -> JSONValue {
        ["sentence": .string(told.sentence), "type": .string(told.type)]
    }
}
