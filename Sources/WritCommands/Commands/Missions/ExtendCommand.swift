// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// `writ extend`
enum ExtendCommand {
    private static let mission = Positional("mission", "the mission, or the start of its identifier")
    private static let until = Option("until", value: "TIME", "the new end: a time, or a duration from now")

    static let verb = Command<Verb>("extend", "Let a mission end later, with your passphrase", action: run).with {
        $0.discussion = ["Only as far as the mission said from the start that it may be extended."]
        $0.options = [until] + Approver.options
        $0.positionals = [mission]
        $0.examples = [Example("writ extend msn_Kx3 --until \"3 days\"", "three more days from now")]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        guard let end = try context.arguments.instant(until, from: context.now) else {
            throw UsageError("say until when: `--until`", hints: ["such as `--until \"3 days\"`"])
        }
        let client = try context.connectAsOwner()
        let id = try Names.mission(context.arguments.required(mission), context, client)
        let current = try client.get("/v1/missions/\(id.text)")
        if current["ended"] == nil { try mustBeWithin(current.required("expiry_ceiling", JSONNode.instant), end, id) }
        let approver = try Approver(context)
        let statement = ExtensionStatement(
            issuer: current.text("issuer"), approver: approver.principal, mission: id,
            version: try current.required("version", JSONNode.version), expiresAt: end)
        let answer = try client.post("/v1/missions/\(id.text)/extend") { json in
            approver.write(signed: statement.signedBytes, as: "signed", to: &json)
        }
        context.terminal.answer(
            JSONValue(answer),
            orText: {
                context.terminal.print(StyledText("\(id.text) now ends at \(HumanTime.moment(end))", .good))
            })
        return .success
    }

    /// Says before the passphrase is asked for what the authority would say after it, and what helps.
    private static func mustBeWithin(_ ceiling: Instant, _ end: Instant, _ mission: MissionID) throws {
        guard end > ceiling else { return }
        throw UsageError(
            "the mission can be extended until \(HumanTime.moment(ceiling)) at the latest, as it was approved",
            hints: ["for longer: `writ mission propose FILE --takes-over \(mission.text)`"])
    }
}
