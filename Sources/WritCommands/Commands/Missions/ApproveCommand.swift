// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform

/// `writ approve`
enum ApproveCommand {
    private static let submission = Positional("submission", "what to approve, or the start of its identifier")
    private static let until = Option("until", value: "TIME", "end it earlier than it asks for")

    static let verb = Command<Verb>("approve", "Approve a mission, with your passphrase", action: run).with {
        $0.discussion = [
            "Shows what would be granted and what not, and signs exactly the hashes of that. Agents cannot approve: "
                + "the key is sealed, and a process that descends from an agent is refused."
        ]
        $0.options = [until] + Approver.options
        $0.positionals = [submission]
        $0.examples = [
            Example("writ approve sub_9aQ", "look at it, and approve it"),
            Example("writ approve sub_9aQ --until \"8 hours\"", "for less long than it asks for"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connectAsOwner()
        let id = try Names.submission(context.arguments.required(submission), client)
        try SubmissionRecord.mustWait(id, client, at: context.now)
        let review = try Review(client.get("/v1/submissions/\(id.text)/review"), id)
        let policy = try Policy.current(client)
        let expiresAt = try context.arguments.instant(until, from: context.now) ?? review.expiresAt
        guard expiresAt > context.now, expiresAt <= review.expiresAt else {
            let asked = HumanTime.moment(review.expiresAt)
            throw UsageError("the end must lie ahead, and not after \(asked), which the mission asks for")
        }
        try review.mustBeApprovable(by: .sealedKey)
        let takeover = try review.takeover(client)
        try takeover?.mustBeApprovable()
        let facts = try ConditionFacts(of: review.conditions, client)
        try facts.mustHold()
        try show(review, takeover, facts, expiresAt, policy, context)
        try confirm(context)
        let approver = try Approver(context)
        let statement = review.statement(by: approver.principal, until: expiresAt)
        let answer = try client.post("/v1/submissions/\(id.text)/approve") { json in
            approver.write(signed: statement.signedBytes, as: "signed", to: &json)
        }
        report(answer, expiresAt, context)
        return .success
    }

    private static func show(
        _ review: Review, _ takeover: Takeover?, _ facts: ConditionFacts, _ expiresAt: Instant, _ policy: ClassPolicy,
        _ context: CommandContext
    ) throws {
        guard !context.terminal.facts.wantsJSON else { return }
        context.terminal.print(try MissionSummary(of: review.source(until: expiresAt, policy), at: context.now))
        context.terminal.print("")
        var block = Block()
        if let untold = facts.untoldText { block.add("note", StyledText(untold, .warning)) }
        takeover?.add(to: &block)
        block.add("child of", review.parent)
        block.add("intent", review.intentHash)
        block.add("authority", review.authorityHash)
        context.terminal.print(block)
    }

    private static func confirm(_ context: CommandContext) throws {
        guard context.arguments[Passphrase.file] == nil, !context.terminal.facts.wantsJSON
        else { return }
        context.note(StyledText("Your passphrase approves this. Ctrl-C leaves it as it is.", .warning))
    }

    private static func report(_ answer: JSONNode, _ expiresAt: Instant, _ context: CommandContext) {
        guard !context.terminal.facts.wantsJSON else {
            return context.terminal.printJSON(canonical: answer.canonicalBytes)
        }
        let mission = answer.text("mission_id")
        context.terminal.print("")
        context.terminal.print(
            StyledText("Approved: ", .good) + StyledText(mission, .strong)
                + StyledText(" until \(HumanTime.moment(expiresAt))"))
        context.note(
            StyledText("next: ", .accent)
                + StyledText("let an agent work under it: `writ run --mission \(mission) -- …`"))
    }
}

/// What an approver is shown, with hashes that are computed here and not taken on trust.
private struct Review {
    let id: SubmissionID
    let expiresAt: Instant
    private let issuer: String
    private let intent: RecordedIntent
    private let authority: RecordedAuthority
    private let node: JSONNode
    private let subject: Principal?

    init(_ node: JSONNode, _ id: SubmissionID) throws {
        self.id = id
        self.node = node
        issuer = try node.required("issuer", JSONNode.string)
        intent = try IntentGrammar.recorded(node.member("intent"), issuer: issuer)
        authority = try RecordedAuthority(node.member("authorization_details"), issuer: issuer)
        subject = try node.optional("subject", JSONNode.principal)
        expiresAt = intent.intent.controls.until ?? intent.intent.expiresAt
        guard try node.required("intent_hash", JSONNode.digest) == intent.digest,
            try node.required("authority_hash", JSONNode.digest) == authority.set.digest
        else {
            throw CommandFailure(
                .failure, "the authority shows other hashes than those of what it shows; do not approve")
        }
    }

    /// Says before the passphrase is asked for what the authority would say after it.
    func mustBeApprovable(by authentication: AuthenticationContext) throws {
        guard let demanded = intent.intent.controls.authenticationClass, !authentication.satisfies(demanded) else {
            return
        }
        throw CommandFailure(
            .refused, "the mission wants its approver authenticated as \(InertText.quoted(demanded))",
            hints: ["a sealed key is \(InertText.quoted(authentication.rawValue)); propose it again without `acr`"])
    }

    /// What must hold for it to be approved, and as long as it lasts.
    var conditions: [ConditionTerms] { intent.intent.controls.conditions }
    /// The mission that it would be a child of.
    var parent: String? { node["relation"]?["parent"]?.stringValue }

    /// What becomes of the mission that ends when this is approved.
    func takeover(_ client: AuthorityClient) throws -> Takeover? {
        guard let predecessor = node["relation"]?["predecessor"] else { return nil }
        return try Takeover(
            from: predecessor.identifier(), by: authority.set.entries, under: conditions, for: subject, client)
    }

    var intentHash: String { node.text("intent_hash") }
    var authorityHash: String { node.text("authority_hash") }

    func source(until: Instant, _ policy: ClassPolicy) throws(JSONShapeError) -> MissionSummary.Source {
        MissionSummary.Source(
            intent: try node.member("intent"), entries: authority.set.entries, expiresAt: until,
            parties: MissionSummary.Parties(client: node["client"]?.stringValue, subject: subject, issuer: issuer),
            policy: policy)
    }

    func statement(by approver: Principal, until: Instant) -> ApprovalStatement {
        ApprovalStatement(
            issuer: issuer, submission: id, approvalEvent: ExactText("ape_" + Entropy.hexadecimal(byteCount: 16)),
            approver: approver, intentHash: intent.digest, authorityHash: authority.set.digest,
            subject: subject ?? approver, expiresAt: until)
    }
}
