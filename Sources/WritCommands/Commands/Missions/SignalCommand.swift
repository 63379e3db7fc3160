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
        guard (1...256).contains(name.utf8.count), !name.contains(where: \.isWhitespace) else {
            throw UsageError("the name of a fact has 1 to 256 characters and no spaces, not \(InertText.quoted(name))")
        }
        let value = try Self.read(try context.arguments.required(value))
        return try send(.named(ExactText(name)), value, context)
    }

    /// Sends news of a fact and says what it did to the missions that depend on it.
    static func send(_ fact: FactKey, _ value: FactValue, _ context: CommandContext) throws -> ExitStatus {
        let client = try context.connect()
        let observedAt = try context.arguments.instant(observed, from: context.now)
        let answer = try client.post("/v1/signals") { json in
            json.member("event_id", context.arguments[event] ?? "evt_" + Entropy.hexadecimal(byteCount: 16))
            json.member("fact", fact)
            json.member("observed_at", observedAt)
            json.member("value", value)
        }
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
            return .success
        }
        try report(answer, fact, value, client, context)
        return .success
    }

    private static func report(
        _ answer: JSONNode, _ fact: FactKey, _ value: FactValue, _ client: AuthorityClient, _ context: CommandContext
    ) throws {
        let count = Int(try answer.required("missions", JSONNode.entryCount))
        guard answer.isTrue("news") else {
            context.terminal.print("\("No news", .faint): \(LedgerPhrase.news(fact, value)), or later news is known.")
            return
        }
        context.terminal.print("\("Taken in", .good): \(LedgerPhrase.news(fact, value)).")
        let changes = try self.changes(answer, client)
        context.terminal.print(changes)
        if !answer.isTrue("complete") {
            context.terminal.print("  \(count) missions stand by it from now on; `writ mission list` shows how")
        } else if count == 0 {
            try warn(fact, client, context)
        } else if changes.isEmpty {
            let missions = count == 1 ? "the mission that depends" : "any of the \(count) missions that depend"
            context.terminal.print("  it changes nothing for \(missions) on it")
            try context.terminal.hint(held(by: fact, client).map { "it stays suspended: `writ resume \($0)`" })
        }
    }

    /// The missions that this fact has suspended, and that nothing but a person lets go on.
    private static func held(by fact: FactKey, _ client: AuthorityClient) throws -> [String] {
        guard case .named(let name) = fact else { return [] }
        var held: [String] = []
        try client.get("/v1/missions?state=suspended")["missions"]?.forEachElement { node in
            let cause = node["suspended"]?["cause"]?["name"]?.stringValue
            if cause == name.string { held.append(node.text("id")) }
        }
        return Array(held.prefix(factsShownMax))
    }

    /// What it did, a line for each mission.
    private static func changes(_ answer: JSONNode, _ client: AuthorityClient) throws -> [StyledText] {
        try answer.member("changes").array(max: 10_000) { (node) throws(JSONShapeError) in
            (try node.member("mission").identifier() as MissionID, node.text("change"))
        }.map { mission, change in
            let goal = try client.get("/v1/missions/\(mission.text)").text("goal")
            let verb = change == "resumed" ? "goes on" : "is \(change)"
            return "  \(LedgerPhrase.id(mission)) \(LedgerPhrase.prose(goal)) \(verb)"
        }
    }

    /// News that no mission waits for may be meant for one to come, or be misspelt.
    private static func warn(_ fact: FactKey, _ client: AuthorityClient, _ context: CommandContext) throws {
        context.note("no mission depends on it, so it stops nothing")
        guard case .named(let name) = fact, context.session == nil else { return }
        var known: [String] = []
        try client.get("/v1/facts")["facts"]?.forEachElement { node in
            guard node["missions"]?.shownNumber != "0", let name = node["fact"]?["name"]?.stringValue else { return }
            known.append(name)
        }
        let list = LedgerPhrase.list(known.sorted().prefix(factsShownMax).map(InertText.quoted))
        if let nearest = Spelling.nearest(to: name.string, among: known) {
            context.note("\("hint", .accent): did you mean \(InertText.quoted(nearest))?")
        } else if !known.isEmpty {
            context.note("\("hint", .accent): missions depend on \(list)")
        }
    }

    private static let factsShownMax = 20

    private static func read(_ text: String) throws -> FactValue {
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default:
            guard let number = Int64(text) else { return .text(ExactText(text)) }
            guard number.magnitude < 1 << 53 else {
                throw UsageError(
                    "\(number) is too large for a number, which not every reader of JSON would read alike",
                    hints: ["up to 9007199254740991; or make it a text, such as `n\(number)`"])
            }
            return .integer(number)
        }
    }
}
