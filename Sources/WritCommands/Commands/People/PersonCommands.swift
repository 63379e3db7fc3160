// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import Crypto
import MissionFile
import MissionKernel
import MissionWire
import Platform

/// `writ person …`
enum PersonCommands {
    static let group = Command<Verb>(
        "person", "Say who approves and answers for missions",
        verbs: [
            add, list,
            change(
                "disable", "Record that somebody has left", to: false,
                "What they granted stops as each mission says: it is suspended, revoked, completed or narrowed. Where "
                    + "something stops, this says what, and asks.", flags: [Confirmation.yes]),
            change(
                "enable", "Record that somebody is back", to: true,
                "What stopped when they left stays stopped until a person resumes it. Somebody who can approve comes "
                    + "back by the signature of an approver.", options: Approver.options),
        ])

    private static let person = Positional("person", "their name, or `ISSUER NAME` for somebody of another issuer")
    private static let newKey = Option(
        "new-key", value: "FILE", "make a key for them, sealed by a passphrase, in a file that does not exist yet")
    private static let key = Option(
        "approval-key", value: "KEY", "a public key by which they approve: 32 bytes of Ed25519 in base64url",
        isRepeatable: true)
    private static let newPassphrase = Option(
        "new-passphrase-file", value: "FILE", "read the passphrase for `--new-key` from the first line of a file")

    private static let add = Command<Verb>(
        "add", "Register a person, with the keys by which they approve", action: runAdd
    )
    .with {
        $0.discussion = [
            "Without a key a person can own missions, and not approve any. Registering somebody again replaces "
                + "their keys. With the sealed key, they approve by `--key FILE --as NAME`.",
            "Who can approve is registered and changed by the signature of an approver: yours, with your passphrase.",
        ]
        $0.options = [newKey, newPassphrase, key] + Approver.options
        $0.positionals = [person]
        $0.examples = [
            Example("writ person add sam@example.com --new-key sam.key", "who chooses a passphrase now; you sign"),
            Example("writ person add eva@example.com", "who answers for missions, and approves none"),
        ]
    }

    private static let list = Command<Verb>("list", "List the people that are known", action: runList).with {
        $0.examples = [Example("writ person list", "and who of them can approve")]
    }

    private static func change(
        _ name: String, _ summary: String, to isEnabled: Bool, _ discussion: String, flags: [Flag] = [],
        options: [Option] = []
    ) -> Command<Verb> {
        Command<Verb>(name, summary) { context in try change(context, to: isEnabled) }.with {
            $0.discussion = [discussion]
            $0.flags = flags
            $0.options = options
            $0.positionals = [person]
            $0.examples = [Example("writ person \(name) sam@example.com", "missions hear of it at once")]
        }
    }
}

extension PersonCommands {
    private static func runAdd(_ context: CommandContext) throws -> ExitStatus {
        let principal = try named(context)
        let keys = try context.arguments.all(key).map(approvalKey)
        let client = try context.connectAsOwner()
        let people = try KnownPeople(client)
        let known = people[principal]
        let makesKey = context.arguments[newKey] != nil
        guard known?.isApprover != true || makesKey || !keys.isEmpty else {
            throw CommandFailure(
                .refused, "\(quoted(principal)) is registered, and would lose the keys by which they approve",
                hints: ["give the keys that replace them: `--new-key` or `--approval-key`"])
        }
        // WHY: the approver comes first, so that no key is left behind for somebody who was never registered.
        let approver = people.hasApprover && (makesKey || !keys.isEmpty) ? try Approver(context) : nil
        let made = try context.arguments[newKey].map { try makeKey($0, context) }
        let all = keys + [made].compactMap(\.self)
        try people.register(principal, keys: all, signedBy: approver, client, context)
        report(principal, all, isNew: known == nil, context)
        return .success
    }

    private static func report(
        _ principal: Principal, _ keys: [[UInt8]], isNew: Bool, _ context: CommandContext
    ) {
        context.terminal.answer(
            [
                "approval_keys": .array(keys.map { .string(Base64.url.text($0)) }),
                "principal": [
                    "iss": .string(principal.issuer.string), "sub": .string(principal.subject.string),
                ],
            ],
            orText: {
                let rights = keys.isEmpty ? "cannot approve" : "can approve"
                let done: StyledText = isNew ? "\("Registered", .good)" : "\("Changed", .good)"
                context.terminal.print("\(done): \(LedgerPhrase.person(principal)) \(rights).")
                guard let file = context.arguments[newKey] else { return }
                context.note("\("next: ", .accent)they approve with `--key \(file) --as \(principal.subject.string)`")
            })
    }

    /// Makes a key in a sealed file; answers its public part.
    private static func makeKey(_ file: String, _ context: CommandContext) throws -> [UInt8] {
        let key = Ed25519.PrivateKey.generate()
        let sealed = try SealedKey.seal(key.seed, passphrase: Passphrase.choose(context, from: newPassphrase))
        try NewFile.write(sealed, to: file, context)
        return key.publicKey.bytes
    }

    private static func approvalKey(_ text: String) throws -> [UInt8] {
        do throws(TextEncodingError) {
            let bytes = try Base64.url.decode(text)
            if Ed25519.PublicKey(bytes: bytes) != nil { return bytes }
        } catch {
            // The same words say what would be right.
        }
        throw UsageError(
            "`--approval-key` must be 32 bytes in base64url, not \(InertText.quoted(text))",
            hints: ["to make one, use `--new-key FILE`"])
    }

    private static func runList(_ context: CommandContext) throws -> ExitStatus {
        let answer = try context.connectAsOwner().get("/v1/people")
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
            return .success
        }
        var table = Table([.init("person"), .init("issuer", shrinks: true), .init("approves"), .init("account")])
        try answer.member("people").forEachElement { node in
            let isEnabled = node.isTrue("enabled")
            table.add([
                StyledText(node["principal"]?.text("sub") ?? ""), StyledText(node["principal"]?.text("iss") ?? ""),
                node.isTrue("approver") ? StyledText("yes", .good) : StyledText("no", .faint),
                isEnabled ? StyledText("enabled") : StyledText("disabled", .bad),
            ])
        }
        context.terminal.print(table)
        return .success
    }

    private static func change(_ context: CommandContext, to isEnabled: Bool) throws -> ExitStatus {
        let principal = try named(context)
        let client = try context.connectAsOwner()
        let people = try KnownPeople(client)
        guard let known = people[principal] else {
            // WHY: a misspelt name would be taken in silence, and the one who left would stay.
            throw CommandFailure(
                .refused, "nobody is known as \(quoted(principal))", hints: ["see `writ person list`"])
        }
        if !isEnabled, known.isEnabled {
            try confirm(Departure(of: principal, among: people, client), of: principal, context)
        }
        guard isEnabled, known.isApprover, !known.isEnabled else {
            return try SignalCommand.send(.enabled(principal), .boolean(isEnabled), context)
        }
        let answer = try people.register(
            principal, keys: known.keys, signedBy: Approver(context), client, context)
        context.terminal.answer(
            JSONValue(answer),
            orText: { context.terminal.print("\("Back", .good): \(LedgerPhrase.person(principal)) can approve.") })
        return .success
    }

    /// Says what stops, and asks whether that is meant.
    private static func confirm(_ departure: Departure, of person: Principal, _ context: CommandContext) throws {
        guard departure.hasConsequences else { return }
        if !context.terminal.facts.wantsJSON {
            context.terminal.print("When \(LedgerPhrase.person(person)) is disabled, this follows at once:")
            context.terminal.print(departure.block)
        }
        try Confirmation.ask("Disable \(person.subject.string)?", context)
    }

    private static func named(_ context: CommandContext) throws -> Principal {
        let text = try context.arguments.required(person)
        guard (1...255).contains(text.utf8.count) else { throw UsageError("a name has 1 to 255 bytes") }
        return Approver.person(text, issuer: try HomeConfiguration(of: context.home()).issuer)
    }

    private static func quoted(_ principal: Principal) -> String { InertText.quoted(principal.subject.string) }
}
