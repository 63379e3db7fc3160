// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ session …`
enum SessionCommands {
    static let group = Command<Verb>(
        "session", "Look at sessions, let them go on, and end them",
        verbs: [list, show, resume, EndSessionCommand.verb])

    static let session = Positional("session", "the session, or the start of its identifier")
    private static let takeOver = Flag("take-over", "also when a supervisor keeps it running, which is then stopped")
    private static let all = Flag("all", "every open session that lost its supervisor, or was stopped")
    private static let failed = Flag("failed", "with `--all`: also those whose program ended by itself with a failure")

    private static let list = Command<Verb>("list", "List sessions, the newest first", action: runList).with {
        $0.examples = [Example("writ session list", "where work can continue, and whether it may")]
    }

    private static let show = Command<Verb>("show", "Show a session", action: runShow).with {
        $0.positionals = [session]
        $0.examples = [Example("writ session show ses_8fQ", "how it was started, where it is, what waits")]
    }

    private static let resume = Command<Verb>(
        "resume", "Let a session go on, if its mission allows it", action: runResume
    )
    .with {
        $0.discussion = [
            "Asks the mission first. If it is active, the session's program is started again in the same folder and "
                + "finds its latest checkpoint in its environment; what an earlier attempt still does is refused "
                + "from then on. If not, the session stays as it is: nothing is lost, and nothing runs.",
            "A session that a living supervisor keeps running is left to it, unless `--take-over` is said. Where the "
                + "supervisor was killed, what it has left running on this machine is stopped first, within five "
                + "seconds: two attempts never run side by side. A `writ do` among it still records what came of its "
                + "command; where it cannot, a person is asked.",
            "`--all` says first which sessions it means: those that lost their supervisor, or were stopped. One whose "
                + "program ended by itself with a failure stays as it is: it would probably fail again.",
            "Ends like `writ run`; 77: the mission does not allow it.",
            ProgramOutput.help,
        ]
        $0.flags = [all, failed, takeOver]
        $0.positionals = [Positional(session.name, session.help, arity: .optional)]
        $0.runsProgram = true
        $0.examples = [
            Example("writ session resume ses_8fQ", "one of them"),
            Example("writ session resume --all", "all that a crash or a stop has left behind"),
        ]
    }
}

/// Looking.
extension SessionCommands {
    private static func runList(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connect()
        try reportKeptEnds(context)
        let sessions = try client.all(.sessions)
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(list: "sessions", sessions)
            return .success
        }
        let supervision = try SupervisionFacts(context)
        let table = try SessionTable(sessions, isSupervised: supervision.isSupervised)
        if table.isEmpty {
            context.terminal.print("There are no sessions.")
        } else {
            context.terminal.print(table.table)
        }
        return .success
    }

    private static func runShow(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connect()
        try reportKeptEnds(context)
        let id = try Names.session(context.arguments.required(session), client)
        let answer = try client.get("/v1/sessions/\(id.text)")
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
            return .success
        }
        let supervision = try SupervisionFacts(context)
        var block = SessionPage.block(answer, isSupervised: try supervision.isSupervised(answer), at: context.now)
        block.add("runs on", try supervision.orphans(of: id))
        context.terminal.print(block)
        if let queue = answer["queue"], queue.count > 0 {
            context.terminal.print("")
            context.terminal.print(SessionPage.queue(queue, at: context.now))
        }
        return .success
    }
}

/// What supervisors leave behind.
extension SessionCommands {
    /// Tells the authority what its supervisors could not tell it while it was away.
    static func reportKeptEnds(_ context: CommandContext) throws {
        guard context.session == nil else { return }
        try EndReport(socketPath: context.ownerSocket()).reportKept()
    }
}

/// Going on.
extension SessionCommands {
    private static func runResume(_ context: CommandContext) throws -> ExitStatus {
        // WHY: first, so that no thread that is started later takes the signals.
        let signals = try SignalWaiter()
        let client = try context.connectAsOwner()
        try reportKeptEnds(context)
        switch (context.arguments[session], context.arguments[all]) {
        case (let name?, false) where !context.arguments[failed]:
            return try resume(Names.session(name, client), signals, client, context)
        case (nil, true): return try resumeAll(signals, client, context)
        default: throw UsageError("either one session is meant, or `--all` of them, with or without `--failed`")
        }
    }

    private static func resume(
        _ id: SessionID, _ signals: SignalWaiter, _ client: AuthorityClient, _ context: CommandContext
    ) throws -> ExitStatus {
        let known = try client.get("/v1/sessions/\(id.text)")
        let supervision = try SupervisionFacts(context)
        guard try context.arguments[takeOver] || !supervision.isSupervised(known) else {
            throw CommandFailure(
                .refused, "\(id.text) is running: its supervisor lives",
                hints: ["to stop it and go on from the last checkpoint: `--take-over`"])
        }
        try supervision.endOrphans(of: id, context)
        let answer: ResumeAnswer
        do throws(ClientError) {
            answer = try client.resume(id, at: .processRestart)
        } catch {
            return SessionStart.refused(error, context)
        }
        SupervisionFacts.note(unknownEffects: answer.unknownEffects.count, context)
        guard let handle = answer.handle else {
            context.terminal.answer(
                [
                    "decision": .string(answer.decision.rawValue), "reason": .string(answer.reason),
                    "session": .string(id.text),
                ],
                orText: {
                    context.terminal.print(
                        StyledText(id.text, .strong) + StyledText(" may not go on: \(StopPhrase.text(answer))", .bad)
                            + StyledText(" (\(answer.decision.rawValue))", .faint))
                })
            if answer.missionState == .suspended {
                let mission = try client.get("/v1/missions/\(known.text("mission"))")
                let resume = "`writ resume \(known.text("mission"))` lets the mission go on"
                context.terminal.hint(ConditionRemedy.hints(mission) + [resume])
            }
            return .notPermitted
        }
        let launch = try Launch(json: known.member("launch"))
        let place = answer.checkpoint.map { "after “\($0.label)”" } ?? "from its beginning"
        context.note(StyledText(id.text, .strong) + StyledText(" goes on \(place)"))
        let session = try SessionStart.environment(handle, socket: context.ownerSocket(), client)
            .continuing(at: answer.checkpoint)
        let run = SupervisedRun(
            context: context, client: client, session: session, launch: launch, signals: signals,
            isChild: known["parent"] != nil)
        return SessionStart.ended(session, try run.run().status, context)
    }

    /// Each goes on in a process of its own. Sub-agents are left to the sessions that asked for them.
    private static func resumeAll(
        _ signals: SignalWaiter, _ client: AuthorityClient, _ context: CommandContext
    ) throws -> ExitStatus {
        let left = try LeftSessions(client, context, withFailed: context.arguments[failed])
        left.show(on: context)
        let home = try context.home().path
        let words = ["--home", home] + (context.terminal.facts.wantsJSON ? ["--json"] : [])
        let children = try left.goOn.map { id in
            var command = ChildCommand(
                context.program, ["session", "resume", id] + words, environment: context.environment,
                workingDirectory: context.directory)
            command.placement = .sameGroup
            return try ChildProcess.spawn(command)
        }
        let ends = try signals.wait(for: children)
        guard let worst = ends.exits.first(where: { $0 != .exited(0) }) else { return .success }
        return ExitStatus(worst)
    }
}
