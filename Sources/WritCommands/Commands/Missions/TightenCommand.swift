// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// `writ tighten`
enum TightenCommand {
    private static let mission = Positional("mission", "the mission, or the start of its identifier")
    private static let condition = Option(
        "while", value: "CONDITION", "what must hold from now on, in the words of a mission file", isRepeatable: true)

    static let verb = Command<Verb>("tighten", "Add facts that must hold while a mission lasts", action: run).with {
        $0.discussion = ["What does not hold now has its consequence at once. A condition is never taken back."]
        $0.options = [condition, DenyCommand.reason]
        $0.positionals = [mission]
        $0.examples = [
            Example(
                "writ tighten msn_Kx3 --while \"branch.main.frozen is false, else suspend, resume when it returns\"",
                "stop while the branch is frozen"),
            Example("writ tighten msn_Kx3 --while \"incident.INC-42 is open, else complete\"", "end with the incident"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let written = context.arguments.all(condition)
        guard !written.isEmpty else {
            throw UsageError(
                "it is not clear what must hold",
                hints: ["say it: `--while \"branch.main.frozen is false, else suspend\"`"])
        }
        let client = try context.connect()
        let id = try Names.mission(context.arguments.required(mission), context, client)
        let issuer = try client.get("/v1/missions/\(id.text)").text("issuer")
        let conditions = try written.map { try Self.condition($0, issuer) }
        let answer = try client.post("/v1/missions/\(id.text)/tighten") { json in
            json.member("conditions", each: conditions) { json, condition in json.value(condition) }
            if let reason = context.arguments[DenyCommand.reason] { json.member("reason", reason) }
        }
        MissionReportText.answer(answer, context, changes: try conditions.map(added))
        return .success
    }

    private static func added(_ condition: JSONValue) throws -> StyledText {
        let terms = try JSONDocument(condition.canonicalBytes, limits: .committed).root.condition()
        return "\("From now on", .warning): \(LedgerPhrase.condition(terms))"
    }

    private static func condition(_ text: String, _ issuer: String) throws -> JSONValue {
        do throws(MissionFileError) {
            return try ConditionSentence.condition(text, issuer: issuer)
        } catch {
            throw UsageError("`--while` is not a condition: \(error.problem)")
        }
    }
}
