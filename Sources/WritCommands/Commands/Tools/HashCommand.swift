// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionFile
import MissionKernel
import MissionWire

/// `writ hash`
enum HashCommand {
    private static let typ = Option("typ", value: "TYPE", "what the value is; without a right one, all are listed")
    private static let iss = Option("iss", value: "URL", "the issuer whose value it is, exactly as it is written")
    private static let plain = Flag("plain", "digest the value alone, as for a parameter digest: no type, no issuer")
    private static let file = Positional("file", "a file with one JSON value, or `-` for the standard input")

    static let verb = Command<Verb>("hash", "Print the anchor that commits a JSON value", action: run).with {
        $0.discussion = [
            "Works without an authority. The anchor is the SHA-256 of the canonical form (RFC 8785) of type, issuer "
                + "and value together. `--json` also prints the bytes that are hashed."
        ]
        $0.flags = [plain]
        $0.options = [typ, iss]
        $0.positionals = [file]
        $0.examples = [
            Example("writ hash --typ mission-intent --iss https://as.example.com intent.json", "an `intent_hash`"),
            Example("writ hash --typ mission-authority-set --iss https://as.example.com -", "an `authority_hash`"),
            Example("writ hash --plain parameters.json", "a `parameter_digest`"),
        ]
    }

    /// The bytes to hash, and what they are the envelope of.
    private struct Commitment {
        let canonical: [UInt8]
        var members: [JSONValue.Member] = []
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let commitment = try commitment(context)
        let digest = DigestText.format(SHA256.digest(of: commitment.canonical))
        let answer =
            [
                JSONValue.Member("canonical", .string(String(decoding: commitment.canonical, as: UTF8.self))),
                JSONValue.Member("digest", .string(digest)),
            ] + commitment.members
        context.terminal.answer(.object(answer), orText: { context.terminal.print(StyledText(digest)) })
        return .success
    }

    private static func commitment(_ context: CommandContext) throws -> Commitment {
        let arguments = context.arguments
        guard !arguments[plain] else {
            guard arguments[typ] == nil, arguments[iss] == nil else {
                throw UsageError("`--plain` has neither `--typ` nor `--iss`")
            }
            return Commitment(canonical: try input(context).root.canonicalBytes)
        }
        guard let anchor = try arguments.word(typ, of: Anchor.self) else {
            throw UsageError("it is not clear what the value is", hints: ["name it: `--typ`, one of \(types)"])
        }
        let issuer = try issuer(context)
        return Commitment(
            canonical: anchor.envelope(around: try value(context, of: anchor), issuer: issuer),
            members: [JSONValue.Member("iss", .string(issuer)), JSONValue.Member("typ", .string(anchor.rawValue))])
    }

    private static func input(_ context: CommandContext) throws -> JSONInput {
        try JSONInput(reading: context.arguments.required(file), context)
    }

    /// The value in the form of what the anchor commits.
    private static func value(_ context: CommandContext, of anchor: Anchor) throws -> [UInt8] {
        let input = try input(context)
        do throws(JSONShapeError) {
            try anchor.checkForm(of: input.root)
        } catch {
            throw input.failure(error)
        }
        return input.root.canonicalBytes
    }

    private static func issuer(_ context: CommandContext) throws(UsageError) -> String {
        guard let text = context.arguments[iss] else {
            throw UsageError("it is not clear whose value it is", hints: ["name the issuer: `--iss URL`"])
        }
        return try IssuerURL(text, for: "iss").text
    }

    private static var types: String {
        Anchor.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }
}
