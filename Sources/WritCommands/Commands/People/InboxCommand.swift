// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// `writ inbox`
enum InboxCommand {
    static let verb = Command<Verb>("inbox", "Show what waits for a person", action: run).with {
        $0.discussion = [
            "Missions that are proposed, actions that need an agreement, questions that agents ask (`writ ask`), and "
                + "effects of which nobody knows whether they happened; each with what exactly it is about, who asks, "
                + "and until when."
        ]
        $0.examples = [Example("writ inbox", "then answer with `writ approve` or `writ answer`")]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connectAsOwner()
        let items = try client.get("/v1/attention").member("items")
        let submissions = try client.get("/v1/submissions").member("submissions")
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: json(items, submissions))
            return .success
        }
        guard items.count + submissions.count > 0 else {
            context.terminal.print("Nothing waits for you.")
            return .success
        }
        submissions.forEachElement { show(submission: $0, context) }
        try items.forEachElement { node in
            let item = try WaitingItem(node, client)
            show(item.title, item.block(at: context.now), context)
        }
        if let next = next(items, submissions) {
            context.note("\("next: ", .accent)\(next)")
        }
        return .success
    }

    private static func json(_ items: JSONNode, _ submissions: JSONNode) -> [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("items", canonical: items.canonicalBytes)
            json.member("submissions", canonical: submissions.canonicalBytes)
        }
        return json.bytes
    }

    private static func show(submission node: JSONNode, _ context: CommandContext) {
        let predecessor = node["relation"]?["predecessor"]?.stringValue
        let wanted = predecessor.map { "approval, to take over \($0)" } ?? "approval"
        var block = Block()
        block.add("  mission", StyledText(node.text("goal"), .warning))
        block.add("  agent", node["client"]?.stringValue)
        block.add("  child of", node["relation"]?["parent"]?.stringValue)
        block.add("  asked", MomentPhrase.text(node["received_at"], at: context.now))
        block.add("  until", MomentPhrase.text(node["expires_at"], at: context.now).map { "\($0), then it lapses" })
        show(StyledText(node.text("id"), .strong) + StyledText("  \(wanted)", .warning), block, context)
    }

    private static func show(_ title: StyledText, _ block: Block, _ context: CommandContext) {
        context.terminal.print(title)
        context.terminal.print(block)
        context.terminal.print("")
    }

    private static func next(_ items: JSONNode, _ submissions: JSONNode) -> StyledText? {
        var next: StyledText?
        submissions.forEachElement { node in
            next = next ?? StyledText("look at one and approve it: `writ approve \(node.text("id"))`")
        }
        items.forEachElement { node in
            let item = WaitingItem(node)
            next = next ?? StyledText("`writ answer \(item.id) \(AnswerCommand.usual(item.kind))`")
        }
        return next
    }
}
