// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import Crypto
import MissionFile
import MissionKernel
import MissionWire
import Platform

/// `writ client …`
enum ClientCommands {
    static let group = Command<Verb>(
        "client", "Say which software may ask, and for what", verbs: [add, list, disable, enable])

    private static let name = Positional("client", "the name of the software: visible ASCII, without spaces")
    private static let grant = Option(
        "grant", value: "WHAT", LedgerPhrase.list(Grants.names.map(\.name)), isRepeatable: true)
    private static let keys = Option(
        "jwks", value: "FILE", "its public keys: a JWK, or a JWK Set, for `private_key_jwt`")
    private static let ceiling = Option(
        "ceiling", value: "FILE", "what it may be granted at most: a JSON array of authorization details")

    private static let fileBytesMax = 1 << 20

    private static let add = Command<Verb>("add", "Register software, or replace what is registered", action: runAdd)
        .with {
            $0.discussion = [
                "Software that talks to the authority over the network proves itself by its key (RFC 7523), and may do "
                    + "what it is granted here and nothing else. Agents that `writ run` starts need none of this.",
                "What lets it govern (\(LedgerPhrase.list(Grants.governing.namesPresent))) is granted by the signature "
                    + "of an approver: yours, with your passphrase.",
            ]
            $0.options = [grant, keys, ceiling] + Approver.options
            $0.positionals = [name]
            $0.examples = [
                Example(
                    "writ client add ci --jwks ci.jwk --grant submit --grant status",
                    "it proposes, and asks how it stands"
                )
            ]
        }

    private static let list = Command<Verb>("list", "List the software that is known", action: runList).with {
        $0.examples = [Example("writ client list", "with what each may ask")]
    }

    private static let disable = Command<Verb>("disable", "Shut software out", action: runDisable).with {
        $0.discussion = ["It can no longer authenticate, and nothing that it runs may go on."]
        $0.positionals = [name]
        $0.examples = [Example("writ client disable ci", "from now on")]
    }

    private static let enable = Command<Verb>(
        "enable", "Let software in again, as it was registered", action: runEnable
    )
    .with {
        $0.discussion = [
            "It has the grants, keys and ceiling again that the ledger holds for it, by the signature of an approver."
        ]
        $0.options = Approver.options
        $0.positionals = [name]
        $0.examples = [Example("writ client enable ci", "as it was before")]
    }
}

extension ClientCommands {
    private static func runAdd(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.arguments.required(name)
        let grants = try context.arguments.all(grant).map(known)
        let keys = try context.arguments[keys].map { try keySet($0, context) }
        let ceiling = try context.arguments[ceiling].map { try authority($0, context) }
        let software = SoftwareRegistration(
            client: client, grants: Grants(Grants.names.filter { grants.contains($0.name) }.map(\.grant)),
            keySet: keys ?? [], ceiling: ceiling)
        let answer = try software.register(context.connectAsOwner(), context)
        context.terminal.answer(
            JSONValue(answer),
            orText: {
                let rights = grants.isEmpty ? "may ask for nothing by itself" : "may \(LedgerPhrase.list(grants))"
                context.terminal.print("\("Registered", .good): \(LedgerPhrase.name(client)) \(rights).")
            })
        if keys == nil, !grants.isEmpty {
            context.terminal.warn(
                "it has no key, so it cannot sign in", hint: "register it again with its public key: `--jwks FILE`")
        }
        return .success
    }

    private static func known(_ text: String) throws -> String {
        let names = Grants.names.map(\.name)
        guard names.contains(text) else {
            let nearest = Spelling.nearest(to: text, among: names).map { "did you mean `\($0)`?" }
            throw UsageError(
                "there is no grant \(InertText.quoted(text))",
                hints: [nearest ?? "one of: \(names.joined(separator: ", "))"])
        }
        return text
    }

    /// The JWK Set in a file, which may be one key alone.
    private static func keySet(_ file: String, _ context: CommandContext) throws -> [UInt8] {
        let root = try document(file, context)
        let all: [JSONNode]
        do throws(JSONShapeError) {
            all = try root.object()["keys"] == nil ? [root] : root.member("keys").array(max: 16) { $0 }
        } catch {
            throw CommandFailure(.usage, "\(InertText.quoted(file)) is no JWK or JWK Set: \(error)")
        }
        for key in all {
            do throws(JWKError) { _ = try VerificationKey(publicJWK: key.canonicalBytes) } catch {
                throw CommandFailure(.usage, "\(InertText.quoted(file)) has a key that cannot be used: \(error)")
            }
        }
        var json = CanonicalWriter()
        json.object { json in json.member("keys", each: all) { json, key in json.canonical(key.canonicalBytes) } }
        return json.bytes
    }

    private static func authority(_ file: String, _ context: CommandContext) throws -> RecordedAuthority {
        let node = try document(file, context)
        let issuer = try HomeConfiguration(of: context.home()).issuer
        do throws(JSONShapeError) {
            return try RecordedAuthority(node, issuer: issuer)
        } catch {
            throw CommandFailure(.usage, "\(InertText.quoted(file)) is no array of authorization details: \(error)")
        }
    }

    private static func document(_ file: String, _ context: CommandContext) throws -> JSONNode {
        let bytes = try context.read(file, limitBytes: fileBytesMax)
        do throws(JSONError) { return try JSONDocument(bytes, limits: .committed).root } catch {
            throw CommandFailure(.usage, "\(InertText.quoted(file)) is not JSON: \(error)")
        }
    }

    private static func runList(_ context: CommandContext) throws -> ExitStatus {
        let answer = try context.connectAsOwner().get("/v1/clients")
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
            return .success
        }
        var table = Table([.init("client"), .init("account"), .init("keys"), .init("ceiling"), .init("may")])
        try answer.member("clients").forEachElement { node in
            table.add([
                StyledText(node.text("client")),
                node.isTrue("enabled") ? StyledText("enabled") : StyledText("disabled", .bad),
                StyledText(node.isTrue("has_keys") ? "yes" : "no"),
                StyledText(node.isTrue("has_ceiling") ? "yes" : "no"), StyledText(names(node["grants"])),
            ])
        }
        guard !table.isEmpty else {
            context.terminal.print("No software is known yet.")
            return .success
        }
        context.terminal.print(table)
        return .success
    }

    private static func names(_ node: JSONNode?) -> String {
        var names: [String] = []
        node?.forEachElement { names += [$0.stringValue].compactMap(\.self) }
        return names.isEmpty ? "nothing by itself" : names.joined(separator: ", ")
    }

    private static func runDisable(_ context: CommandContext) throws -> ExitStatus {
        let name = try context.arguments.required(name)
        let answer = try context.connectAsOwner().post("/v1/clients/\(PathSegment.encoded(name))/disable")
        context.terminal.answer(
            JSONValue(answer),
            orText: { context.terminal.print("\("Shut out", .warning): \(LedgerPhrase.name(name)).") })
        return .success
    }

    /// Registers it again as the ledger has it.
    private static func runEnable(_ context: CommandContext) throws -> ExitStatus {
        let name = try context.arguments.required(name)
        let client = try context.connectAsOwner()
        guard let registered = try ClientSearch(name: name).run(client) else {
            throw CommandFailure(
                .refused, "no software was registered as \(InertText.quoted(name))",
                hints: ["register it: `writ client add`"])
        }
        let software = SoftwareRegistration(
            client: name, grants: registered.grants, keySet: registered.keySet, ceiling: registered.ceiling)
        let answer = try software.register(client, context)
        context.terminal.answer(
            JSONValue(answer), orText: { context.terminal.print("\("Let in", .good): \(LedgerPhrase.name(name)).") })
        return .success
    }
}

/// A name as one part of a URL's path (RFC 3986, section 3.3).
enum PathSegment {
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isUnreserved =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._~".utf8.contains(byte)
                }
            return isUnreserved ? String(UnicodeScalar(byte)) : "%" + Hex.text([byte])
        }.joined()
    }
}
