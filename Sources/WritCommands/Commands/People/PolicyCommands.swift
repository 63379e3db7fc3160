// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform

/// `writ policy …`
enum PolicyCommands {
    static let group = Command<Verb>("policy", "Say how much each action matters", verbs: [show, set])

    private static let file = Positional("file", "the table, in the form that `writ policy show --json` prints")
    private static let fileBytesMax = 1 << 20

    private static let show = Command<Verb>("show", "Show the policy table", action: runShow).with {
        $0.discussion = [
            "Each action has a class, by its own rule or the longest family that it belongs to; what no rule names is "
                + "treated as the strictest class. The class says how fresh a decision must be, how long a permit is "
                + "good, and whether a person must agree each time."
        ]
        $0.examples = [
            Example("writ policy show", "as tables"), Example("writ policy show --json > policy.json", "to edit it"),
        ]
    }

    private static let set = Command<Verb>("set", "Replace the policy table", action: runSet).with {
        $0.discussion = ["An approver signs it: you, with your passphrase."]
        $0.options = Approver.options
        $0.positionals = [file]
        $0.examples = [Example("writ policy set policy.json", "it applies from then on, to all missions")]
    }
}

extension PolicyCommands {
    private static func runShow(_ context: CommandContext) throws -> ExitStatus {
        let answer = try context.connectAsOwner().get("/v1/policy")
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON(canonical: answer.canonicalBytes)
            return .success
        }
        let policy = try ClassPolicy(json: answer)
        context.terminal.print("The policy \(LedgerPhrase.name(policy.version.string)):")
        context.terminal.print("")
        context.terminal.print(meanings(of: policy))
        context.terminal.print("")
        context.terminal.print(rules(of: policy))
        return .success
    }

    private static func meanings(of policy: ClassPolicy) -> Table {
        var table = Table([
            .init("class"), .init("decided on state of"), .init("permit good for"), .init("on disk first"),
            .init("person agrees"), .init("when stopped"),
        ])
        for actionClass in ActionClass.allCases {
            let meaning = policy.meaning(of: actionClass)
            let age = HumanTime.duration(milliseconds: meaning.stalenessMilliseconds)
            table.add([
                StyledText(actionClass.rawValue, .strong),
                StyledText(meaning.stalenessMilliseconds == 0 ? "now" : "up to \(age) ago"),
                StyledText(HumanTime.duration(milliseconds: meaning.permitMilliseconds)),
                StyledText(meaning.isDurable ? "yes" : "no"),
                meaning.needsPerson ? StyledText("each time", .warning) : StyledText("no"),
                StyledText(meaning.inFlight.phrase),
            ])
        }
        return table
    }

    private static func rules(of policy: ClassPolicy) -> Table {
        var table = Table([.init("action"), .init("class")])
        for rule in policy.rules.sorted(by: { $0.action.text < $1.action.text }) {
            table.add([StyledText(rule.action.text), StyledText(rule.actionClass.rawValue)])
        }
        table.add([StyledText("anything else", .faint), StyledText(ActionClass.strictest.rawValue)])
        return table
    }

    private static func runSet(_ context: CommandContext) throws -> ExitStatus {
        let typed = try context.arguments.required(file)
        let policy = try read(typed, context)
        let client = try context.connectAsOwner()
        let approver = try Approver(context)
        let statement = PolicyStatement(
            issuer: try HomeConfiguration(of: context.home()).issuer, approver: approver.principal,
            change: PolicyChange(policy: policy, replaces: try Policy.current(client).version))
        var signed = CanonicalWriter()
        signed.object { json in approver.write(signed: statement.signedBytes, as: "signed", to: &json) }
        var table = CanonicalWriter()
        table.object { json in json.members(of: policy) }
        let body = try members(of: table.bytes) + members(of: signed.bytes)
        let answer = try client.put("/v1/policy", JSONValue.object(body).canonicalBytes)
        context.terminal.answer(
            JSONValue(answer),
            orText: {
                let rules = LedgerPhrase.count(policy.rules.count, "rule")
                let name = LedgerPhrase.name(policy.version.string)
                context.terminal.print("\("Set", .good): the policy \(name), with \(rules).")
            })
        return .success
    }

    private static func members(of object: [UInt8]) throws -> [JSONValue.Member] {
        guard case .object(let members) = JSONValue(try JSONDocument(object).root) else { return [] }
        return members
    }

    private static func read(_ typed: String, _ context: CommandContext) throws -> ClassPolicy {
        let bytes = try context.read(typed, limitBytes: fileBytesMax)
        do {
            let root = try JSONDocument(bytes, limits: .committed).root.object(only: ["meanings", "rules", "version"])
            return try ClassPolicy(json: root)
        } catch {
            throw CommandFailure(
                .usage, "\(InertText.quoted(typed)) is no policy table: \(error)",
                hints: ["begin with what `writ policy show --json` prints"])
        }
    }
}

extension InFlight {
    /// What a stop does to an action under way, in words.
    fileprivate var phrase: String {
        switch self {
        case .finish: "it may finish"
        case .interrupt: "it is interrupted"
        case .finishThenReview: "it may finish, and a person looks"
        }
    }
}
