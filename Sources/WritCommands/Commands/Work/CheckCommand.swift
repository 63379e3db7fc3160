// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionKernel
import MissionWire

/// `writ check`
enum CheckCommand {
    private static let action = Option("action", value: "ACTION", "what would be done, such as `git.push`")
    private static let mission = Option("mission", value: "MISSION", "under which mission; in a session its own")

    static let verb = Command<Verb>("check", "Ask whether something would be permitted now", action: run).with {
        $0.discussion = [
            "Records nothing and permits nothing: to do it, use `writ do`. Ends with 0 when it would be permitted, and "
                + "with 1 when not."
        ]
        $0.options = [action, mission] + ResourceOptions.all + [DoCommand.param]
        $0.examples = [
            Example("writ check --action git.push --git . --branch main", "in a session: may I push to main?"),
            Example("writ check --mission msn_Kx3 --action git.write --git . --path src/login.swift", "as the owner"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        guard let action = context.arguments[action] else {
            throw UsageError("it is not clear what would be done", hints: ["say it: `--action`"])
        }
        let resource = try ResourceOptions.resource(context)
        let client = try context.connect()
        let mission = try Names.mission(context.arguments[mission], context, client)
        let parameters = try Deed.parameters(context)
        let answer = try client.check(
            action, on: [resource], under: mission, parameters: parameters.isEmpty ? nil : .object(parameters))
        context.terminal.answer(JSONValue(answer), orText: { show(answer, "\(action) on \(resource)", context) })
        if !context.terminal.facts.wantsJSON, !answer.isTrue("decision"), let uri = ResourceURI(resource) {
            let hints = try DenialHints.of(reason(in: answer), action, on: uri, parameters, under: mission, client)
            context.terminal.hint(hints)
        }
        return answer.isTrue("decision") ? .success : ExitStatus(.refused)
    }

    private static func reason(in answer: JSONNode) -> String {
        var reason = ""
        answer["results"]?.forEachElement { reason = $0.text("reason") }
        return reason
    }

    private static func show(_ answer: JSONNode, _ what: String, _ context: CommandContext) {
        var results: [JSONNode] = []
        answer["results"]?.forEachElement { results.append($0) }
        guard let result = results.first else { return }
        if answer.isTrue("decision") {
            context.terminal.print(
                StyledText("permitted", .good) + StyledText(": \(what) (\(result.text("action_class")))"))
        } else {
            context.terminal.print(
                StyledText("not permitted", .bad) + StyledText(": \(what): \(result.text("explanation"))")
                    + StyledText(" (\(result.text("reason")))", .faint))
        }
    }
}
