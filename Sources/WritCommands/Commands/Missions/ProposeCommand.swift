// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ mission propose`
enum ProposeCommand {
    private static let file = Positional("file", "the mission file")
    private static let check = Flag("check", "only read the file and say what it means")
    private static let predecessor = Option(
        "takes-over", value: "MISSION", "the mission that this one takes the place of, once it is approved")

    static let verb = Command<Verb>("propose", "Propose the mission in a file, for a person to approve", action: run)
        .with {
            $0.discussion = ["Says in plain sentences what would be granted, what not, and what would end it."]
            $0.flags = [check]
            $0.options = [predecessor]
            $0.positionals = [file]
            $0.examples = [
                Example("writ mission propose mission.yaml", "propose it"),
                Example("writ mission propose --check mission.yaml", "see what it means, and propose nothing"),
                Example(
                    "writ mission propose wider.yaml --takes-over msn_Kx3",
                    "give more, by a new approval in its place"),
            ]
        }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let issuer = try HomeConfiguration(of: context.home()).issuer
        let authority = try authorityToAsk(context)
        let policy = try authority.map(Policy.current) ?? .standard
        let people = try authority.map(KnownPeople.init)
        let order = try OrderFile.read(context.arguments.required(file), issuer: issuer, context) { reading in
            reading.people = people?.names(of: issuer)
            reading.policy = policy
        }
        guard let client = authority, !context.arguments[check] else {
            try show(order, issuer, policy: policy, context)
            try warn(of: order, among: people, issuer, authority, context)
            return .success
        }
        let taken = try context.arguments[predecessor].map { try Names.mission($0, context, client) }
        let takeover = try taken.map { predecessor in
            try Takeover(
                from: predecessor, by: order.entries, under: order.terms.controls.conditions, for: order.subject,
                client)
        }
        try takeover?.mustBeApprovable()
        let answer = try client.post("/v1/submissions") { json in
            json.member("client", order.client.text)
            if let subject = order.subject { json.member("subject", subject) }
            json.member("submission") { json in
                json.member("authorization_details", canonical: order.authorizationDetails)
                json.member("intent", canonical: order.intent)
                json.member("predecessor", taken)
            }
        }
        if context.terminal.facts.wantsJSON {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
        } else {
            try show(order, issuer, policy: policy, context)
            context.terminal.print("")
            if let takeover {
                var block = Block()
                takeover.add(to: &block)
                context.terminal.print(block)
            }
            context.terminal.print(
                StyledText("Proposed as ", .good) + StyledText(answer.text("submission_id"), .strong))
            context.note(
                StyledText("next: ", .accent)
                    + StyledText("approve it with `writ approve \(answer.text("submission_id"))`"))
        }
        try warn(of: order, among: people, issuer, client, context)
        return .success
    }

    /// Says when nobody who is registered could approve it now, and of which facts nothing is known.
    private static func warn(
        of order: MissionOrder, among people: KnownPeople?, _ issuer: String, _ client: AuthorityClient?,
        _ context: CommandContext
    ) throws {
        guard let people, let client else { return }
        let facts = try ConditionFacts(of: order.terms.controls.conditions, client)
        for reason in [missingApprover(of: order, among: people, issuer), facts.brokenText].compactMap(\.self) {
            context.note(StyledText("Nobody could approve this now: ", .bad) + StyledText("\(reason)."))
        }
        if let untold = facts.untoldText { context.note("\("Note: ", .warning)\(untold).") }
    }

    private static func missingApprover(
        of order: MissionOrder, among people: KnownPeople, _ issuer: String
    ) -> String? {
        let agent = Principal(issuer: ExactText(issuer), subject: order.client.text)
        guard !people.hasEnabledApprover(besides: agent) else { return nil }
        return people.hasEnabledApprover()
            ? "the only one who can is the agent itself, and who runs a mission cannot approve it"
            : "nobody who is registered and enabled can approve (`writ person add NAME --new-key FILE`)"
    }

    /// The authority that knows the people and the policy. A file can be checked without one.
    private static func authorityToAsk(_ context: CommandContext) throws -> AuthorityClient? {
        guard context.arguments[check] else { return try context.connectAsOwner() }
        if context.session == nil, try RunningAuthority(of: context.home()) != nil {
            return try context.connectAsOwner()
        }
        context.note(
            "No authority was asked: who is registered is not known, and when a person must agree is said by "
                + "the standard policy.")
        return nil
    }

    private static func show(
        _ order: MissionOrder, _ issuer: String, policy: ClassPolicy, _ context: CommandContext
    ) throws {
        guard !context.terminal.facts.wantsJSON else {
            return context.terminal.printJSON([
                "authorization_details": try JSONValue(order.authorizationDetails),
                "intent": JSONValue(order.intentNode),
            ])
        }
        context.terminal.print(
            try MissionSummary(of: MissionSummary.Source(order, issuer: issuer, policy: policy), at: context.now))
    }
}

/// Reads mission files.
enum OrderFile {
    private static let bytesMax = 1 << 20

    static func read(
        _ name: String, issuer: String, _ context: CommandContext,
        knowing: (inout MissionOrder.Context) -> Void = { _ in }
    ) throws -> MissionOrder {
        let path = context.path(name)
        let bytes = try context.read(name, limitBytes: bytesMax)
        do throws(MissionFileError) {
            let folder = Files.directory(of: path)
            var reading = MissionOrder.Context(now: context.now, issuer: issuer, directory: folder)
            reading.workingDirectory = context.directory
            reading.site = { [environment = context.environment] path in
                GitSite.look(at: path, environment: environment)
            }
            knowing(&reading)
            let order = try MissionOrder(reading: bytes, in: reading)
            for warning in order.warnings { context.terminal.warn("\(name): \(warning)", hint: warning.hint) }
            return order
        } catch {
            throw MissionFileFailure(file: name, error: error)
        }
    }
}

extension JSONValue {
    /// The value that canonical bytes hold.
    fileprivate init(_ bytes: [UInt8]) throws(JSONError) {
        self.init(try JSONDocument(bytes, limits: .committed).root)
    }
}
