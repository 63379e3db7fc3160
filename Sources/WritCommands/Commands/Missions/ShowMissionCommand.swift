// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// `writ mission show`
enum ShowMissionCommand {
    private static let shown = Positional(
        "mission", "the mission or the submission, or the start of its identifier", arity: .optional)

    static let verb = Command<Verb>("show", "Show what a mission allows, and how it stands", action: run).with {
        $0.positionals = [shown]
        $0.examples = [
            Example("writ mission show msn_Kx3", "by the start of its identifier"),
            Example("writ mission show sub_9aQ", "what was proposed, and what became of it"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let typed = context.arguments[shown]
        if let typed, Names.isSubmission(typed) { return try show(submission: typed, context) }
        let client = try context.connect()
        let id = try Names.mission(typed, context, client)
        let answer = try client.get("/v1/missions/\(id.text)")
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
            return .success
        }
        let policy = context.session == nil ? try Policy.current(client) : nil
        context.terminal.print(try MissionSummary(of: source(answer, policy), at: context.now))
        context.terminal.print("")
        context.terminal.print(standing(answer, context.now))
        return .success
    }

    private static func show(submission typed: String, _ context: CommandContext) throws -> ExitStatus {
        let client = try context.connectAsOwner()
        let record = try SubmissionRecord(Names.submission(typed, client), client, at: context.now)
        try SubmissionPage(record).show(Policy.current(client), context)
        return .success
    }

    private static func source(
        _ answer: JSONNode, _ policy: ClassPolicy?
    ) throws(JSONShapeError) -> MissionSummary.Source {
        MissionSummary.Source(
            intent: try answer.member("intent"),
            entries: try AuthorityGrammar.entries(answer.member("authorization_details")),
            expiresAt: try answer.required("expires_at", JSONNode.instant),
            parties: MissionSummary.Parties(
                client: answer["client"]?.stringValue, subject: try answer.optional("subject", JSONNode.principal),
                approver: try answer.optional("approver", JSONNode.principal), issuer: answer.text("issuer")),
            policy: policy)
    }

    /// How the mission stands, as against what it says.
    private static func standing(_ answer: JSONNode, _ now: Instant) -> Block {
        var block = Block()
        block.add("mission", StyledText(answer.text("id"), .strong))
        block.add("state", MissionState.styled(answer.text("state")) + StyledText(cause(answer, now)))
        block.add("version", answer["version"]?.shownNumber)
        block.add("ends", answer["expires_at"]?.stringValue.flatMap(RFC3339.instant).map { end($0, now) })
        answer["conditions"]?.forEachElement { block.add("while", condition($0)) }
        answer["removed"]?.forEachElement { removal in
            block.add("taken away", StyledText(Self.removal(removal), .bad))
        }
        block.add("parent", answer["parent"]?.stringValue)
        block.add("took over from", answer["predecessor"]?.stringValue)
        answer["children"]?.forEachElement { block.add("child", $0.stringValue) }
        answer["sessions"]?.forEachElement { block.add("session", $0.stringValue) }
        block.add("authority", answer["authority_hash"]?.stringValue)
        block.add("intent", answer["intent_hash"]?.stringValue)
        return block
    }

    private static func end(_ end: Instant, _ now: Instant) -> String {
        "\(HumanTime.moment(end)) (\(HumanTime.relative(end, to: now)))"
    }

    private static func cause(_ answer: JSONNode, _ now: Instant) -> String {
        guard let change = answer["ended"] ?? answer["suspended"] else { return "" }
        let since = (change["at"] ?? change["since"])?.stringValue.flatMap(RFC3339.instant)
        let when = since.map { " " + HumanTime.relative($0, to: now) } ?? ""
        let until = change["until"]?.stringValue.flatMap(RFC3339.instant)
        let back = until.map { ", until \(HumanTime.moment($0))" } ?? ""
        return "\(when), \(CausePhrase.text(change["cause"]))\(back)"
    }

    private static func condition(_ node: JSONNode) -> StyledText {
        guard let terms = node["condition"] else { return "" }
        let fact = FactPhrase.text(terms["fact"])
        let wanted = terms["is"].map { "is \(FactPhrase.value($0))" } ?? "is not \(FactPhrase.value(terms["is_not"]))"
        let known = node["value"].map { ", it is \(FactPhrase.value($0))" } ?? ", nobody has said yet"
        let holds = node.isTrue("holds")
        return StyledText(holds ? "holds: " : "broken: ", holds ? .good : .bad)
            + StyledText("\(fact) \(wanted)\(known)")
    }

    private static func removal(_ node: JSONNode) -> String {
        var actions: [String] = []
        node["actions"]?.forEachElement { actions += [$0.stringValue].compactMap(\.self) }
        let what = actions.isEmpty ? "everything" : actions.joined(separator: ", ")
        return "\(what) on \(node.text("resource"))"
    }
}
