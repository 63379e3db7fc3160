// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel
import MissionWire

/// `writ session end`
enum EndSessionCommand {
    static let verb = Command<Verb>("end", "End a session for good", action: run).with {
        $0.discussion = [
            "Nothing of it goes on or can be resumed: what runs for it is stopped, and so are the sessions of its "
                + "sub-agents. Its mission stays as it is, and other sessions can work under it.",
            "An agent that ends with 0 ends its session by itself. This is for one that is not wanted any more.",
        ]
        $0.options = [DenyCommand.reason]
        $0.positionals = [SessionCommands.session]
        $0.examples = [Example("writ session end ses_8fQ", "give up what it was doing")]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connectAsOwner()
        try SessionCommands.reportKeptEnds(context)
        let id = try Names.session(context.arguments.required(SessionCommands.session), client)
        guard try isOpen(client.get("/v1/sessions/\(id.text)")) else {
            context.terminal.answer(
                ["session": .string(id.text)], orText: { say(id.text, "had ended before", context) })
            return .success
        }
        let supervision = try SupervisionFacts(context)
        let ended = try family(of: id.text, client)
        for node in ended { try end(node, supervision, client, context) }
        context.terminal.answer(
            ["session": .string(id.text)], orText: { for node in ended { say(node.text("id"), "has ended", context) } })
        return .success
    }

    private static func end(
        _ node: JSONNode, _ supervision: SupervisionFacts, _ client: AuthorityClient, _ context: CommandContext
    ) throws {
        let id: SessionID = try node.member("id").identifier()
        let isSupervised = try supervision.isSupervised(node)
        try supervision.endOrphans(of: id, context)
        let epoch = Int32(try node.member("epoch").integer(in: 1...Int64(Int32.max)))
        try client.close(
            Attempt(session: id, epoch: epoch), reason: context.arguments[DenyCommand.reason] ?? "ended by its owner")
        guard isSupervised else { return }
        context.note(StyledText("\(id.text) is running: its supervisor stops it in a moment", .warning))
    }

    /// The session and those that it has asked for, as far as they are open, it itself first.
    private static func family(of id: String, _ client: AuthorityClient) throws -> [JSONNode] {
        let open = try client.all(.sessions).filter(isOpen)
        var family: [JSONNode] = open.filter { $0.text("id") == id }
        var next = 0
        while next < family.count {
            let parent = family[next].text("id")
            family += open.filter { $0.text("parent") == parent }
            next += 1
        }
        return family
    }

    private static func isOpen(_ node: JSONNode) -> Bool { node.text("state") != HarnessState.terminated.rawValue }

    private static func say(_ session: String, _ what: String, _ context: CommandContext) {
        context.terminal.print(StyledText(session, .strong) + StyledText(" \(what)"))
    }
}
