// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// `writ suspend`, `resume`, `revoke` and `complete`
enum LifecycleCommands {
    private static let mission = Positional("mission", "the mission, or the start of its identifier")
    private static let reason = Option("reason", value: "TEXT", "why, for the record and the agent that is stopped")
    private static let until = Option("until", value: "TIME", "until then only: a time, or a duration from now")
    private static let then = Option("then", value: "WHAT", "what happens at that time: `resume` or `revoke`")
    private static let ifVersion = Option("if-version", value: "N", "only if the mission still has this version")

    static let suspend = Command<Verb>("suspend", "Stop a mission until it is resumed", action: runSuspend).with {
        $0.options = [reason, until, then, ifVersion]
        $0.positionals = [mission]
        $0.examples = [
            Example("writ suspend msn_Kx3 --reason \"look at the migration first\"", "its agents are told why"),
            Example("writ suspend msn_Kx3 --until \"2 hours\" --then resume", "for two hours"),
        ]
    }

    static let resume = Command<Verb>(
        "resume", "Let a suspended mission go on, with your passphrase", action: runResume
    )
    .with {
        $0.options = [DenyCommand.reason] + Approver.options
        $0.positionals = [mission]
        $0.examples = [Example("writ resume msn_Kx3", "its sessions may then be resumed, too")]
    }

    static let revoke = end("revoke", "End a mission for good, with all below it")
    static let complete = end("complete", "End a mission whose work is done")

    private static func end(_ name: String, _ summary: String) -> Command<Verb> {
        Command<Verb>(name, summary) { context in try change(context, name) { _ in } }.with {
            $0.options = [reason, ifVersion]
            $0.positionals = [mission]
            $0.examples = [Example("writ \(name) msn_Kx3", "nothing can bring it back")]
        }
    }

    private static func runSuspend(_ context: CommandContext) throws -> ExitStatus {
        let end = try context.arguments.instant(until, from: context.now)
        let then = try context.arguments.word(then, of: OnExpiry.self)
        guard (end == nil) == (then == nil) else {
            throw UsageError(
                "`--until` and `--then` come together",
                hints: [end == nil ? "add `--until TIME`" : "add `--then resume` or `--then revoke`"])
        }
        if let end, end <= context.now { throw UsageError("`--until` must lie ahead") }
        return try change(context, "suspend") { json in
            json.member("on_expiry", then?.rawValue)
            json.member("suspend_until", end)
        }
    }

    private static func runResume(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connectAsOwner()
        let id = try Names.mission(context.arguments.required(mission), context, client)
        let current = try client.get("/v1/missions/\(id.text)")
        try mustBeSuspended(current)
        let approver = try Approver(context)
        let statement = ResumeStatement(
            issuer: current.text("issuer"), approver: approver.principal, mission: id,
            version: try current.required("version", JSONNode.version))
        do {
            return try send(context, client, id, "resume") { json in
                approver.write(signed: statement.signedBytes, as: "signed", to: &json)
            }
        } catch let error as ClientError where error.code == Refusal.Code.conditionUnmet.rawValue {
            throw CommandFailure(.refused, error.detail, hints: ConditionRemedy.hints(current))
        }
    }

    /// Says before the passphrase is asked for that there is nothing to resume.
    private static func mustBeSuspended(_ mission: JSONNode) throws {
        switch MissionState(rawValue: mission.text("state")) {
        case .suspended?, nil: return
        case .active?: throw CommandFailure(.refused, "\(mission.text("id")) is active already")
        case let state?: throw CommandFailure(.refused, "\(mission.text("id")) has ended: it is \(state.rawValue)")
        }
    }

    private static func change(
        _ context: CommandContext, _ verb: String, _ members: (inout CanonicalWriter) -> Void
    ) throws -> ExitStatus {
        let client = try context.connect()
        let id = try Names.mission(context.arguments.required(mission), context, client)
        return try send(context, client, id, verb, members)
    }

    private static func send(
        _ context: CommandContext, _ client: AuthorityClient, _ id: MissionID, _ verb: String,
        _ members: (inout CanonicalWriter) -> Void
    ) throws -> ExitStatus {
        let version = try verb == "resume" ? nil : context.arguments.integer(ifVersion, in: 1...(1 << 53))
        let answer = try client.post("/v1/missions/\(id.text)/\(verb)") { json in
            if let version { json.member("expected_version", Int64(version)) }
            if let reason = context.arguments[Self.reason] { json.member("reason", reason) }
            members(&json)
        }
        MissionReportText.answer(answer, context)
        return .success
    }
}

/// How a mission stands after a change.
enum MissionReportText {
    /// - Parameter changes: what has changed besides the state, a line each.
    static func answer(_ answer: JSONNode, _ context: CommandContext, changes: [StyledText] = []) {
        context.terminal.answer(
            JSONValue(answer),
            orText: {
                context.terminal.print(
                    StyledText(answer.text("id")) + StyledText(" is now ") + MissionState.styled(answer.text("state"))
                        + StyledText(" (version \(answer["version"]?.shownNumber ?? "?"))"))
                context.terminal.print(changes)
            })
    }
}
