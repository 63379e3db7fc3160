// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Submission, approval, children and successors over the wire (draft-mcguinness-mission-authority-server).
@Suite(.timeLimit(.minutes(2)))
struct SubmissionTests {
    private let world: TestAuthority
    private let agent: TestCaller
    private static let path = "/mas/mission/submit"

    init() throws {
        world = try TestAuthority.start()
        agent = .client(world.agent)
    }

    private func submit(_ envelope: JSONValue) throws -> Answered {
        try world.ask("POST", Self.path, envelope, as: agent)
    }

    private func poll(_ submission: String) throws -> Answered {
        try world.post(Self.path, form: ["submission": submission], as: agent)
    }

    private func relation(_ members: KeyValuePairs<String, JSONValue>) -> [JSONValue.Member] {
        members.map { JSONValue.Member($0.key, $0.value) }
    }

    @Test func `what is not understood is refused with the name of the member`() throws {
        let unknown = try submit(world.envelope([.entry("a.b")], relation: relation(["surprise": 1])))
        #expect(unknown.status == 400)
        #expect(try unknown.code == "invalid_mission_intent")
        #expect(try unknown.string("error_reason") == "surprise")
        let evidence = try submit(world.envelope([.entry("a.b")], relation: relation(["evidence": [["type": "x"]]])))
        #expect(try evidence.code == "invalid_intent_evidence")
        let both = try submit(
            world.envelope(
                [.entry("a.b")],
                relation: relation(["predecessor": .string(world.mission()), "child_actor": ["sub": "x"]])))
        #expect(try both.code == "invalid_mission_intent")
    }

    @Test func `an authority that cannot be granted is refused`() throws {
        let unknown = try submit(world.envelope([.entry("a.b", constraints: ["phase_of_moon": "full"])]))
        #expect(try unknown.code == "invalid_authority")
        let past = try submit(world.envelope([.entry("a.b")], lifetime: .seconds(-60)))
        #expect(try past.code == "invalid_mission_intent")
        let huge = try submit(
            world.envelope([.entry("a.b", constraints: ["max_amount": .money("1e300")])]))
        #expect(try huge.code == "invalid_authority", "\(huge.text)")
        let budget = try submit(
            world.envelope([.entry("a.b")], controls: ["max_budget": .money(String(repeating: "9", count: 30))]))
        #expect(try budget.code == "invalid_mission_intent", "\(budget.text)")
    }

    @Test(
        arguments: [
            .entry("a.b", constraints: ["max_amount": .money("1e300")]),
            .entry("a.b", constraints: ["max_amount": .money("1", "usd")]),
            .entry("a.b", constraints: ["phase_of_moon": "full"]), .entry("a.b", delegation: ["max_depth": -1]),
            .entry("a b"),
        ] as [JSONValue])
    func `an entry that cannot be granted is refused with the resource that it is for`(entry: JSONValue) throws {
        let refused = try submit(world.envelope([.entry("a.b", on: "https://wiki.example.com"), entry]))
        #expect(try refused.code == "invalid_authority", "\(refused.text)")
        #expect(try refused.string("error_reason") == JSONValue.erp)
    }

    @Test(
        arguments: [
            ["max_depth": 1, "surprise": 1], ["children": ["surprise": 1], "max_depth": 1],
            ["children": ["child_creation_policy": "surprise"], "max_depth": 1],
        ] as [JSONValue])
    func `a delegation with a part that nobody knows is refused like any other part`(delegation: JSONValue) throws {
        let refused = try submit(world.envelope([.entry("a.b", delegation: delegation)]))
        #expect(try refused.code == "invalid_authority", "\(refused.text)")
        #expect(try refused.string("error_reason") == JSONValue.erp)
    }

    @Test func `an intent that cannot be used is refused with the member of the body that it is in`() throws {
        for envelope in [
            world.envelope([.entry("a.b")], lifetime: .seconds(-60)),
            world.envelope([.entry("a.b")], controls: ["acr": "urn:example:acr:mfa"]),
            world.envelope([.entry("a.b")], controls: ["surprise": 1]),
        ] {
            #expect(try submit(envelope).string("error_reason") == "intent")
        }
        let child = try submit(
            world.envelope(
                [.entry("a.b")], relation: relation(["child_actor": ["sub": 5], "parent": .string(world.mission())])))
        #expect(try child.string("error_reason") == "child_actor")
    }

    /// An envelope with this goal, all of whose characters beyond ASCII are escaped.
    private func escaped(goal: String) -> [UInt8] {
        let text = world.envelope([.entry("a.b")]).text.replacing("Reconcile the invoices.", with: goal)
        return text.unicodeScalars.flatMap { scalar in
            scalar.isASCII ? Array(String(scalar).utf8) : Array("\\u\(String(scalar.value, radix: 16))".utf8)
        }
    }

    @Test func `a submission is measured by what is stored of it, however it is written`() throws {
        var asked = Asked(method: "POST", target: Self.path, fields: [.init("Content-Type", "application/json")])
        asked.body = escaped(goal: String(repeating: "漢", count: 4096))
        #expect(asked.body.count > 24 * 1024)
        let taken = try world.ask(asked, as: agent)
        #expect(taken.status == 202, "\(taken.text)")
        let id = try taken.string("submission_id")
        #expect(try world.ask("POST", "/v1/submissions/\(id)/approve", world.approval(of: id)).status == 200)
    }

    @Test(arguments: [(220, 202), (250, 400)])
    func `a submission is as large as an entry of the ledger can be`(count: Int, status: Int) throws {
        let entries = (0..<count).map { JSONValue.entry("invoices.action.\(1000 + $0)") }
        let answer = try submit(world.envelope(entries))
        #expect(answer.status == status, "\(answer.text)")
        guard status == 202 else { return #expect(answer.text.contains("at most 49152")) }
        let id = try answer.string("submission_id")
        #expect(try world.ask("POST", "/v1/submissions/\(id)/approve", world.approval(of: id)).status == 200)
    }

    @Test func `a client without the grant submits nothing`() throws {
        try world.register(world.agent, grants: [.status])
        #expect(try submit(world.envelope([.entry("a.b")])).status == 404)
    }

    @Test func `only a client submits here, and only what one may`() throws {
        let answer = try world.ask("POST", Self.path, world.envelope([.entry("a.b")]), as: .owner)
        #expect(answer.status == 401)
    }

    @Test func `a submission waits, is approved, and leads to its mission`() throws {
        let receipt = try submit(world.envelope([.entry("invoices.read")]))
        #expect(receipt.status == 202)
        #expect(try receipt.string("status") == "pending")
        #expect(receipt.fields.contains { $0.name.lowercased() == "cache-control" && $0.value == "no-store" })
        let id = try receipt.string("submission_id")
        #expect(try poll(id).string("status") == "pending")
        let mission = try world.approve(id)
        let approved = try poll(id)
        #expect(try approved.string("status") == "approved")
        #expect(try approved.string("mission_id") == mission)
        #expect(try approved.json["authorization_details"]?.count == 1)
    }

    @Test func `a submission that was declined or ran out says so`() throws {
        let denied = try submit(world.envelope([.entry("invoices.read")])).string("submission_id")
        #expect(try world.ask("POST", "/v1/submissions/\(denied)/deny", ["reason": "no"]).status == 200)
        #expect(try poll(denied).string("status") == "denied")
        let lapsed = try submit(world.envelope([.entry("invoices.read")], lifetime: .hours(1))).string("submission_id")
        let approval = try world.approval(of: lapsed)
        world.clock.advance(.seconds(3601))
        #expect(try poll(lapsed).string("status") == "expired")
        #expect(try world.ask("POST", "/v1/submissions/\(lapsed)/approve", approval).status == 409)
    }
}

/// Approval.
extension SubmissionTests {
    @Test func `an approval holds only for what was signed`() throws {
        let (first, second) = (try world.submission(), try world.submission([.entry("ledger.read")]))
        let approval = try world.approval(of: first)
        let elsewhere = try world.ask("POST", "/v1/submissions/\(second)/approve", approval)
        #expect(elsewhere.status == 400)
        let changed = approval.text.replacing("\"expires_at\":\"20", with: "\"expires_at\":\"21")
        let asked = Asked(
            method: "POST", target: "/v1/submissions/\(first)/approve",
            fields: [.init("Content-Type", "application/json")], body: Array(changed.utf8))
        let tampered = try world.ask(asked, as: .owner)
        #expect(tampered.status == 400)
        #expect(try tampered.code == "evidence_mismatch")
        #expect(try world.ask("GET", "/v1/missions").json["missions"]?.count == 0)
    }

    @Test func `only a registered approver's key approves`() throws {
        let submission = try world.submission()
        let answer = try world.ask(
            "POST", "/v1/submissions/\(submission)/approve", world.approval(of: submission, by: Approver("ada")))
        #expect(try answer.code == "approver_unknown")
    }

    @Test func `an approval that is sent again makes no second mission`() throws {
        let submission = try world.submission()
        let approval = try world.approval(of: submission)
        let first = try world.ask("POST", "/v1/submissions/\(submission)/approve", approval)
        let again = try world.ask("POST", "/v1/submissions/\(submission)/approve", approval)
        #expect(first.status == 200 && first.body == again.body)
        let other = try world.ask(
            "POST", "/v1/submissions/\(submission)/approve",
            ["signed": .object([])])
        #expect(other.status == 400)
        #expect(try world.ask("GET", "/v1/missions").json["missions"]?.count == 1)
    }
}

/// Children and successors.
extension SubmissionTests {
    private func child(of parent: String, _ action: String = "invoices.read") -> JSONValue {
        world.envelope(
            [.entry(action)], lifetime: .hours(1),
            relation: relation(["parent": .string(parent), "child_actor": ["sub": "agent"]]))
    }

    @Test func `a child that asks for more than its parent has is refused`() throws {
        let parent = try world.mission([.entry("invoices.*", delegation: .children(max: 1))])
        let answer = try submit(child(of: parent, "ledger.write"))
        #expect(answer.status == 400)
        #expect(try answer.string("mission_denial_reason") == "not_strict_subset")
    }

    @Test func `a parent that delegates to nobody has no children`() throws {
        let answer = try submit(child(of: try world.mission()))
        #expect(try answer.string("mission_denial_reason") == "delegation_not_permitted")
    }

    @Test func `a child of a parent that has ended is refused`() throws {
        let parent = try world.mission([.entry("invoices.*", delegation: .children(max: 1))])
        #expect(try world.ask("POST", "/v1/missions/\(parent)/revoke", [:]).status == 200)
        let answer = try submit(child(of: parent))
        #expect(answer.status == 409)
        #expect(try answer.string("mission_denial_reason") == "parent_not_active")
    }

    @Test func `a child within its parent's drawdown is approved at once, and ends with its parent`() throws {
        let parent = try world.mission([.entry("invoices.*", delegation: .children(max: 1))])
        let receipt = try submit(child(of: parent))
        #expect(receipt.status == 202, "\(receipt.text)")
        let polled = try poll(receipt.string("submission_id"))
        #expect(try polled.string("status") == "approved", "\(polled.text)")
        let mission = try polled.string("mission_id")
        #expect(try submit(child(of: parent)).string("mission_denial_reason") == "fanout_exceeded")
        #expect(try world.ask("POST", "/v1/missions/\(parent)/revoke", [:]).status == 200)
        #expect(try world.ask("GET", "/v1/missions/\(mission)", as: agent).string("state") == "cascaded")
    }

    @Test func `whoever asks for a child is told of it, and the child's own client is not`() throws {
        let helper = try TestClient("helper")
        try world.register(helper)
        let parent = try world.mission([.entry("invoices.*", delegation: .children(max: 2))])
        let asked = world.envelope(
            [.entry("invoices.read")], lifetime: .hours(1),
            relation: relation(["parent": .string(parent), "child_actor": ["sub": "helper"]]))
        let id = try submit(asked).string("submission_id")
        #expect(try poll(id).string("status") == "approved")
        #expect(try world.post(Self.path, form: ["submission": id], as: .client(helper)).status == 404)
    }

    @Test func `what waits for the end of another mission is declined by it, with the reason`() throws {
        let parent = try world.mission([
            .entry("invoices.*", delegation: .children(policy: "approval"))
        ])
        let wider = world.envelope(
            [.entry("invoices.*"), .entry("ledger.read")], relation: relation(["predecessor": .string(parent)]))
        let (first, second) = try (submit(wider).string("submission_id"), submit(wider).string("submission_id"))
        let child = try submit(child(of: parent)).string("submission_id")
        #expect(try poll(child).string("status") == "pending")
        _ = try world.approve(first)
        let rival = try poll(second)
        #expect(try rival.string("status") == "denied", "\(rival.text)")
        #expect(try rival.string("mission_expansion_status") == "superseded_by_concurrent_expansion")
        #expect(try poll(child).string("mission_denial_reason") == "parent_not_active")
        #expect(try world.ask("GET", "/v1/submissions").json["submissions"]?.count == 0)
        world.clock.advance(.days(60))
        #expect(try poll(child).status == 404 || poll(child).string("status") == "denied", "never `expired`")
    }

    @Test func `a successor takes over from its predecessor once it is approved`() throws {
        let old = try world.mission()
        let wanted = world.envelope(
            [.entry("invoices.*"), .entry("ledger.read")], relation: relation(["predecessor": .string(old)]))
        let id = try submit(wanted).string("submission_id")
        #expect(try world.ask("GET", "/v1/missions/\(old)").string("state") == "active")
        let new = try world.approve(id)
        let ended = try world.ask("GET", "/v1/missions/\(old)").json
        #expect(ended["state"]?.stringValue == "superseded")
        #expect(ended["ended"]?["successor"]?.stringValue == new)
        let late = try submit(wanted)
        #expect(late.status == 409)
        #expect(try late.string("mission_expansion_status") == "superseded_by_concurrent_expansion")
    }

    @Test func `submissions that were decided are listed with what became of them, for whoever asks for them`() throws {
        let (denied, approved) = (try world.submission(), try world.submission())
        #expect(try world.ask("POST", "/v1/submissions/\(denied)/deny", ["reason": "too broad"]).status == 200)
        _ = try world.approve(approved)
        #expect(try world.ask("GET", "/v1/submissions").json["decided"] == nil)
        let listed = try world.ask("GET", "/v1/submissions?decided=true").json
        #expect(listed["submissions"]?.count == 0)
        var found: [String?] = []
        listed["decided"]?.forEachElement { found += [$0["id"]?.stringValue, $0["status"]?.stringValue] }
        #expect(found == [denied, "denied", approved, "approved"])
    }

    @Test func `a mission that is stopped has no successor`() throws {
        let stopped = try world.mission()
        #expect(try world.ask("POST", "/v1/missions/\(stopped)/suspend", [:]).status == 200)
        let wanted = world.envelope(
            [.entry("invoices.*"), .entry("ledger.read")], relation: relation(["predecessor": .string(stopped)]))
        let answer = try submit(wanted)
        #expect(answer.status == 409, "\(answer.text)")
        #expect(try answer.string("mission_expansion_status") == "predecessor_not_active")
    }

    @Test func `of two successors of one mission only one is approved`() throws {
        let old = try world.mission()
        let wanted = world.envelope(
            [.entry("invoices.*"), .entry("ledger.read")], relation: relation(["predecessor": .string(old)]))
        let ids = try [submit(wanted).string("submission_id"), submit(wanted).string("submission_id")]
        let approvals = try ids.map { try world.approval(of: $0) }
        let answers = try zip(ids, approvals).map { try world.ask("POST", "/v1/submissions/\($0)/approve", $1) }
        #expect(answers.map(\.status).sorted() == [200, 409])
    }
}
