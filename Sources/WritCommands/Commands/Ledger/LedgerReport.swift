// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Ledger
import MissionKernel
import MissionWire

/// One entry as the authority shows it.
struct ShownEntry {
    let number: Int64
    private let node: JSONNode

    init(_ node: JSONNode) throws(JSONShapeError) {
        number = try node.member("number").integer(in: 0...JSONNode.integerMax)
        self.node = try node.member("entry").object()
    }

    /// The entry itself, as it was appended.
    var bytes: [UInt8] { Array(node.sourceBytes) }

    /// The entries of an answer that lists some.
    static func all(in answer: JSONNode) throws(JSONShapeError) -> [ShownEntry] {
        try answer.member("entries").array(max: 1_000_000) { (node) throws(JSONShapeError) in try ShownEntry(node) }
    }

    private static let pageMax = 2000

    /// Reads the whole ledger, from its beginning on.
    static func forEach(of client: AuthorityClient, _ body: (ShownEntry) throws -> Void) throws {
        var next: Int64 = 0
        while true {
            let page = try all(in: client.get("/v1/ledger/entries?from=\(next)&max=\(pageMax)"))
            guard let last = page.last, last.number >= next else { return }
            for entry in page { try body(entry) }
            next = last.number + 1
        }
    }

    /// The entries as the authority lists them.
    static func json(_ entries: [ShownEntry]) -> [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("entries", each: entries) { json, entry in json.canonical(entry.json) }
        }
        return json.bytes
    }

    /// The entry with its number.
    var json: [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("entry", canonical: bytes)
            json.member("number", number)
        }
        return json.bytes
    }
}

/// Entries as lines to read: number, time, and a sentence.
struct LedgerReport {
    private var narrator = LedgerNarrator()
    private var reader = EntryReader()

    private static let numberWidth = 7

    /// The lines of one entry, in at most `width` columns.
    mutating func lines(number: Int64, _ bytes: [UInt8], width: Int?) -> [StyledText] {
        let number = StyledText("#\(number)", .faint).padded(to: Self.numberWidth)
        do throws(EntryError) {
            let entry = try reader.read(bytes)
            let line = number + StyledText(Self.time(entry.at) + "  ", .faint) + narrator.tell(entry.event)
            return width.map { line.wrapped(to: $0, hanging: Self.numberWidth + 2) } ?? [line]
        } catch {
            return [number + StyledText("an entry that this version cannot read: \(error.reason)", .bad)]
        }
    }

    mutating func show(_ entries: [ShownEntry], on terminal: Terminal) {
        for entry in entries {
            terminal.print(lines(number: entry.number, entry.bytes, width: terminal.width(of: .output)))
        }
    }

    /// `2026-12-01 18:00:07Z`, always as wide.
    private static func time(_ instant: Instant) -> String {
        let text = RFC3339.text(instant)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))Z"
    }
}
