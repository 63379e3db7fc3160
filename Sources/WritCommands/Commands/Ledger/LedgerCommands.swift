// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import Crypto
import Ledger
import MissionFile

/// `writ ledger …`
enum LedgerCommands {
    static let group = Command<Verb>(
        "ledger", "Read, check and export what has happened",
        verbs: [
            ShowLedgerCommand.verb, VerifyLedgerCommand.verb, checkpoint, proof, ExportLedgerCommand.verb,
            ReceiptCommand.verb, key,
        ]
    ).with {
        $0.discussion = [
            "Everything that the authority decides is an entry of its ledger, and all entries are leaves of one hash "
                + "tree, whose root the authority signs. Nothing in it can be changed later without being noticed."
        ]
    }

    private static let number = Positional("number", "the number of an entry", arity: .optional)
    private static let from = Option("from", value: "N", "the smaller size of the ledger")
    private static let to = Option("to", value: "M", "the larger size of the ledger; default: the present one")

    private static let checkpoint = Command<Verb>("checkpoint", "Print the signed checkpoint", action: showCheckpoint)
        .with {
            $0.discussion = [
                "A note that signs how many entries there are and the root of the tree over them (C2SP "
                    + "tlog-checkpoint). Kept elsewhere, it shows later that nothing before it was changed."
            ]
            $0.examples = [Example("writ ledger checkpoint > monday.txt", "keep it on another machine")]
        }

    private static let proof = Command<Verb>("proof", "Prove that an entry is in the ledger, or that it only grew") {
        context in try showProof(context)
    }
    .with {
        $0.discussion = [
            "With a number, the proof that the signed ledger has this entry (C2SP tlog-proof). With `--from` and "
                + "`--to`, the proof that the ledger of the larger size continues the one of the smaller (RFC 9162)."
        ]
        $0.options = [from, to]
        $0.positionals = [number]
        $0.examples = [
            Example("writ ledger proof 42 > 42.tlog-proof", "that the entry 42 is there"),
            Example("writ ledger proof --from 100 --to 200", "that nothing before 100 was changed up to 200"),
        ]
    }

    private static let key = Command<Verb>("key", "Print the public key that verifies this ledger", action: showKey)
        .with {
            $0.discussion = ["A verifier key of C2SP signed-note: whoever has it can check receipts and exports alone."]
            $0.examples = [Example("writ ledger key", "to hand it to whoever checks")]
        }
}

extension LedgerCommands {
    private static func showCheckpoint(_ context: CommandContext) throws -> ExitStatus {
        let note = try context.connectAsOwner().bytes("/v1/ledger/checkpoint")
        showText(note, as: "checkpoint", context)
        return .success
    }

    private static func showKey(_ context: CommandContext) throws -> ExitStatus {
        let key = try LedgerSource.key(of: context.home())
        context.terminal.answer(["key": .string(key.text)], orText: { context.terminal.print(StyledText(key.text)) })
        return .success
    }

    private static func showProof(_ context: CommandContext) throws -> ExitStatus {
        let isConsistency = context.arguments[from] != nil || context.arguments[to] != nil
        switch (context.arguments[number], isConsistency) {
        case (let text?, false): try showInclusion(text, context)
        case (nil, true): try showConsistency(context)
        default:
            throw UsageError(
                "say what to prove: the number of an entry, or `--from` and `--to`",
                hints: ["see `writ ledger proof --help`"])
        }
        return .success
    }

    private static func showInclusion(_ text: String, _ context: CommandContext) throws {
        guard let number = Int64(text), number >= 0 else {
            throw UsageError("\(InertText.quoted(text)) is not the number of an entry")
        }
        showText(try context.connectAsOwner().bytes("/v1/ledger/entries/\(number)/proof"), as: "proof", context)
    }

    private static func showConsistency(_ context: CommandContext) throws {
        guard let from = try context.arguments.integer(from, in: 0...(1 << 53)) else {
            throw UsageError("`--to` needs `--from`", hints: ["see `writ ledger proof --help`"])
        }
        let to = try context.arguments.integer(to, in: from...(1 << 53)).map { "&to=\($0)" } ?? ""
        let answer = try context.connectAsOwner().get("/v1/ledger/consistency?from=\(from)\(to)")
        context.terminal.answer(
            JSONValue(answer),
            orText: {
                let sizes = "from \(answer["from"]?.shownNumber ?? "?") to \(answer["to"]?.shownNumber ?? "?") entries"
                context.note(StyledText("the proof \(sizes), a hash a line in base64:"))
                answer["proof"]?.forEachElement { context.terminal.print(StyledText($0.stringValue ?? "")) }
            })
    }

    /// Prints a text of several lines as it is.
    private static func showText(_ bytes: [UInt8], as name: String, _ context: CommandContext) {
        let text = String(decoding: bytes, as: UTF8.self)
        context.terminal.answer(
            .object([JSONValue.Member(name, .string(text))]),
            orText: {
                for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    context.terminal.print(StyledText(String(line)))
                }
            })
    }
}
