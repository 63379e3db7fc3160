// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON

/// `writ ledger show`
enum ShowLedgerCommand {
    private static let from = Option("from", value: "N", "begin with the entry of this number; without it, the newest")
    private static let max = Option("max", value: "N", "how many entries; default 100")

    static let verb = Command<Verb>("show", "Show what has happened, in sentences", action: run).with {
        $0.options = [from, max]
        $0.examples = [
            Example("writ ledger show", "the newest hundred entries"),
            Example("writ ledger show --from 0 --max 20", "how it began"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let count = try context.arguments.integer(max, in: 1...10_000) ?? 100
        let typed = try context.arguments.integer(from, in: 0...(1 << 53))
        let client = try context.connectAsOwner()
        let size = try client.get("/v1/ledger").required("size", JSONNode.entryCount)
        let first = typed.map(Int64.init) ?? Swift.max(0, size - Int64(count))
        let answer = try client.get("/v1/ledger/entries?from=\(first)&max=\(count)")
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
            return .success
        }
        let entries = try ShownEntry.all(in: answer)
        guard !entries.isEmpty else {
            let entries = size == 1 ? "1 entry" : "\(size) entries"
            context.terminal.print("The ledger has \(entries), none from \(first) on.")
            return .success
        }
        var report = LedgerReport()
        report.show(entries, on: context.terminal)
        return .success
    }
}

extension JSONNode {
    /// How many entries there are, or the number of one.
    func entryCount() throws(JSONShapeError) -> Int64 { try integer(in: 0...JSONNode.integerMax) }
}
