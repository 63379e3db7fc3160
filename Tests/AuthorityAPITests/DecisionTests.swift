// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import MissionKernel
import Testing
import WritTesting

/// Evaluations as AuthZEN 1.0 and its profile for missions have them on the wire.
@Suite(.timeLimit(.minutes(2)))
struct DecisionTests {
    private let world: TestAuthority
    private let mission: String

    init() throws {
        world = try TestAuthority.start()
        mission = try world.mission(
            [
                .entry("invoices.*", match: "prefix"),
                .entry("payments.send", constraints: ["requires_action_approval": true]),
            ],
            controls: [
                "writ:classes": ["invoices.*": "consequential_read", "payments.send": "external_commitment"]
            ])
    }

    private func several(_ members: JSONValue.Member...) throws -> Answered {
        guard case .object(let defaults) = try world.evaluation(under: mission) else {
            return try world.ask("GET", "/")
        }
        return try world.ask("POST", "/access/v1/evaluations", .object(defaults + members))
    }

    /// Sends what the API description does not know.
    private func send(_ body: JSONValue) throws -> Answered {
        try world.send(
            Asked(
                method: "POST", target: "/access/v1/evaluations",
                fields: [.init("Content-Type", "application/json")], body: body.canonicalBytes), as: .owner)
    }

    @Test(arguments: ["abc", 5, nil, [:], true] as [JSONValue])
    func `several evaluations that are no array are refused, whatever stands beside them`(list: JSONValue) throws {
        #expect(try several(.init("evaluations", list)).status == 400)
    }

    @Test(arguments: [[], nil] as [JSONValue?])
    func `several evaluations that may stop short are refused, also when there are none`(list: JSONValue?) throws {
        let options = JSONValue.Member("options", ["evaluations_semantic": "deny_on_first_deny"])
        let members = list.map { [JSONValue.Member("evaluations", $0)] } ?? []
        guard case .object(let defaults) = try world.evaluation(under: mission) else { return }
        let refused = try world.ask("POST", "/access/v1/evaluations", .object(defaults + members + [options]))
        #expect(refused.status == 400, "\(refused.text)")
        let answered = try world.ask("POST", "/access/v1/evaluations", .object(defaults + members))
        #expect(try answered.json["decision"]?.booleanValue == true, "\(answered.text)")
    }

    @Test(
        arguments: [
            5, ["subject": "alice"], ["subject": ["id": "ada"]], ["action": ["name": 123]], ["action": [:]],
            ["resource": ["properties": ["audience": .string(JSONValue.erp)], "type": "invoice"]],
            ["context": ["credential": "gone"]], ["resource": nil],
        ] as [JSONValue])
    func `one of several evaluations that cannot be read is a no to it alone, and says what is wrong`(
        item: JSONValue
    ) throws {
        guard case .object(let defaults) = try world.evaluation(under: mission) else { return }
        let answer = try send(.object(defaults + [.init("evaluations", [[:], item, [:]])]))
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try Contract.of(world).faults(of: answer.body, as: "EvaluationsResponse") == [])
        var contexts: [JSONNode] = []
        var decisions: [Bool?] = []
        try answer.json["evaluations"]?.forEachElement {
            decisions.append($0["decision"]?.booleanValue)
            contexts.append(try $0.member("context"))
        }
        #expect(decisions == [true, false, true], "\(answer.text)")
        #expect(contexts[1]["reason"]?.stringValue == "invalid_request")
        #expect(contexts[1]["explanation"]?.stringValue?.contains("evaluations[1]") == true, "\(answer.text)")
    }

    @Test func `what neither one of several evaluations nor all say is missing from that one`() throws {
        guard case .object(let members) = try world.evaluation(under: mission) else { return }
        let action = try #require(members.first { $0.name == "action" }?.value)
        let body = members.filter { $0.name != "action" } + [.init("evaluations", [["action": action], [:]])]
        let answer = try send(.object(body))
        var decisions: [Bool?] = []
        try answer.json["evaluations"]?.forEachElement { decisions.append($0["decision"]?.booleanValue) }
        #expect(decisions == [true, false], "\(answer.text)")
    }

    @Test(arguments: [("subject", "alice"), ("context", []), ("options", 5)] as [(String, JSONValue)])
    func `what is said for several evaluations is an object, or all are refused`(
        name: String, value: JSONValue
    ) throws {
        guard case .object(let members) = try world.evaluation(under: mission) else { return }
        let others = members.filter { $0.name != name }
        let answer = try send(.object(others + [.init(name, value), .init("evaluations", [.object(members)])]))
        #expect(answer.status == 400, "\(answer.text)")
    }

    @Test func `a subject beside several evaluations is that of each`() throws {
        let answer = try several(.init("evaluations", [[:], ["subject": ["id": "eve", "type": "user"]]]))
        var decisions: [Bool?] = []
        try answer.json["evaluations"]?.forEachElement { decisions.append($0["decision"]?.booleanValue) }
        #expect(decisions == [true, false], "\(answer.text)")
    }

    @Test func `a denial that a person can lift does not tell to request access, for nobody takes requests`() throws {
        let answer = try world.ask(
            "POST", "/access/v1/evaluation",
            world.evaluation(
                "payments.send", under: mission,
                ["parameter_digest": "sha-256:RBNvo1WzZ4oRRq0W9-hknpT7T8If536DEMBg9hyq_4o", "parameters": [:]]))
        let context = try answer.json.member("context")
        #expect(context["reason"]?.stringValue == "approval_required", "\(answer.text)")
        #expect(context["next_action"] == nil)
    }

    @Test func `a denial has a name of its own, also under a key that stands for a permit`() throws {
        func ask(_ action: String) throws -> JSONNode {
            try world.ask(
                "POST", "/access/v1/evaluation",
                world.evaluation(
                    action, under: mission,
                    [
                        "idempotency_key": "k",
                        "parameter_digest": "sha-256:RBNvo1WzZ4oRRq0W9-hknpT7T8If536DEMBg9hyq_4o",
                    ])
            ).json.member("context")
        }
        let permit = try #require(ask("invoices.read")["evaluation_id"]?.stringValue)
        let conflict = try ask("invoices.write")
        #expect(conflict["reason"]?.stringValue == "idempotency_conflict")
        #expect(conflict["evaluation_id"]?.stringValue != permit)
        #expect(try ask("invoices.read")["evaluation_id"]?.stringValue == permit, "the same permit again")
    }

    @Test func `the client's name for its request comes back, with a decision and with a refusal`() throws {
        for (path, body) in [
            ("/access/v1/evaluation", try world.evaluation(under: mission)), ("/access/v1/evaluation", [:]),
            ("/access/v1/evaluations", ["evaluations": 5]),
        ] as [(String, JSONValue)] {
            let fields = [
                HTTPAnswer.Field("Content-Type", "application/json"), HTTPAnswer.Field("X-Request-ID", "r-1"),
            ]
            let answer = try world.ask(
                Asked(method: "POST", target: path, fields: fields, body: body.canonicalBytes), as: .owner)
            #expect(answer.fields.filter { $0.name == "X-Request-ID" }.map(\.value) == ["r-1"])
        }
        let silent = try world.ask("POST", "/access/v1/evaluation", world.evaluation(under: mission))
        #expect(!silent.fields.contains { $0.name == "X-Request-ID" })
    }
}
