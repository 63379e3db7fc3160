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
            "Missions that are proposed, actions that need an agreement, questions that agents ask, and effects of "
                + "which nobody knows whether they happened."
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
        var table = Table([
            .init("what"), .init("waits for"), .init("until"), .init("mission"), .init("about", shrinks: true),
        ])
        submissions.forEachElement { table.add(row(submission: $0, context.now)) }
        items.forEachElement { table.add(row(item: $0, context.now)) }
        context.terminal.print(table)
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

    private static func row(submission: JSONNode, _ now: Instant) -> [StyledText] {
        let predecessor = submission["relation"]?["predecessor"]?.stringValue
        return [
            StyledText(submission.text("id")),
            StyledText(predecessor == nil ? "approval" : "approval, to take over", .warning),
            StyledText(end(submission["expires_at"], now)), StyledText(String((predecessor ?? "").prefix(12))),
            StyledText(submission.text("goal")),
        ]
    }

    private static func row(item: JSONNode, _ now: Instant) -> [StyledText] {
        [
            StyledText(item.text("id")), StyledText(wanted(item.text("kind")), .warning),
            StyledText(end(item["deadline"], now)), StyledText(String(item.text("mission").prefix(12))),
            StyledText(item.text("text")),
        ]
    }

    private static func end(_ node: JSONNode?, _ now: Instant) -> String {
        node?.stringValue.flatMap(RFC3339.instant).map { HumanTime.relative($0, to: now) } ?? "answered"
    }

    private static func wanted(_ kind: String) -> String {
        switch AttentionItem.Kind(rawValue: kind) {
        case .approval?: "agreement"
        case .question?: "an answer"
        case .escalation?: "help"
        case .review?: "review"
        case .budget?: "budget"
        case .anomaly?: "the outcome"
        case nil: kind
        }
    }

    private static func next(_ items: JSONNode, _ submissions: JSONNode) -> StyledText? {
        var next: StyledText?
        submissions.forEachElement { node in
            next = next ?? StyledText("look at one and approve it: `writ approve \(node.text("id"))`")
        }
        items.forEachElement { node in
            next = next ?? StyledText("`writ answer \(node.text("id")) \(AnswerCommand.usual(node.text("kind")))`")
        }
        return next
    }
}
