// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Runner

/// `writ queue …`
enum QueueCommands {
    static let group = Command<Verb>(
        "queue", "Put work off, inside a session, and ask again when its time comes", verbs: [add, take, done])

    private static let action = Option("action", value: "ACTION", "what is to be done, such as `git.push`")
    private static let key = Option("key", value: "KEY", "the key under which it will be done")
    private static let notBefore = Option("not-before", value: "TIME", "when it may be taken: a time, or a duration")
    private static let expires = Option("expires", value: "TIME", "from when on it is of no use")
    private static let retryOf = Option("retry-of", value: "ITEM", "the item that failed and is tried again")
    private static let failed = Flag("failed", "it could not be done")
    private static let item = Positional("item", "what `writ queue add` has answered")

    private static let add = Command<Verb>("add", "Put work into the queue", action: runAdd).with {
        $0.options = [action] + ResourceOptions.all + [key, notBefore, expires, retryOf]
        $0.examples = [
            Example("writ queue add --action git.push --git . --branch main --not-before \"10 min\"", "push later")
        ]
    }

    private static let take = Command<Verb>("take", "Take an item, if it may still be done", action: runTake).with {
        $0.discussion = [
            "0: take it up now. 1: not now, since it is not due yet or was taken before; nothing has changed. 77: it "
                + "may not be done any longer, and why; the item is then suppressed for good."
        ]
        $0.positionals = [item]
        $0.examples = [Example("writ queue take qit_5Zw && writ do -- git push", "when its time has come")]
    }

    private static let done = Command<Verb>("done", "Say what became of an item", action: runDone).with {
        $0.flags = [failed]
        $0.positionals = [item]
        $0.examples = [Example("writ queue done qit_5Zw --failed", "then add another one with `--retry-of`")]
    }

    private static func runAdd(_ context: CommandContext) throws -> ExitStatus {
        let session = try context.requiredSession()
        guard let action = context.arguments[action] else {
            throw UsageError("it is not clear what is to be done", hints: ["say it: `--action`"])
        }
        let resource = try ResourceOptions.resource(context)
        let notBefore = try context.arguments.instant(notBefore, from: context.now)
        let expires = try context.arguments.instant(expires, from: context.now)
        let retried = try context.arguments[retryOf].map(identifier)
        let answer = try context.connect(as: session).post("/v1/sessions/\(session.session.text)/queue") { json in
            json.member("action", action)
            json.member("epoch", session.epoch)
            json.member("expires_at", expires)
            json.member("idempotency_key", context.arguments[key])
            json.member("not_before", notBefore)
            json.member("resource", resource)
            json.member("retry_of", retried)
        }
        context.terminal.answer(
            JSONValue(answer), orText: { context.terminal.print(StyledText(answer.text("queue_item_id"))) })
        return .success
    }

    private static func runTake(_ context: CommandContext) throws -> ExitStatus {
        let session = try context.requiredSession()
        let item = try QueuedItem(id: identifier(context.arguments.required(item)), session, context)
        let answer = try item.take()
        guard answer.text("state") == QueueItem.State.suppressed.rawValue else {
            context.terminal.answer(JSONValue(answer), orText: {})
            return .success
        }
        let reason = try item.reasonOfSuppression()
        context.terminal.answer(
            JSONValue(answer), orText: { context.terminal.fail("\(item.id.text) may not be done any longer\(reason)") })
        return .notPermitted
    }

    private static func runDone(_ context: CommandContext) throws -> ExitStatus {
        let session = try context.requiredSession()
        try QueuedItem(id: identifier(context.arguments.required(item)), session, context)
            .conclude(isDone: !context.arguments[failed])
        return .success
    }

    private static func identifier(_ typed: String) throws -> QueueItemID {
        guard let id = QueueItemID(typed) else {
            throw UsageError(
                "\(InertText.quoted(typed)) is no item of a queue", hints: ["`writ queue add` answers one"])
        }
        return id
    }
}
