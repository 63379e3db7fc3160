// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform

/// `writ signal`
enum SignalCommand {
    private static let fact = Positional("fact", "the name of the fact, such as `branch.main.frozen`")
    private static let value = Positional("value", "`true`, `false`, a whole number, or a text")
    private static let event = Option("event", value: "ID", "names this news, so that sending it twice is once")
    private static let observed = Option("observed", value: "TIME", "when it was seen, if not now")

    static let verb = Command<Verb>("signal", "Bring news of a fact that missions depend on", action: run).with {
        $0.discussion = [
            "What the news means for a mission stands in the mission itself: it may stop, end, or lose a capability."
        ]
        $0.options = [event, observed]
        $0.positionals = [fact, value]
        $0.examples = [
            Example("writ signal branch.main.frozen true", "the branch is frozen"),
            Example("writ signal incident.INC-42 closed", "the incident is over"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let name = try context.arguments.required(fact)
        let value = Self.read(try context.arguments.required(value))
        return try send(.named(ExactText(name)), value, context)
    }

    /// Sends news of a fact and says how many missions depend on it.
    static func send(_ fact: FactKey, _ value: FactValue, _ context: CommandContext) throws -> ExitStatus {
        let client = try context.connect()
        let observedAt = try context.arguments.instant(observed, from: context.now)
        let answer = try client.post("/v1/signals") { json in
            json.member("event_id", context.arguments[event] ?? "evt_" + Entropy.hexadecimal(byteCount: 16))
            json.member("fact", fact)
            json.member("observed_at", observedAt)
            json.member("value", value)
        }
        context.terminal.answer(
            JSONValue(answer),
            orText: {
                let count = answer["missions"]?.shownNumber ?? "0"
                let missions = count == "1" ? "1 mission depends on it" : "\(count) missions depend on it"
                let news = answer.isTrue("news") ? StyledText("Taken in: ", .good) : StyledText("No news: ", .faint)
                context.terminal.print(news + StyledText(missions + "."))
            })
        return .success
    }

    private static func read(_ text: String) -> FactValue {
        switch text {
        case "true": .boolean(true)
        case "false": .boolean(false)
        default: Int64(text).map { .integer($0) } ?? .text(ExactText(text))
        }
    }
}
