// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ spawn`
enum SpawnCommand {
    private static let file = Positional("file", "the mission file of the sub-agent's own, smaller mission")
    private static let key = Option(
        "key", value: "KEY", "names this sub-agent: started again under the same key, it goes on where it was")
    private static let type = Option("type", value: "TYPE", "what kind of actor it is; default ai_agent")
    private static let wait = Option(
        "wait", value: "TIME", "how long to wait where a person must approve; default 24 hours")

    static let verb = Command<Verb>("spawn", "Let a sub-agent work under a smaller mission", action: run).with {
        $0.discussion = [
            "Asks for a child mission, which can grant only what the own one does, and runs the sub-agent under it as "
                + "a session of its own. When the own mission stops or ends, so does the child's, and with it the "
                + "sub-agent. When the sub-agent ends with 0 its session is closed and its mission is completed; "
                + "otherwise both stay open, so that it can be started again under its key.",
            "Ends as the sub-agent does. 77: not permitted, or stopped. 69: nobody could say whether it is permitted.",
            ProgramOutput.help,
        ]
        $0.options = [key, type, wait]
        $0.positionals = [file]
        $0.rest = Rest("command", "the sub-agent and its arguments")
        $0.runsProgram = true
        $0.examples = [Example("writ spawn tests.yaml --key tests -- ./repair-tests", "a sub-agent for the tests")]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        // WHY: first, so that no thread that is started later takes the signals.
        let signals = try SignalWaiter()
        let parent = try context.requiredSession()
        let client = try context.connect(as: parent)
        let launch = Launch(
            arguments: context.arguments.rest, directory: context.directory, key: context.arguments[key])
        if let status = try SessionStart.obstacle(to: launch, context) { return status }
        do {
            guard let handle = try start(launch, parent, client, signals, context) else { return .success }
            let session = try SessionStart.environment(handle.handle, socket: parent.socketPath, client)
                .continuing(at: handle.checkpoint)
            let run = SupervisedRun(
                context: context, client: client, session: session, launch: launch, signals: signals, isChild: true)
            return SessionStart.ended(session, try run.run().status, context)
        } catch let error as ClientError {
            return SessionStart.refused(error, context)
        } catch let stop as Stop {
            context.terminal.report(CommandFailure(.refused, stop.problem, hints: stop.hints))
            return stop.status
        }
    }

    private struct Stop: Error {
        let problem: String
        var hints: [String] = []
        var status = ExitStatus.notPermitted
    }

    private struct Start {
        let handle: SessionHandle
        var checkpoint: ResumeAnswer.CheckpointSummary?
    }

    /// Goes on with the sub-agent of this key, or begins with a new one; nil when it has finished before.
    private static func start(
        _ launch: Launch, _ parent: SessionEnvironment, _ client: AuthorityClient, _ signals: SignalWaiter,
        _ context: CommandContext
    ) throws -> Start? {
        if let name = launch.key, let known = try child(named: name, of: parent, client) {
            return try goOn(known, client, context)
        }
        let mission = try mission(parent, client, signals, context)
        let handle = try client.openSession(under: mission, stopPolicy: .suppress, launch: launch.json)
        context.note(
            StyledText(handle.session.text, .strong) + StyledText(" begins under \(mission.text), a child of ")
                + StyledText(parent.mission.text))
        return Start(handle: handle)
    }
}

/// A sub-agent that there is already.
extension SpawnCommand {
    private static func child(
        named key: String, of parent: SessionEnvironment, _ client: AuthorityClient
    ) throws -> JSONNode? {
        let children = try client.all(.sessions).filter { $0.text("parent") == parent.session.text }
        // A session may speak for its own sub-agents only.
        try EndReport(socketPath: parent.socketPath).reportKept(of: children.map { try $0.member("id").identifier() })
        for node in children {
            let session = try client.get("/v1/sessions/\(node.text("id"))")
            if session["launch"]?["key"]?.stringValue == key { return session }
        }
        return nil
    }

    private static func goOn(
        _ session: JSONNode, _ client: AuthorityClient, _ context: CommandContext
    ) throws -> Start? {
        let id: SessionID = try session.member("id").identifier()
        guard session.text("state") != HarnessState.terminated.rawValue else {
            guard [.active, .completed].map(\MissionState.rawValue).contains(session.text("mission_state")) else {
                throw Stop(problem: "\(id.text) was stopped: its mission is \(session.text("mission_state"))")
            }
            // It may have ended when nobody could be told; for a mission that is completed this changes nothing.
            try client.complete(session.member("mission").identifier(), reason: "its sub-agent has finished")
            context.note(StyledText("\(id.text) has finished before", .good))
            return nil
        }
        try SupervisionFacts(context).endOrphans(of: id, context)
        let answer = try client.resume(id, at: .processRestart)
        SupervisionFacts.note(unknownEffects: answer.unknownEffects.count, context)
        guard let handle = answer.handle else {
            throw Stop(problem: "\(id.text) may not go on: \(StopPhrase.text(answer))")
        }
        context.note(StyledText(id.text, .strong) + StyledText(" goes on"))
        return Start(handle: handle, checkpoint: answer.checkpoint)
    }
}

/// A mission for it.
extension SpawnCommand {
    private static func mission(
        _ parent: SessionEnvironment, _ client: AuthorityClient, _ signals: SignalWaiter, _ context: CommandContext
    ) throws -> MissionID {
        let own = try client.get("/v1/missions/\(parent.mission.text)")
        let name = try context.arguments.required(file)
        let order = try OrderFile.read(name, issuer: own.required("issuer", JSONNode.string), context)
        let answer: JSONNode
        do throws(ClientError) { answer = try submit(order, parent, client, context) } catch {
            throw try excess(of: order, in: name, over: own, error) ?? error
        }
        if let mission: MissionID = try answer["mission_id"].map({ (node) throws(JSONShapeError) in
            try node.identifier()
        }) {
            return mission
        }
        return try approved(answer.member("submission_id").identifier(), client, signals, context)
    }

    private static func submit(
        _ order: MissionOrder, _ parent: SessionEnvironment, _ client: AuthorityClient, _ context: CommandContext
    ) throws(ClientError) -> JSONNode {
        try client.post("/v1/submissions") { json in
            json.member("client", order.client.text)
            json.member("submission") { json in
                json.member("authorization_details", canonical: order.authorizationDetails)
                json.member("child_actor") { json in
                    json.member("sub", order.client.text)
                    json.member("sub_profile", context.arguments[type] ?? "ai_agent")
                }
                json.member("intent", canonical: order.intent)
                json.member("parent", parent.mission)
            }
        }
    }

    /// What a refusal is about, where the file says it; nil when it is not about what the file asks for.
    private static func excess(
        of order: MissionOrder, in name: String, over parent: JSONNode, _ error: ClientError
    ) throws -> Stop? {
        guard case .refused = error.kind,
            let excess = order.excess(over: try AuthorityGrammar.entries(parent.member("authorization_details")))
        else { return nil }
        return Stop(problem: "\(name): \(excess)", hints: [excess.hint].compactMap(\.self))
    }

    private static func approved(
        _ submission: SubmissionID, _ client: AuthorityClient, _ signals: SignalWaiter, _ context: CommandContext
    ) throws -> MissionID {
        let patience = Deadline.after(.milliseconds(try context.arguments.milliseconds(wait) ?? 24 * 3_600_000))
        context.note(StyledText("waiting for a person to approve \(submission.text)", .warning))
        while !patience.hasPassed {
            let standing = try client.get("/v1/submissions/\(submission.text)")
            switch standing.text("status") {
            case "approved": return try standing.member("mission_id").identifier()
            case "pending":
                guard case .signal(let signal) = try signals.wait(deadline: .after(.milliseconds(500))) else {
                    continue
                }
                throw Stop(problem: "ended by \(signal) while it waited", status: ExitStatus(.signalled(signal)))
            case let status: throw Stop(problem: "\(submission.text) is \(status)")
            }
        }
        throw Stop(problem: "nobody approved \(submission.text) in time")
    }
}
