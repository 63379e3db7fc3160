// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionFile
import MissionKernel
import Platform

/// `writ mission …`
enum MissionCommands {
    static let group = Command<Verb>(
        "mission", "Write, propose and look at missions",
        verbs: [new, ProposeCommand.verb, list, ShowMissionCommand.verb, MissionLogCommand.verb, tree])

    private static let template = Option(
        "template", value: "KIND", "coding (the default), investigation, reconciliation or report")
    private static let out = Option("out", value: "FILE", "write to a file that does not exist yet")
    private static let state = Option("state", value: "STATE", "only those in this state, such as `active`")
    static let mission = Positional("mission", "the mission, or the start of its identifier", arity: .optional)

    private static let new = Command<Verb>("new", "Write a mission file to start from", action: writeNew).with {
        $0.options = [template, out]
        $0.examples = [Example("writ mission new --template coding > mission.yaml", "then edit it, and propose it")]
    }

    private static let list = Command<Verb>("list", "List missions, the newest first", action: showList).with {
        $0.options = [state]
        $0.examples = [Example("writ mission list --state suspended", "those that wait for someone")]
    }

    private static let tree = Command<Verb>("tree", "Show a mission with all below it", action: showTree).with {
        $0.positionals = [mission]
        $0.examples = [Example("writ mission tree msn_Kx3", "children under their parents")]
    }
}

/// Writing one.
extension MissionCommands {
    private static func writeNew(_ context: CommandContext) throws -> ExitStatus {
        let template = try context.arguments.word(template, of: MissionTemplate.self) ?? .coding
        var blanks = MissionTemplate.Blanks()
        if let owner = owner(context) { blanks.person = owner }
        let text = template.text(filling: blanks)
        if let file = context.arguments[out] {
            let path = context.path(file)
            guard try !Files.exists(path) else { throw UsageError("\(InertText.quoted(file)) exists already") }
            try Files.replace(path, with: Array(text.utf8), mode: 0o644)
        }
        context.terminal.answer(
            ["template": .string(template.rawValue), "text": .string(text)],
            orText: {
                guard context.arguments[out] == nil else { return }
                for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    context.terminal.print(StyledText(String(line)))
                }
            })
        return .success
    }

    private static func owner(_ context: CommandContext) -> String? {
        do { return try HomeConfiguration(of: context.home()).owner.subject.string } catch { return nil }
    }
}

/// Looking.
extension MissionCommands {
    private static func showList(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connect()
        let state = try context.arguments.word(state, of: MissionState.self)
        let missions = try client.all(state.map { PagedList.missions(thatAre: $0) } ?? .missions)
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(list: "missions", missions)
            return .success
        }
        let table = MissionTable(missions, try openMatters(client, context), at: context.now)
        guard !table.isEmpty else {
            context.terminal.print(
                StyledText("There are no missions\(state.map { " that are \($0.rawValue)" } ?? "")."))
            try noteProposals(client, context)
            return .success
        }
        context.terminal.print(table.table)
        return .success
    }

    /// Says how many missions wait to be approved, to whoever can.
    private static func noteProposals(_ client: AuthorityClient, _ context: CommandContext) throws {
        guard context.session == nil else { return }
        let waiting = try client.get("/v1/submissions").member("submissions").count
        guard waiting > 0 else { return }
        context.note("\("next: ", .accent)\(waiting) \(waiting == 1 ? "waits" : "wait") for an approval: `writ inbox`")
    }

    private static func openMatters(
        _ client: AuthorityClient, _ context: CommandContext
    ) throws(ClientError) -> OpenMatters {
        try OpenMatters(client, isOwner: context.session == nil || context.arguments[Everywhere.home] != nil)
    }

    private static func showTree(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connect()
        let id = try Names.mission(context.arguments[mission], context, client)
        let answer = try client.get("/v1/missions/\(id.text)/tree")
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
            return .success
        }
        let open = try openMatters(client, context)
        context.terminal.print(
            MissionTable(answer["missions"]?.elements ?? [], open, at: context.now, isTree: true).table)
        if answer["complete"] == nil || !answer.isTrue("complete") {
            context.note(StyledText("not all are shown", .warning))
        }
        return .success
    }
}

extension JSONNode {
    /// Whether the member is `true`.
    func isTrue(_ name: StaticString) -> Bool {
        do throws(JSONShapeError) { return try self[name]?.boolean() ?? false } catch { return false }
    }

    /// The elements of an array; none if this is not one.
    var elements: [JSONNode] {
        var elements: [JSONNode] = []
        forEachElement { elements.append($0) }
        return elements
    }

    /// The member's text, or nothing.
    func text(_ name: StaticString) -> String { self[name]?.stringValue ?? "" }
}
