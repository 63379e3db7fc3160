// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Checks, and permits as whoever they belong to sees them.
@Suite(.timeLimit(.minutes(2)))
struct PermitTests {
    private let world: TestAuthority
    private let mission: String

    init() throws {
        world = try TestAuthority.start()
        mission = try world.mission([.entry("invoices.*", match: "prefix")])
    }

    private func entries() throws -> Int64? { try world.ask("GET", "/v1/ledger").json["size"]?.integerValue }

    @Test func `a check that names nobody's mission and comes from no session is refused`() throws {
        let answer = try world.ask(
            "POST", "/v1/check", ["action": "invoices.read", "resource": .string(JSONValue.erp)])
        #expect(answer.status == 400)
    }

    @Test func `a check answers for each resource in the order asked, and for all together`() throws {
        let resources: [JSONValue] = [
            "https://erp.example.com/a", "https://elsewhere.example.com/b", "https://erp.example.com/c",
        ]
        let answer = try world.ask(
            "POST", "/v1/check",
            ["action": "invoices.read", "mission": .string(mission), "resources": .array(resources)]
        ).json
        var decisions: [Bool?] = []
        var named: [String?] = []
        answer["results"]?.forEachElement {
            decisions.append($0["decision"]?.booleanValue)
            named.append($0["resource"]?.stringValue)
        }
        #expect(decisions == [true, false, true])
        #expect(named[1] == "https://elsewhere.example.com/b")
        #expect(answer["decision"]?.booleanValue == false)
    }

    @Test func `a thousand checks record nothing`() throws {
        let before = try entries()
        let resources = (0..<1000).map { JSONValue.string("https://erp.example.com/invoices/\($0)") }
        let answer = try world.ask(
            "POST", "/v1/check",
            [
                "action": "invoices.delete", "mission": .string(mission), "parameters": [:],
                "resources": .array(resources),
            ])
        #expect(try answer.json["results"]?.count == 1000)
        #expect(try entries() == before)
    }

    @Test func `a session asks about its own mission without naming it`() throws {
        let (_, _, process) = try world.session(under: mission)
        let answer = try world.ask(
            "POST", "/v1/check", ["action": "invoices.read", "resource": "https://erp.example.com"], as: process)
        #expect(try answer.string("mission") == mission)
        #expect(try answer.json["results"]?.count == 1)
    }

    @Test func `an action that begins without the digest of its parameters is told to send it`() throws {
        let permit = try world.permit(under: mission)
        let answer = try world.ask("POST", "/v1/permits/\(permit)/begin", [:])
        #expect(try answer.status == 409 && answer.code == "parameter_violation")
        #expect(answer.text.contains("`parameter_digest` is missing"))
    }

    @Test func `an evaluation that needs a person's agreement asks for it, once`() throws {
        let asked = try world.mission([.entry("invoices.read", constraints: ["requires_action_approval": true])])
        let evaluation = try world.evaluation(under: asked, ["action_class": "non_consequential"])
        for _ in 0..<2 {
            let denied = try world.ask("POST", "/access/v1/evaluation", evaluation).json
            #expect(denied["decision"]?.booleanValue == false)
            #expect(denied["context"]?["reason"]?.stringValue == "approval_required")
        }
        #expect(try world.ask("GET", "/v1/attention").json["items"]?.count == 1)
    }

    @Test func `an agreement to an action under a key is none to the same action under another`() throws {
        let asked = try world.mission([.entry("invoices.read", constraints: ["requires_action_approval": true])])
        try expectDenied(ask(asked, key: "Q3-17"))
        try expectDenied(ask(asked, key: "Q3-18"))
        let items = try waiting()
        #expect(items.map { $0["request"]?["idempotency_key"]?.stringValue } == ["Q3-17", "Q3-18"])
        try agree(to: items[0])
        try expectDenied(ask(asked, key: "Q3-18"))
        #expect(try ask(asked, key: "Q3-17")["evaluation"]?["decision"]?.booleanValue == true)
    }

    @Test func `an agreement to a cost is none to a higher one`() throws {
        let asked = try world.mission([.entry("invoices.read", constraints: ["requires_action_approval": true])])
        try expectDenied(ask(asked, euros: "10"))
        try agree(to: #require(waiting().first))
        try expectDenied(ask(asked, euros: "1000"))
        #expect(try ask(asked, euros: "10")["evaluation"]?["decision"]?.booleanValue == true)
    }

    @Test func `a person is shown all that an agreement signs, and who asks for it`() throws {
        let asked = try world.mission([.entry("invoices.read", constraints: ["requires_action_approval": true])])
        try expectDenied(ask(asked, key: "Q3-17", euros: "10"))
        let item = try #require(waiting().first)
        let request = try item.member("request")
        #expect(CanonicalDigest.of(request) == (try item.required("operation", JSONNode.digest)))
        #expect(request["action"]?.stringValue == "invoices.read")
        #expect(request["resource"]?.stringValue == JSONValue.erp)
        #expect(request["cost"]?["money"]?["amount"]?.stringValue == "10")
        let parameters = try item.member("parameters")
        #expect(parameters["memo"]?.stringValue == "Q3")
        #expect(CanonicalDigest.of(parameters) == (try request.required("parameter_digest", JSONNode.digest)))
        #expect(item["client"]?.stringValue == "agent")
        #expect(item["goal"]?.stringValue == "Reconcile the invoices.")
    }

    @Test func `a person who is asked what became of an action is shown its key and parameters`() throws {
        _ = try ask(mission, key: "Q3-17", begins: true)
        world.clock.advance(.minutes(6 * 60))
        // Whatever is written next settles what has become due.
        _ = try world.submission()
        let item = try #require(waiting().first)
        #expect(item["kind"]?.stringValue == "anomaly")
        #expect(item["request"]?["idempotency_key"]?.stringValue == "Q3-17")
        #expect(item["parameters"]?["memo"]?.stringValue == "Q3")
    }

    @Test func `a permit stops holding when its mission is stopped, and says why`() throws {
        let permit = try world.permit(under: mission, begin: true)
        let held = try world.ask("GET", "/v1/permits/\(permit)").json
        #expect(held["holds"]?.booleanValue == true && held["used"]?.booleanValue == true)
        #expect(try world.ask("POST", "/v1/missions/\(mission)/suspend", [:]).status == 200)
        let stopped = try world.ask("GET", "/v1/permits/\(permit)").json
        #expect(stopped["holds"]?.booleanValue == false)
        #expect(stopped["reason"]?.stringValue == "mission_inactive")
        #expect(stopped["effect"]?.stringValue == "intended")
    }

    @Test func `a permit that ran out unused was never used`() throws {
        let permit = try world.permit(under: mission)
        world.clock.advance(.minutes(2))
        let lapsed = try world.ask("GET", "/v1/permits/\(permit)").json
        #expect(lapsed["holds"]?.booleanValue == false && lapsed["used"]?.booleanValue == false)
        // Once something else is written, the permit itself is dropped; what it was is on the ledger.
        _ = try world.submission()
        #expect(try world.ask("GET", "/v1/permits/\(permit)").string("effect") == "permitted")
    }

    @Test func `what became of an effect can be asked after it is over`() throws {
        for outcome in ["applied", "refused"] {
            let permit = try world.permit(under: mission, key: outcome, begin: true)
            let body: JSONValue = ["outcome": .string(outcome), "receipt": ["id": 1]]
            #expect(try world.ask("POST", "/v1/permits/\(permit)/conclude", body).status == 200)
            for caller in [TestCaller.owner, .client(world.agent)] {
                let over = try world.ask("GET", "/v1/permits/\(permit)", as: caller)
                #expect(try over.string("effect") == outcome)
                #expect(try over.string("idempotency_key") == outcome)
                #expect(try over.json["result"] != nil)
            }
        }
    }

    @Test func `a report that was heard before is answered alike, and another one is refused`() throws {
        let permit = try world.permit(under: mission, begin: true)
        let path = "/v1/permits/\(permit)/conclude"
        let report: JSONValue = ["outcome": "applied", "receipt": ["id": 1]]
        let first = try world.ask("POST", path, report)
        for caller in [TestCaller.owner, .client(world.agent)] {
            let again = try world.ask("POST", path, report, as: caller)
            #expect(again.status == 200 && again.text == first.text)
            for other: JSONValue in [
                ["outcome": "refused", "receipt": ["id": 1]], ["outcome": "applied", "receipt": ["id": 2]],
                ["outcome": "applied"], ["cost": ["duration_ms": 1], "outcome": "applied", "receipt": ["id": 1]],
            ] {
                let refused = try world.ask("POST", path, other, as: caller)
                #expect(refused.status == 409, "\(other): \(refused.text)")
            }
        }
        #expect(try world.ask("GET", "/v1/permits/\(permit)").string("effect") == "applied")
    }

    @Test func `a report on a permit that ran out unused is refused`() throws {
        let permit = try world.permit(under: mission)
        world.clock.advance(.minutes(2))
        _ = try world.submission()
        let refused = try world.ask("POST", "/v1/permits/\(permit)/conclude", ["outcome": "applied"])
        #expect(refused.status == 409 && refused.text.contains("ran out before the action began"), "\(refused.text)")
    }

    @Test func `a key that was used suppresses the second execution`() throws {
        let first = try world.permit(under: mission, key: "k", begin: true)
        #expect(try world.ask("POST", "/v1/permits/\(first)/conclude", ["outcome": "applied"]).status == 200)
        let again = try world.ask(
            "POST", "/v1/permits",
            [
                "action": "invoices.read", "action_class": "consequential_write", "client": "agent",
                "idempotency_key": "k", "mission": .string(mission), "parameters": [:],
                "resource": .string(JSONValue.erp),
            ])
        #expect(try again.json["evaluation"]?["context"]?["reason"]?.stringValue == "duplicate_suppressed")
        #expect(try again.json["claim"]?["state"]?.stringValue == "applied")
    }

    @Test func `an evaluation says which class the action has and how long the answer may be used again`() throws {
        #expect(try world.ask("PUT", "/v1/policy", .policyForTests).status == 200)
        let digest = JSONValue.string("sha-256:" + Base64.url.text(SHA256.digest(of: Array("{}".utf8)).bytes))
        for (action, actionClass, staleness) in [
            ("invoices.read", "consequential_read", 60_000), ("invoices.write", "consequential_write", 0),
        ] {
            let answer = try world.ask(
                "POST", "/access/v1/evaluation",
                world.evaluation(action, under: mission, ["parameters": [:], "parameter_digest": digest]))
            let context = try answer.json.member("context")
            #expect(context["action_class"]?.stringValue == actionClass, "\(answer.text)")
            #expect(context["staleness_ms"]?.integerValue == Int64(staleness))
        }
    }
}

/// Asking, and being agreed with.
extension PermitTests {
    private func ask(
        _ mission: String, key: String? = nil, euros: String? = nil, begins: Bool = false
    ) throws -> JSONNode {
        var body: [JSONValue.Member] = [
            .init("action", "invoices.read"), .init("action_class", "consequential_write"),
            .init("begin", .boolean(begins)), .init("client", "agent"), .init("mission", .string(mission)),
            .init("parameters", ["memo": "Q3"]), .init("resource", .string(JSONValue.erp)),
        ]
        if let key { body.append(.init("idempotency_key", .string(key))) }
        if let euros { body.append(.init("cost", ["money": ["amount": .string(euros), "currency": "EUR"]])) }
        return try world.ask("POST", "/v1/permits", .object(body)).json
    }

    private func expectDenied(_ answer: JSONNode, sourceLocation: SourceLocation = #_sourceLocation) {
        let reason = answer["evaluation"]?["context"]?["reason"]?.stringValue
        #expect(reason == "approval_required", sourceLocation: sourceLocation)
    }

    private func waiting() throws -> [JSONNode] {
        var items: [JSONNode] = []
        try world.ask("GET", "/v1/attention").json["items"]?.forEachElement { items.append($0) }
        return items
    }

    private func agree(to item: JSONNode) throws {
        let statement = AgreementStatement(
            issuer: TestAuthority.issuer, approver: world.ada.principal,
            mission: try item.member("mission").identifier(),
            operation: try item.required("operation", JSONNode.digest), until: world.clock.now + .hours(1))
        let answer = try world.ask(
            "POST", "/v1/attention/\(item["id"]?.stringValue ?? "")/answer",
            ["signed": world.ada.sign(statement.signedBytes)])
        try #require(answer.status == 200, "\(answer.text)")
    }
}
