// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ run`
enum RunCommand {
    static let mission = Option("mission", value: "MISSION", "the mission that it works under")
    private static let policy = Option(
        "when-stopped", value: "WHAT",
        "what becomes of the session when its mission stops: suppress, pause, terminate or handoff; default suppress")

    static let verb = Command<Verb>("run", "Let a program work under a mission", action: run).with {
        $0.discussion = [
            "The program becomes a session: it finds in its environment by what it is known, can ask before each "
                + "effect (`writ do`), and can record where to continue (`writ checkpoint`). When the mission stops, "
                + "so does the program, with all that it has started; and it can neither approve nor govern anything.",
            "Ends as the program does. 77: stopped, or not permitted to begin. 69: nobody could say in time whether it "
                + "is permitted. A program that ends with 0 has finished; otherwise the session stays open, to be "
                + "resumed at its last checkpoint.",
            ProgramOutput.help,
        ]
        $0.options = [mission, policy]
        $0.rest = Rest("command", "the program and its arguments")
        $0.runsProgram = true
        $0.examples = [
            Example("writ run --mission msn_Kx3 -- ./agent", "let it work"),
            Example("writ session resume ses_8fQ", "let it go on after a crash"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        // WHY: first, so that no thread that is started later takes the signals.
        let signals = try SignalWaiter()
        guard context.session == nil else {
            throw UsageError(
                "this is a session already", hints: ["`writ spawn` lets a sub-agent work under a mission of its own"])
        }
        let policy = try context.arguments.word(policy, of: StopPolicy.self) ?? .suppress
        guard context.arguments[mission] != nil else {
            throw UsageError("it is not clear under which mission", hints: ["name it: `--mission msn_…`"])
        }
        let launch = Launch(arguments: context.arguments.rest, directory: context.directory)
        if let status = try SessionStart.obstacle(to: launch, context) { return status }
        let (client, handle): (AuthorityClient, SessionHandle)
        do {
            client = try context.connectAsOwner()
            let id = try Names.mission(context.arguments[mission], context, client)
            handle = try client.openSession(under: id, stopPolicy: policy, launch: launch.json)
        } catch let error as ClientError {
            return SessionStart.refused(error, context)
        }
        context.note(
            StyledText(handle.session.text, .strong) + StyledText(" begins under \(handle.mission.text)"))
        let session = try SessionStart.environment(handle, socket: context.ownerSocket(), client)
        let run = SupervisedRun(context: context, client: client, session: session, launch: launch, signals: signals)
        return SessionStart.ended(session, try run.run().status, context)
    }
}

/// What `run`, `spawn` and `session resume` have in common before the program starts.
enum SessionStart {
    static func environment(
        _ handle: SessionHandle, socket: String, _ client: AuthorityClient
    ) throws -> SessionEnvironment {
        let mission = try client.get("/v1/missions/\(handle.mission.text)")
        return SessionEnvironment(
            socketPath: socket, session: handle.session, epoch: handle.epoch, mission: handle.mission,
            client: try mission.required("client", JSONNode.clientID), secret: handle.secret)
    }

    /// Says why the program cannot be started, if that is known beforehand: then there is no session to begin.
    static func obstacle(to launch: Launch, _ context: CommandContext) throws -> ExitStatus? {
        let command = try context.command(launch.arguments, in: launch.directory)
        do throws(SystemError) {
            try command.mustBeStartable()
            return nil
        } catch {
            context.terminal.report(CommandFailure(.usage, error.description))
            return .notStarted(error)
        }
    }

    /// Says why nothing was started.
    static func refused(_ error: ClientError, _ context: CommandContext) -> ExitStatus {
        let failure = CommandFailure(error)
        context.terminal.report(failure)
        switch failure.code {
        case .unavailable: return .unavailable
        case .usage: return ExitStatus(.usage)
        default: return .notPermitted
        }
    }

    /// Puts on record for programs which attempt has ended, and how.
    static func ended(
        _ session: SessionEnvironment, _ status: ExitStatus, _ context: CommandContext
    ) -> ExitStatus {
        context.terminal.answer(
            [
                "attempt": .number(Double(session.epoch)), "exit_code": .number(Double(status.code)),
                "mission": .string(session.mission.text), "session": .string(session.session.text),
            ], orText: {})
        return status
    }
}
