// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// `writ answer`
enum AnswerCommand {
    private static let item = Positional("item", "what to answer, or the start of its identifier")
    private static let agree = Flag("agree", "yes to the action, once; with your passphrase")
    private static let deny = Flag("deny", "no")
    private static let say = Option("say", value: "TEXT", "an answer in words")
    private static let outcome = Option("outcome", value: "WHAT", "what became of an effect: `applied` or `refused`")
    private static let reason = Option("reason", value: "TEXT", "with `--deny`: why, for the record and who has asked")
    private static let until = Option("until", value: "TIME", "how long the agreement can be used; default 1 hour")

    private static let agreementMilliseconds: Int64 = 3_600_000

    static let verb = Command<Verb>("answer", "Answer what waits for a person", action: run).with {
        $0.discussion = [
            "An agreement to an action is signed with your key, like an approval, and is good once, for exactly what "
                + "is shown: action, resource, parameters, key and cost. Agents cannot give it.",
            "A no to an action holds for a day, or until the mission is stopped and goes on: the same is not asked "
                + "again, and who tries is told your reason.",
            "What you say with `--outcome` is taken as it is, at once and without your key: look before.",
        ]
        $0.flags = [agree, deny]
        $0.options = [say, outcome, reason, until] + Approver.options
        $0.positionals = [item]
        $0.examples = [
            Example("writ answer att_9aQ --agree", "let the agent do this one action"),
            Example("writ answer att_9aQ --deny --reason \"not today\"", "do not"),
            Example("writ answer att_9aQ --say \"use the staging database\"", "answer a question"),
            Example("writ answer att_9aQ --outcome applied", "you looked: the effect did happen"),
        ]
    }

    /// How a question of this kind is usually answered.
    static func usual(_ kind: AttentionItem.Kind?) -> String {
        switch kind {
        case .approval?: "--agree"
        case .anomaly?: "--outcome applied|refused"
        default: "--say \"…\""
        }
    }

    private enum Answer {
        case agree
        case deny(String)
        case say(String)
        case outcome(Outcome)
    }

    /// What a person can have found out.
    private enum Outcome: String, CaseIterable { case applied, refused }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let answer = try chosen(context.arguments)
        let client = try context.connectAsOwner()
        let id = try Names.item(context.arguments.required(item), client)
        let question = try find(id, client)
        try check(answer, question)
        let signed: Signed?
        if case .agree = answer {
            signed = try agreement(to: question, context, client)
        } else {
            signed = nil
            show(question, context)
        }
        _ = try client.post("/v1/attention/\(id.text)/answer") { json in
            switch answer {
            case .agree: signed?.write(to: &json)
            case .deny(let comment): json.member("deny", comment)
            case .say(let text): json.member("respond", text)
            case .outcome(let outcome): json.member("outcome", outcome.rawValue)
            }
        }
        context.terminal.answer(
            json(answer, to: question), orText: { context.terminal.print("\("Answered", .good) \(id.text).") })
        return .success
    }

    private static func chosen(_ arguments: Arguments) throws -> Answer {
        let result = try arguments.word(outcome, of: Outcome.self)
        let answers: [Answer?] = [
            arguments[agree] ? .agree : nil, arguments[deny] ? .deny(arguments[reason] ?? "") : nil,
            arguments[say].map { .say($0) }, result.map { .outcome($0) },
        ]
        let given = answers.compactMap(\.self)
        guard let answer = given.first, given.count == 1 else {
            throw UsageError(
                "say one thing: `--agree`, `--deny`, `--say` or `--outcome`", hints: ["see `writ answer --help`"])
        }
        if case .deny = answer { return answer }
        guard arguments[reason] == nil else { throw UsageError("`--reason` goes with `--deny`") }
        return answer
    }

    private static func find(_ id: AttentionID, _ client: AuthorityClient) throws -> WaitingItem {
        var found: WaitingItem?
        try client.get("/v1/attention").member("items").forEachElement { node in
            if node.text("id") == id.text { found = try WaitingItem(node, client) }
        }
        guard let found else { throw try QuestionRecord.refusal(of: id, client) }
        return found
    }

    /// Whether this kind of question is answered like that.
    private static func check(_ answer: Answer, _ question: WaitingItem) throws {
        let isRight =
            switch (answer, question.kind) {
            case (.agree, .approval?), (.outcome, .anomaly?): true
            case (.deny, let kind?): kind != .anomaly
            case (.say, let kind?): kind != .anomaly && kind != .approval
            default: false
            }
        guard isRight else {
            throw UsageError(
                "this is not answered like that",
                hints: ["answer with `writ answer \(question.id) \(usual(question.kind))`"])
        }
    }
}

/// Showing.
extension AnswerCommand {
    private static func show(_ question: WaitingItem, agreedUntil end: Instant? = nil, _ context: CommandContext) {
        guard !context.terminal.facts.wantsJSON else { return }
        var block = question.block(at: context.now)
        block.add("  good until", end.map { "\(HumanTime.moment($0)), once" })
        context.terminal.print(question.title)
        context.terminal.print(block)
    }

    /// What was answered to which question.
    private static func json(_ answer: Answer, to question: WaitingItem) -> JSONValue {
        let said: [JSONValue.Member] =
            switch answer {
            case .agree: [.init("answer", "agree")]
            case .deny(let reason): [.init("answer", "deny"), .init("reason", .string(reason))]
            case .say(let text): [.init("answer", "say"), .init("text", .string(text))]
            case .outcome(let outcome): [.init("answer", "outcome"), .init("outcome", .string(outcome.rawValue))]
            }
        let mission = question.mission.map { [JSONValue.Member("mission", .string($0.text))] } ?? []
        return .object(said + [.init("item", .string(question.id))] + mission)
    }
}

/// Agreeing.
extension AnswerCommand {
    private struct Signed {
        let approver: Approver
        let statement: AgreementStatement

        func write(to json: inout CanonicalWriter) {
            approver.write(signed: statement.signedBytes, as: "signed", to: &json)
        }
    }

    /// Shows what is agreed to, and signs exactly that.
    private static func agreement(
        to question: WaitingItem, _ context: CommandContext, _ client: AuthorityClient
    ) throws -> Signed {
        let (mission, operation) = try question.agreedAction()
        let end =
            try context.arguments.instant(until, from: context.now)
            ?? context.now.adding(milliseconds: agreementMilliseconds)
        guard end > context.now else { throw UsageError("the end of the agreement must lie ahead") }
        show(question, agreedUntil: end, context)
        let issuer = try client.get("/v1/missions/\(mission.text)").text("issuer")
        let approver = try Approver(context)
        return Signed(
            approver: approver,
            statement: AgreementStatement(
                issuer: issuer, approver: approver.principal, mission: mission, operation: operation, until: end))
    }
}
