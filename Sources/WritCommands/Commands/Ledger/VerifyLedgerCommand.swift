// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import CanonicalJSON
import Crypto
import Ledger
import LedgerSQLite
import MissionFile
import MissionKernel
import Platform

/// `writ ledger verify`
enum VerifyLedgerCommand {
    private static let offline = Option("offline", value: "FILE", "an exported ledger, instead of this home's")
    private static let receipt = Option("receipt", value: "FILE", "a receipt, instead of a ledger")
    private static let kept = Option(
        "checkpoint", value: "FILE", "a checkpoint that you kept, which the ledger must continue", isRepeatable: true)
    static let key = Option(
        "key", value: "VKEY", "the verifier key, as `writ ledger key` prints it; default: this home's")

    static let verb = Command<Verb>("verify", "Check the whole ledger, or what was exported of it", action: run).with {
        $0.discussion = [
            "Reads every entry, computes the hash tree anew, compares it with what was signed, and replays all of it: "
                + "what needed a person's signature must have it, by a key that was theirs at that entry. Of a home it "
                + "also compares what is kept beside the entries and follows from them. Changes nothing, and works "
                + "whether the authority runs or not. Exits with 1 when something is wrong.",
            "A ledger that its own machine has rewritten whole can be told only by a checkpoint that was kept "
                + "elsewhere: keep what `writ ledger checkpoint` prints, and name it with `--checkpoint`.",
        ]
        $0.options = [offline, receipt, key, kept]
        $0.examples = [
            Example("writ ledger verify", "this home's ledger"),
            Example("writ ledger verify --checkpoint monday.txt", "and that it continues what it was on Monday"),
            Example("writ ledger verify --offline ledger.jsonl --key VKEY", "an export, anywhere"),
            Example("writ ledger verify --receipt push.json --key VKEY", "a receipt, anywhere"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        if let file = context.arguments[receipt] {
            guard context.arguments[offline] == nil, context.arguments.all(kept).isEmpty else {
                throw UsageError("`--receipt` stands alone, with `--key`")
            }
            return try ReceiptCommand.verify(file, by: verifier(context), context)
        }
        if let file = context.arguments[offline] { return try verifyExport(file, context) }
        return try verifyHome(context)
    }

    static func verifier(_ context: CommandContext) throws -> VerifierKey {
        guard let text = context.arguments[key] else {
            do { return try LedgerSource.key(of: context.home()) } catch HostError.notInitialised {
                throw UsageError(
                    "it is not clear whose ledger this is",
                    hints: ["name its key, which `writ ledger key` prints where the ledger lies: `--key VKEY`"])
            }
        }
        do throws(NoteError) { return try VerifierKey(text) } catch {
            throw UsageError("`--key` is \(error)", hints: ["`writ ledger key` prints one where the ledger lies"])
        }
    }
}

extension VerifyLedgerCommand {
    private static func verifyHome(_ context: CommandContext) throws -> ExitStatus {
        try context.mustBePerson()
        let home = try context.home()
        let issuer = try HomeConfiguration(of: home).issuer
        try LedgerSource.refreshCheckpoint(home)
        let source = try LedgerSource(of: home)
        defer { source.store.close() }
        let key = try verifier(context)
        let signed = try source.store.latestCheckpoint().map { try open($0.note, by: key, "the stored checkpoint") }
        let surroundings = try source.surroundings(issuer: issuer)
        return try audit([signed].compactMap(\.self), in: surroundings, key, context) {
            source.pages(upTo: surroundings.head.size)
        }
    }

    private static func verifyExport(_ typed: String, _ context: CommandContext) throws -> ExitStatus {
        let path = context.path(typed)
        let export = try LedgerExportReader(path: path).export
        let key = try verifier(context)
        guard export.key.utf8.elementsEqual(key.text.utf8) else {
            throw CommandFailure(.refused, "the export is of another ledger, or was signed by another key")
        }
        let signed = try open(Array(export.checkpoint.utf8), by: key, "the checkpoint in the export")
        return try audit([signed], key, context, expecting: export.entries) {
            let reader = try LedgerExportReader(path: path)
            return { try reader.page(max: 2048) }
        }
    }

    /// A checkpoint that was kept elsewhere, and in which file.
    private struct Kept {
        let file: String
        let checkpoint: Checkpoint
    }

    private static func keptCheckpoints(by key: VerifierKey, _ context: CommandContext) throws -> [Kept] {
        try context.arguments.all(kept).map { file in
            let note = try context.read(file, limitBytes: SignedNote.bytesMax)
            return Kept(file: file, checkpoint: try open(note, by: key, InertText.quoted(file)))
        }
    }

    private static func open(_ note: [UInt8], by key: VerifierKey, _ what: String) throws -> Checkpoint {
        do throws(CheckpointError) { return try Checkpoint.open(note, by: key) } catch {
            throw CommandFailure(.refused, "\(what) is not to be trusted: \(error)")
        }
    }

    private static func audit(
        _ signed: [Checkpoint], in surroundings: LedgerAudit.Surroundings? = nil, _ key: VerifierKey,
        _ context: CommandContext, expecting count: Int64? = nil,
        _ pages: () throws -> LedgerAudit.Pages
    ) throws -> ExitStatus {
        let kept = try keptCheckpoints(by: key, context)
        var progress = ProgressLine(on: context.terminal)
        let result = Result {
            try LedgerAudit(against: signed + kept.map(\.checkpoint), in: surroundings).run(
                progress: { progress.update("\($0) the ledger: \($1) entries") }, pages)
        }
        progress.finish()
        let finding = try result.get()
        if let count, count != finding.entries {
            throw CommandFailure(
                .refused, "the export should have \(count) entries, and has \(finding.entries): it was cut or added to")
        }
        report(finding, continuing: kept, key, context)
        return .success
    }

    private static func report(
        _ finding: LedgerAudit.Finding, continuing kept: [Kept], _ key: VerifierKey, _ context: CommandContext
    ) {
        let root = Base64.standard.text(finding.root.bytes)
        context.terminal.answer(
            [
                "continues": .array(
                    kept.map { ["entries": .number(Double($0.checkpoint.size)), "file": .string($0.file)] }),
                "entries": .number(Double(finding.entries)), "key": .string(key.text),
                "missions": .number(Double(finding.missions)), "root": .string(root),
                "sessions": .number(Double(finding.sessions)), "signed_entries": .number(Double(finding.signed)),
                "valid": true,
            ],
            orText: {
                context.terminal.print(StyledText("The ledger verifies.", .good))
                var block = Block()
                block.add("entries", "\(finding.entries), each read, hashed, replayed, and with its evidence")
                block.add("signed", signed(finding))
                for kept in kept {
                    let entries = LedgerPhrase.entries(kept.checkpoint.size)
                    block.add("continues", "\(InertText.shown(kept.file)) (\(entries))")
                }
                block.add("root", root)
                block.add("key", key.text)
                let missions = LedgerPhrase.count(finding.missions, "mission")
                block.add("gives", "\(missions) and \(LedgerPhrase.count(finding.sessions, "session"))")
                context.terminal.print(block)
            })
    }

    private static func signed(_ finding: LedgerAudit.Finding) -> StyledText {
        if finding.signed == finding.entries { return "all of them" }
        if finding.signed == 0 { return StyledText("nothing yet", .warning) }
        return StyledText("the first \(finding.signed); those after them are not signed yet", .warning)
    }
}
