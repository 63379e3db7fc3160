// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import CanonicalJSON
import Crypto
import MissionKernel
import Platform

/// `writ init`
enum InitCommand {
    private static let issuer = Option(
        "issuer", value: "URL", "the authority's own URL, which every mission carries; default https://writ.localhost")
    private static let owner = Option("owner", value: "NAME", "who owns and approves here; default: your user name")

    static let verb = Command<Verb>("init", "Make a new authority in a folder of its own", action: run).with {
        $0.discussion = [
            "Makes the keys, an empty ledger, and your approval key. That key is sealed by a passphrase which is asked "
                + "for at each approval: a program that runs as you cannot approve anything."
        ]
        $0.options = [issuer, owner, Passphrase.file]
        $0.examples = [
            Example("writ init", "in the folder `.writ` of your own"),
            Example("writ init --home ./authority --owner ada@example.com", "somewhere else, under another name"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let home = try context.home()
        let issuer = try IssuerURL(context.arguments[issuer] ?? "https://writ.localhost", for: "issuer")
        let name = context.arguments[owner] ?? context.environment["USER"] ?? "owner"
        guard !name.isEmpty, name.utf8.count <= 255 else { throw UsageError("a name has 1 to 255 bytes") }
        try home.mustBeFree()
        let key = Ed25519.PrivateKey.generate()
        let sealed = try SealedKey.seal(key.seed, passphrase: Passphrase.choose(context))
        var configuration = HomeConfiguration(
            issuer: issuer.text, origin: "\(issuer.host)/\(Entropy.hexadecimal(byteCount: 8))",
            owner: Principal(issuer: ExactText(issuer.text), subject: ExactText(name)))
        configuration.seccompFilterCount = ProcessInspector.ownFilterCount()
        try home.create(
            Home.Founding(
                configuration: configuration, approvalKey: key.publicKey, sealedKey: sealed, now: context.now))
        context.terminal.answer(
            ["home": .string(home.path), "issuer": .string(issuer.text), "owner": .string(name)],
            orText: { show(home, issuer.text, name, context) })
        return .success
    }

    private static func show(_ home: Home, _ issuer: String, _ name: String, _ context: CommandContext) {
        var block = Block()
        block.add("home", home.path)
        block.add("issuer", issuer)
        block.add("owner", name)
        context.terminal.print(StyledText("The authority is ready.", .good))
        context.terminal.print(block)
        context.note(StyledText("next: ", .accent) + StyledText("start it with `writ up --detach`"))
    }
}
