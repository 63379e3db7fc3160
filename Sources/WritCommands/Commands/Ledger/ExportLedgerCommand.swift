// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import CanonicalJSON
import Ledger
import LedgerSQLite

/// `writ ledger export`
enum ExportLedgerCommand {
    static let verb = Command<Verb>("export", "Write the whole ledger to a file that verifies alone", action: run).with
    {
        $0.discussion = [
            "The first line is a JSON object: `format` (\(LedgerExport.format)), `key` (the verifier key), `entries` "
                + "(how many follow) and `checkpoint` (the signed note). Each further line is one entry, byte for "
                + "byte. The leaf of an entry is the SHA-256 value of a zero byte and its line, as in RFC 6962.",
            "A ledger holds what missions are about: treat the file like the ledger itself.",
        ]
        $0.options = [NewFile.out]
        $0.examples = [
            Example("writ ledger export --out ledger.jsonl", "to a file"),
            Example("writ ledger export | gzip > ledger.jsonl.gz", "to a pipe"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        try context.mustBePerson()
        let home = try context.home()
        _ = try HomeConfiguration(of: home)
        try LedgerSource.refreshCheckpoint(home)
        let source = try LedgerSource(of: home)
        defer { source.store.close() }
        guard let checkpoint = try source.store.latestCheckpoint() else {
            throw CommandFailure(
                .refused, "this ledger was never signed, so an export would prove nothing",
                hints: ["start the authority with `writ up --detach`, and try again"])
        }
        // WHY: exactly what was signed, so that every line of the file is proven.
        let export = LedgerExport(
            checkpoint: checkpoint.note, entries: checkpoint.size, key: try LedgerSource.key(of: home))
        guard let file = context.arguments[NewFile.out] else {
            context.terminal.printJSON(canonical: export.header)
            try forEachPage(of: source, export) { context.terminal.printJSON(canonical: $0) }
            return .success
        }
        var output = try NewFile(file, context)
        try output.write(export.header + [UInt8(ascii: "\n")])
        try forEachPage(of: source, export) { try output.write($0 + [UInt8(ascii: "\n")]) }
        try output.keep()
        context.terminal.answer(
            ["entries": .number(Double(export.entries)), "file": .string(context.path(file))],
            orText: {
                context.terminal.print("\("Exported", .good) \(LedgerPhrase.entries(export.entries)) to \(file).")
                context.note(
                    "\("next: ", .accent)check it anywhere with `writ ledger verify --offline \(file) --key …`")
            })
        return .success
    }

    /// Gives the lines of the entries, several at a time, without the last line feed.
    private static func forEachPage(
        of source: LedgerSource, _ export: LedgerExport, _ body: ([UInt8]) throws -> Void
    ) throws {
        let pages = source.pages(upTo: export.entries)
        while case let page = try pages(), !page.isEmpty {
            try body(Array(page.map(\.bytes).joined(separator: [UInt8(ascii: "\n")])))
        }
    }
}
