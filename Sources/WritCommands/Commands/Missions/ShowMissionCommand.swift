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
        context.terminal.print(try standing(answer, context.now))
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
        var source = MissionSummary.Source(
            intent: try answer.member("intent"),
            entries: try AuthorityGrammar.entries(answer.member("authorization_details")),
            expiresAt: try answer.required("expires_at", JSONNode.instant),
            parties: MissionSummary.Parties(
                client: answer["client"]?.stringValue, subject: try answer.optional("subject", JSONNode.principal),
                approver: try answer.optional("approver", JSONNode.principal), issuer: answer.text("issuer")),
            policy: policy)
        source.course.state = try answer.member("state").oneOf(MissionState.self)
        source.course.removals = try answer.member("removed").array(max: listMax, each: JSONNode.removal)
        source.course.conditions = try answer.member("conditions").array(max: listMax) {
            (node) throws(JSONShapeError) in try node.member("condition").condition()
        }
        source.course.spend = try spend(answer.member("spend"))
        return source
    }

    private static func spend(_ node: JSONNode) throws(JSONShapeError) -> Spend {
        Spend(
            money: try node.member("money").array(max: listMax) { (node) throws(JSONShapeError) in try node.money() },
            calls: try node.member("calls").array(max: listMax) { (node) throws(JSONShapeError) in
                Int32(try node.member("count").integer(in: 0...Int64(Int32.max)))
            },
            durationMilliseconds: try node.member("duration_ms").integer(in: 0...JSONNode.integerMax),
            derivations: Int32(try node.member("derivations").integer(in: 0...Int64(Int32.max))))
    }

    private static let listMax = 100_000

    /// How the mission stands, as against what it says.
    private static func standing(_ answer: JSONNode, _ now: Instant) throws(JSONShapeError) -> Block {
        var block = Block()
        block.add("mission", StyledText(answer.text("id"), .strong))
        block.add("state", MissionState.styled(answer.text("state")) + StyledText(cause(answer, now)))
        block.add("version", answer["version"]?.shownNumber)
        if answer["ended"] == nil {
            block.add("ends", answer["expires_at"]?.stringValue.flatMap(RFC3339.instant).map { end($0, now) })
            for condition in try answer.member("conditions").array(max: listMax, condition) {
                block.add("while", condition)
            }
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
        guard let change = answer["ended"] ?? answer["suspended"] else {
            let isAbove = answer["state"]?.stringValue == MissionState.suspended.rawValue
            return isAbove ? ", because a mission above it is suspended" : ""
        }
        let since = (change["at"] ?? change["since"])?.stringValue.flatMap(RFC3339.instant)
        let ago = since.map { HumanTime.relative($0, to: now) }
        let when = ago.map { $0 == "now" ? " just now" : " \($0)" } ?? ""
        let until = change["until"]?.stringValue.flatMap(RFC3339.instant)
        let back = until.map { ", until \(HumanTime.moment($0))" } ?? ""
        let reason = change["reason"]?.stringValue.map { ": “\($0)”" } ?? ""
        let successor = change["successor"]?.stringValue.map { ": \($0)" } ?? ""
        return "\(when), \(CausePhrase.text(change["cause"]))\(successor)\(reason)\(back)"
    }

    private static func condition(_ node: JSONNode) throws(JSONShapeError) -> StyledText {
        let terms = try node.member("condition").condition()
        let value = try node.optional("value", JSONNode.factValue)
        let holds = terms.test.holds(for: value)
        return StyledText(holds ? "holds: " : "broken: ", holds ? .good : .bad)
            + LedgerPhrase.standing(terms, value: value)
    }
}
