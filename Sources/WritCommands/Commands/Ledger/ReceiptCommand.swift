// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Ledger
import MissionFile
import MissionKernel
import Platform

/// `writ ledger receipt`
enum ReceiptCommand {
    private static let permit = Positional(
        "permit", "the identifier of the permit, which is also its effect's, or its start", arity: .optional)
    private static let key = Option("key", value: "K", "the key that the effect was done under, instead of the permit")

    static let verb = Command<Verb>("receipt", "Prove that an effect was permitted, and by whom", action: run).with {
        $0.discussion = [
            "A receipt holds the entries that an effect comes from: who approved the mission and those above it, what "
                + "was permitted, and what became of it; each with the proof that the signed ledger has it.",
            "It verifies anywhere with the ledger's public key alone: `writ ledger verify --receipt FILE --key VKEY`.",
        ]
        $0.options = [key, NewFile.out]
        $0.positionals = [permit]
        $0.examples = [
            Example("writ ledger receipt prm_… --out push.json", "by the permit"),
            Example("writ ledger receipt --key push-1 --out push.json", "by the key that it was done under"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connectAsOwner()
        let id = try named(context, client)
        let bytes = try client.bytes("/v1/permits/\(id.text)/receipt")
        guard let file = context.arguments[NewFile.out] else {
            context.terminal.printJSON(canonical: bytes)
            return .success
        }
        let receipt = try Receipt(parsing: bytes)
        try NewFile.write(bytes, to: file, context)
        context.terminal.answer(
            [
                "entries": .number(Double(receipt.entries.count)), "file": .string(context.path(file)),
                "permit": .string(id.text),
            ],
            orText: {
                tell(receipt, context)
                context.terminal.print("\("Written", .good) to \(file).")
                context.note(
                    "\("next: ", .accent)check it anywhere with `writ ledger verify --receipt \(file) --key …`")
            })
        return .success
    }

    private static func named(_ context: CommandContext, _ client: AuthorityClient) throws -> PermitID {
        switch (context.arguments[permit], context.arguments[key]) {
        case (let text?, nil): return try Names.permit(text, client)
        case (nil, let key?): return try tried(under: key, client, context)
        default: throw UsageError("say which effect: its permit, or `--key`", hints: ["one of them, not both"])
        }
    }

    /// The try under the key that counts; which one it is, where there were several.
    private static func tried(
        under key: String, _ client: AuthorityClient, _ context: CommandContext
    ) throws -> PermitID {
        let tries = try EffectTries(under: key, client)
        let permit = try tries.last()
        if tries.count > 1 {
            let what = tries.isApplied(permit) ? "the one that did it" : "the last"
            context.note("of \(tries.count) tries under this key \(what): \(permit.text)")
        }
        return permit
    }

    private static func tell(_ receipt: Receipt, _ context: CommandContext) {
        var report = LedgerReport()
        for entry in receipt.entries {
            context.terminal.print(
                report.lines(number: entry.index, entry.bytes, width: context.terminal.width(of: .output)))
        }
    }
}

/// Verifying one.
extension ReceiptCommand {
    /// Checks a receipt with nothing but a key, and tells what it shows.
    static func verify(_ file: String, by key: VerifierKey, _ context: CommandContext) throws -> ExitStatus {
        var bytes = try context.read(file, limitBytes: Receipt.bytesMax)
        // WHY: a receipt that went through a shell has the line feed that ends what is printed.
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        let receipt: Receipt
        let checkpoint: Checkpoint
        do throws(ProofError) {
            receipt = try Receipt(parsing: bytes)
            checkpoint = try receipt.verify(by: key)
            try receipt.checkEvidence()
        } catch {
            throw CommandFailure(.refused, "the receipt proves nothing: \(error)")
        }
        context.terminal.answer(
            [
                "entries": .array(receipt.entries.map { .number(Double($0.index)) }),
                "ledger": .string(checkpoint.origin.string),
                "size": .number(Double(checkpoint.size)), "valid": true,
            ],
            orText: {
                context.terminal.print(
                    "\("The receipt verifies.", .good) The ledger \(LedgerPhrase.name(checkpoint.origin.string)), "
                        + "signed with \(LedgerPhrase.entries(checkpoint.size)), has these:")
                tell(receipt, context)
            })
        return .success
    }
}
