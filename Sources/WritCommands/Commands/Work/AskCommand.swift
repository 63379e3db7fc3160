// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Ledger
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ ask`
enum AskCommand {
    private static let question = Positional("question", "what a person is asked")
    private static let wait = Option("wait", value: "TIME", "how long the answer may take; default 1 hour")

    private static let waitMilliseconds: Int64 = 3_600_000
    private static let pause = Duration.milliseconds(500)

    static let verb = Command<Verb>("ask", "Ask a person something, and wait for the answer", action: run).with {
        $0.discussion = [
            "Works inside a session. The question waits in the inbox of whoever answers for the mission, and what they "
                + "say is printed. An answer permits nothing: for an action that needs an agreement, `writ do` asks.",
            "0: there is an answer. 1: the answer is no. 69: nobody answered in time.",
        ]
        $0.options = [wait]
        $0.positionals = [question]
        $0.examples = [
            Example("writ ask \"Which database is meant?\" --wait \"10 min\"", "`writ answer … --say` answers")
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let session = try context.requiredSession()
        let patience = try context.arguments.milliseconds(wait) ?? waitMilliseconds
        let text = try context.arguments.required(question)
        // WHY: first, so that no thread that is started later takes the signals.
        let signals = try SignalWaiter()
        let client = try context.connect(as: session)
        let answer = try client.post("/v1/attention") { json in
            json.member("attempt", session.attempt)
            json.member("deadline", context.now.adding(milliseconds: patience))
            json.member("on_deadline", AttentionItem.OnDeadline.expire.rawValue)
            json.member("text", text)
        }
        let item: AttentionID = try answer.member("item").identifier()
        context.note("\("waiting for a person", .warning): \(LedgerPhrase.id(item))")
        return try wait(for: item, in: session, signals, client, context)
    }

    private static func wait(
        for item: AttentionID, in session: SessionEnvironment, _ signals: SignalWaiter, _ client: AuthorityClient,
        _ context: CommandContext
    ) throws -> ExitStatus {
        var log = MissionLog(of: session.mission, client)
        var reader = EntryReader()
        while true {
            for entry in try log.next() {
                switch try reader.read(entry.bytes).event {
                case .attentionAnswered(let event) where event.id == item: return report(event.answer, item, context)
                case .attentionExpired(let event) where event.id == item:
                    context.terminal.report(CommandFailure(.unavailable, "nobody answered in time"))
                    return .unavailable
                default: break
                }
            }
            if case .signal(let signal) = try signals.wait(deadline: .after(pause)) {
                return ExitStatus(.signalled(signal))
            }
        }
    }

    private static func report(
        _ answer: PersonsAnswer, _ item: AttentionID, _ context: CommandContext
    ) -> ExitStatus {
        guard case .respond(let text) = answer else {
            var reason = ""
            if case .deny(let comment) = answer { reason = comment }
            context.terminal.report(
                CommandFailure(.refused, "the answer is no" + (reason.isEmpty ? "" : ": \(reason)")))
            return ExitStatus(.refused)
        }
        context.terminal.answer(
            ["answer": .string(text), "item": .string(item.text)], orText: { context.terminal.print(StyledText(text)) })
        return .success
    }
}
