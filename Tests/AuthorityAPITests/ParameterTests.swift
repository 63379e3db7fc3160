// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPClient
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// An action is judged and charged by the parameters that its permit is bound to.
@Suite(.timeLimit(.minutes(2)))
struct ParameterTests {
    private let world: TestAuthority
    private let mission: String
    private let attempt: JSONValue
    private let process: TestCaller

    init() throws {
        world = try TestAuthority.start()
        mission = try world.mission(
            [.entry("invoices.*", match: "prefix", constraints: ["max_amount": .money("10")])],
            controls: ["max_budget": .money("5"), "writ:classes": ["invoices.*": "consequential_write"]])
        (_, attempt, process) = try world.session(under: mission)
    }

    private static let dear: JSONValue = ["amount": .money("1000")]
    private static let cheap: JSONValue = ["amount": .money("1")]

    private static func digest(_ parameters: JSONValue) throws -> JSONValue {
        .string(DigestText.format(CanonicalDigest.of(try JSONDocument(parameters.canonicalBytes).root)))
    }

    /// Why a permit is refused, or nil when it is given.
    private func refusal(_ terms: JSONValue.Member..., as caller: TestCaller = .owner) throws -> String? {
        var body =
            terms + [
                .init("action", "invoices.pay"), .init("client", "agent"), .init("mission", .string(mission)),
                .init("resource", .string(JSONValue.erp)),
            ]
        if case .session = caller { body.append(.init("attempt", attempt)) }
        let answer = try world.ask("POST", "/v1/permits", .object(body), as: caller)
        let evaluation = try #require(answer.json["evaluation"], "\(answer.text)")
        return evaluation["context"]?["reason"]?.stringValue
    }

    @Test func `attributes say nothing against the parameters that are there`() throws {
        for caller in [TestCaller.owner, .client(world.agent), process] {
            for attributes in [Self.cheap, ["amount": .money("1000.0")]] {
                let reason = try refusal(
                    .init("parameters", Self.dear), .init("parameter_attributes", attributes), as: caller)
                #expect(reason == "parameter_violation", "\(caller)")
            }
        }
        let hidden: JSONValue = ["amount": "1000"]
        #expect(
            try refusal(.init("parameters", hidden), .init("parameter_attributes", Self.cheap))
                == "parameter_violation")
        #expect(
            try refusal(.init("parameters", Self.cheap), .init("parameter_attributes", ["amount": .money("1.00")]))
                == "parameter_violation", "not the same value")
        #expect(try refusal(.init("parameters", Self.cheap), .init("parameter_attributes", Self.cheap)) == nil)
    }

    @Test func `a process does not tell of its own action what its parameters do not show`() throws {
        let digest = try Self.digest(Self.dear)
        #expect(
            try refusal(.init("parameter_digest", digest), .init("parameter_attributes", Self.cheap), as: process)
                == "parameter_violation")
        #expect(
            try refusal(
                .init("parameters", ["note": "x"]), .init("parameter_attributes", Self.cheap), as: process)
                == "parameter_violation")
        #expect(try refusal(.init("parameters", Self.cheap), as: process) == nil)
    }

    @Test func `an enforcement point withholds parameters and tells their attributes`() throws {
        let digest = try Self.digest(Self.cheap)
        for caller in [TestCaller.owner, .client(world.agent)] {
            #expect(try refusal(.init("parameter_digest", digest), as: caller) == "parameter_violation")
            #expect(
                try refusal(.init("parameter_digest", digest), .init("parameter_attributes", Self.cheap), as: caller)
                    == nil)
            #expect(
                try refusal(
                    .init("parameters", ["note": "x"]), .init("parameter_attributes", Self.cheap), as: caller) == nil)
        }
    }

    @Test func `a process that sends nothing but a digest is told to send its parameters`() throws {
        let free = try world.mission(
            [.entry("invoices.*", match: "prefix")],
            controls: ["max_budget": .money("5"), "writ:classes": ["invoices.*": "consequential_write"]])
        let (_, attempt, process) = try world.session(under: free)
        let answer = try world.ask(
            "POST", "/v1/permits",
            [
                "action": "invoices.pay", "attempt": attempt, "client": "agent", "mission": .string(free),
                "parameter_digest": try Self.digest(Self.dear), "resource": .string(JSONValue.erp),
            ], as: process)
        let context = try answer.json["evaluation"]?["context"]
        #expect(context?["reason"]?.stringValue == "parameter_violation", "\(answer.text)")
        #expect(context?["explanation"]?.stringValue?.contains("must send its `parameters`") == true)
    }

    @Test(
        arguments: [nil, [:], ["money": .money("0")], ["money": .money("7.99")], ["duration_ms": 1]] as [JSONValue?])
    func `an action costs no less than its amount, whatever it states`(cost: JSONValue?) throws {
        let cost = cost.map { [JSONValue.Member("cost", $0)] } ?? []
        func reason(_ amount: String) throws -> String? {
            let body: [JSONValue.Member] = [
                .init("action", "invoices.pay"), .init("client", "agent"), .init("mission", .string(mission)),
                .init("parameters", ["amount": .money(amount)]), .init("resource", .string(JSONValue.erp)),
            ]
            return try world.ask("POST", "/v1/permits", .object(body + cost)).json["evaluation"]?["context"]?["reason"]?
                .stringValue
        }
        #expect(try reason("8") == "quota_exceeded")
    }

    @Test func `an action may cost more than its amount`() throws {
        #expect(
            try refusal(.init("parameters", Self.cheap), .init("cost", ["money": .money("5.01")])) == "quota_exceeded")
        #expect(
            try refusal(.init("parameters", Self.cheap), .init("cost", ["money": .money("0", "USD")]))
                == "quota_exceeded", "in another currency than the budget's")
        #expect(try refusal(.init("parameters", Self.cheap), .init("cost", ["money": .money("5")])) == nil)
    }

    /// Parameters that have the name of what a constraint is judged by, and are something else.
    private static let lookalikes: [(constraint: String, bound: JSONValue, parameters: JSONValue)] = [
        ("allowed_tools", ["bash"], ["tool": ["bash"]]), ("tenant", "acme", ["tenant": 5]),
        ("max_amount", .money("10"), ["amount": ["unit": "kg", "value": 5]]),
        ("max_amount", .money("10"), ["amount": .money(String(repeating: "9", count: 60))]),
        ("max_amount", .money("10"), ["amount": "5.00"]),
        ("data_classification", ["public"], ["data_classification": "public"]),
        ("recipient_domain", "example.com", ["recipient_domain": "not a domain"]),
        ("resource_issued_after", "2026-01-01T00:00:00Z", ["resource_issued_at": "yesterday"]),
    ]

    @Test(arguments: lookalikes.indices)
    func `parameters are the action's own, whatever their names, until a constraint looks at them`(index: Int) throws {
        let (constraint, bound, parameters) = Self.lookalikes[index]
        let classes: JSONValue = ["writ:classes": ["invoices.*": "consequential_read"]]
        func ask(_ constraints: JSONValue?, _ more: JSONValue.Member...) throws -> String? {
            let mission = try world.mission(
                [.entry("invoices.*", match: "prefix", constraints: constraints)], controls: classes)
            let evaluation = try world.ask(
                "POST", "/access/v1/evaluation",
                world.evaluation("invoices.read", under: mission, .object([.init("parameters", parameters)] + more)))
            #expect(evaluation.status == 200, "\(evaluation.text)")
            return try evaluation.json["context"]?["reason"]?.stringValue
        }
        #expect(try ask(nil) == nil)
        #expect(try ask(nil, .init("parameter_attributes", parameters)) == nil)
        let violated = try ask(.object([.init(constraint, bound)]))
        #expect(violated == "parameter_violation")
    }

    @Test(arguments: [["unit": "kg", "value": 5], "5.00", .money(String(repeating: "9", count: 60))] as [JSONValue])
    func `an amount that cannot be read cannot be counted against a budget`(amount: JSONValue) throws {
        let budgeted = try world.mission(
            [.entry("invoices.*", match: "prefix")],
            controls: ["max_budget": .money("5"), "writ:classes": ["invoices.*": "consequential_write"]])
        let answer = try world.ask(
            "POST", "/v1/permits",
            [
                "action": "invoices.pay", "client": "agent", "cost": ["money": .money("1")],
                "mission": .string(budgeted), "parameters": ["amount": amount], "resource": .string(JSONValue.erp),
            ])
        let context = try answer.json["evaluation"]?["context"]
        #expect(context?["reason"]?.stringValue == "quota_exceeded", "\(answer.text)")
        #expect(context?["explanation"]?.stringValue?.contains("`amount`") == true, "\(answer.text)")
    }

    @Test(
        arguments: [
            (
                "/v1/permits",
                #"{"action":"invoices.pay","client":"agent","mission":"{mission}","resource":"{erp}",{parameters}}"#
            ),
            ("/v1/permits/in-use", #"{"action":"invoices.pay","resource":"{erp}",{parameters}}"#),
            ("/v1/check", #"{"action":"invoices.pay","mission":"{mission}","resource":"{erp}",{parameters}}"#),
            (
                "/access/v1/evaluation",
                #"{"action":{"name":"invoices.pay","properties":{{parameters}}},"context":{}}"#
            ),
            (
                "/access/v1/evaluations",
                #"{"evaluations":[{"action":{"name":"invoices.pay","properties":{{parameters}}}}]}"#
            ),
        ])
    func `parameters that I-JSON forbids are not read`(path: String, template: String) throws {
        let text = template.replacing("{mission}", with: mission).replacing("{erp}", with: JSONValue.erp)
        let body = text.replacing("{parameters}", with: #""parameters":{"note":"\uffff"}"#)
        let answer = try world.ask(
            Asked(
                method: "POST", target: path, fields: [.init("Content-Type", "application/json")],
                body: Array(body.utf8)), as: .owner)
        #expect(answer.status == 400)
        #expect(answer.text.contains("noncharacter"), "\(answer.text)")
    }
}
