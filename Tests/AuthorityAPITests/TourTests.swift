// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import MissionKernel
import MissionWire
import Platform
import Testing
import WritTesting

@testable import AuthorityAPI

/// Every endpoint, once, as it is meant to be used. Each answer is held against the API description on its way, and at
/// the end none may be left that was not met.
@Suite(.timeLimit(.minutes(2)))
struct TourTests {
    private let world: TestAuthority
    private let agent: TestCaller

    init() throws {
        world = try TestAuthority.start()
        agent = .client(world.agent)
    }

    @Test func `every endpoint answers as it is described`() throws {
        try readPublicDocuments()
        try administer()
        let mission = try submitAndApprove()
        try decide(under: mission)
        try work(under: mission)
        try govern(mission)
        try readLedger(mission)
        try watch(mission)
        let described = Set(world.api.table.routes.map { "\($0.method.rawValue) \($0.path)" })
        let met = Set(
            world.seen.withLock { $0 }.filter { $0.hasSuffix(" 200") || $0.hasSuffix(" 201") || $0.hasSuffix(" 202") }
                .map { String($0.dropLast(4)) })
        #expect(described.subtracting(met) == ["GET /v1/permits/{permit}/receipt"])
    }

    private func readPublicDocuments() throws {
        for path in [
            "/.well-known/mission-authority-server", "/.well-known/jwks.json", "/.well-known/authzen-configuration",
            "/healthz", "/v1/openapi.json",
        ] {
            #expect(try world.ask("GET", path, as: .nobody).status == 200, "\(path)")
        }
        #expect(try world.ask("GET", "/metrics").status == 200)
        #expect(try world.ask("GET", "/v1/status").status == 200)
    }

    private func administer() throws {
        let other = try TestClient("other")
        try world.register(other)
        #expect(try world.ask("POST", "/v1/clients/other/disable", [:]).status == 200)
        #expect(try world.ask("GET", "/v1/clients").status == 200)
        #expect(try world.ask("GET", "/v1/people").status == 200)
        #expect(try world.ask("PUT", "/v1/policy", .policyForTests).status == 200)
        #expect(try world.ask("GET", "/v1/policy").json.canonicalBytes == JSONValue.policyForTests.canonicalBytes)
    }

    private func submitAndApprove() throws -> String {
        let refused = try world.submission()
        #expect(try world.ask("POST", "/v1/submissions/\(refused)/deny", ["reason": "not now"]).status == 200)
        let submitted = try world.ask(
            "POST", "/mas/mission/submit",
            world.envelope([.entry("invoices.*", "orders.drop", delegation: .children(max: 2))]),
            as: agent)
        let submission = try submitted.string("submission_id")
        #expect(try world.ask("GET", "/v1/submissions").status == 200)
        #expect(try world.ask("GET", "/v1/submissions/\(submission)", as: agent).string("status") == "pending")
        let mission = try world.approve(submission)
        let polled = try world.post("/mas/mission/submit", form: ["submission": submission], as: agent)
        #expect(try polled.string("mission_id") == mission)
        return mission
    }

    private func decide(under mission: String) throws {
        let evaluation = try world.evaluation(under: mission, ["parameters": ["tenant": "north"]])
        let answer = try world.ask("POST", "/access/v1/evaluation", evaluation, as: agent)
        #expect(try answer.json["decision"]?.booleanValue == true, "\(answer.text)")
        let several = try world.ask(
            "POST", "/access/v1/evaluations", ["evaluations": [evaluation, evaluation]], as: agent)
        #expect(try several.json["evaluations"]?.count == 2)
        let check = try world.ask(
            "POST", "/v1/check",
            [
                "action": "invoices.read", "mission": .string(mission),
                "resources": [.string(JSONValue.erp), "https://other.example.com"],
            ], as: agent)
        #expect(try check.json["decision"]?.booleanValue == false)
        let permit = try world.permit("invoices.write", under: mission, key: "first")
        #expect(try world.ask("GET", "/v1/permits/\(permit)", as: agent).json["holds"]?.booleanValue == true)
        let digest = try world.ask("GET", "/v1/permits/\(permit)").string("parameter_digest")
        let begun = try world.ask("POST", "/v1/permits/\(permit)/begin", ["parameter_digest": .string(digest)])
        #expect(begun.status == 200, "\(begun.text)")
        let inUse = try world.ask(
            "POST", "/v1/permits/in-use",
            ["action": "invoices.write", "parameters": [:], "resource": .string(JSONValue.erp)])
        #expect(try inUse.json["permits"]?.count == 1, "\(inUse.text)")
        let concluded = try world.ask(
            "POST", "/v1/permits/\(permit)/conclude", ["outcome": "applied", "receipt": ["id": "42"]])
        #expect(concluded.status == 200, "\(concluded.text)")
        #expect(try world.ask("GET", "/v1/permits/\(permit)").string("effect") == "applied")
    }

}

/// Sessions.
extension TourTests {
    private func work(under mission: String) throws {
        let (session, attempt, process) = try world.session(under: mission)
        try queue(in: session, process)
        #expect(
            try world.ask(
                "POST", "/v1/sessions/\(session)/checkpoint", ["data": "AQID", "epoch": 1, "label": "half way"],
                as: process
            ).status == 200)
        #expect(try world.ask("GET", "/v1/sessions/\(session)/checkpoint", as: process).string("data") == "AQID")
        #expect(try world.ask("POST", "/v1/sessions/\(session)/lease", ["epoch": 1], as: process).status == 200)
        try ask(from: attempt, process)
        #expect(try world.ask("GET", "/v1/sessions").status == 200)
        #expect(try world.ask("GET", "/v1/sessions/\(session)", as: process).status == 200)
        let resumed = try world.ask("POST", "/v1/sessions/\(session)/resume", ["resume_point": "process_restart"])
        #expect(try resumed.json["grant"]?["epoch"]?.integerValue == 2, "\(resumed.text)")
        #expect(try world.ask("POST", "/v1/sessions/\(session)/close", ["epoch": 2, "reason": "done"]).status == 200)
    }

    private func queue(in session: String, _ process: TestCaller) throws {
        let queued = try world.ask(
            "POST", "/v1/sessions/\(session)/queue",
            ["action": "invoices.read", "epoch": 1, "idempotency_key": "k", "resource": .string(JSONValue.erp)],
            as: process)
        let item = try queued.string("queue_item_id")
        let path = "/v1/sessions/\(session)/queue/\(item)"
        #expect(try world.ask("POST", path + "/dispatch", ["epoch": 1], as: process).status == 200)
        #expect(try world.ask("POST", path + "/conclude", ["done": true, "epoch": 1], as: process).status == 200)
    }

    private func ask(from attempt: JSONValue, _ process: TestCaller) throws {
        let asked = try world.ask(
            "POST", "/v1/attention",
            [
                "attempt": attempt, "deadline": .string(RFC3339.text(world.clock.now + .hours(1))),
                "text": "which quarter?",
            ], as: process)
        let item = try asked.string("item")
        #expect(try world.ask("GET", "/v1/attention").json["items"]?.count == 1)
        #expect(try world.ask("POST", "/v1/attention/\(item)/answer", ["respond": "the third"]).status == 200)
    }
}

/// Missions.
extension TourTests {
    private func govern(_ mission: String) throws {
        try change(mission)
        try stop(mission)
        #expect(try world.ask("GET", "/v1/missions?max=10&state=active").status == 200)
        for part in ["", "/tree", "/log"] {
            #expect(try world.ask("GET", "/v1/missions/\(mission)\(part)", as: agent).status == 200)
        }
        #expect(try world.ask("POST", "/v1/missions/\(try world.mission())/complete", ["reason": "done"]).status == 200)
        let lifecycle = try world.post(
            "/mas/mission/lifecycle", form: ["mission_id": mission, "nonce": "n1", "operation": "revoke"], as: agent)
        #expect(lifecycle.status == 200, "\(lifecycle.text)")
        let status = try world.post("/mas/mission/status", form: ["mission_id": mission, "nonce": "n2"], as: agent)
        #expect(status.status == 200, "\(status.text)")
        #expect(try world.ask("POST", "/v1/missions/\(try world.mission())/revoke", [:]).status == 200)
    }

    private func change(_ mission: String) throws {
        let narrowed = try world.ask(
            "POST", "/v1/missions/\(mission)/narrow",
            ["event_id": "e1", "removed": [["actions": ["orders.drop"], "resource": .string(JSONValue.erp)]]])
        #expect(narrowed.status == 200, "\(narrowed.text)")
        let tightened = try world.ask(
            "POST", "/v1/missions/\(mission)/tighten", ["conditions": [.condition("branch.frozen", is: false)]])
        #expect(tightened.status == 200, "\(tightened.text)")
        let signal = try world.ask(
            "POST", "/v1/signals", ["event_id": "s1", "fact": ["name": "branch.frozen"], "value": false], as: agent)
        #expect(signal.status == 200, "\(signal.text)")
        #expect(try world.ask("GET", "/v1/facts").status == 200)
        #expect(try world.ask("POST", "/v1/missions/\(mission)/owner", ["owner": world.ada.json]).status == 200)
        try extend(mission)
    }

    private func extend(_ mission: String) throws {
        let now = try world.ask("GET", "/v1/missions/\(mission)").json
        let statement = ExtensionStatement(
            issuer: TestAuthority.issuer, approver: world.ada.principal, mission: try now.member("id").identifier(),
            version: try now.required("version", JSONNode.version),
            expiresAt: try now.required("expiry_ceiling", JSONNode.instant))
        let extended = try world.ask(
            "POST", "/v1/missions/\(mission)/extend", ["signed": try world.ada.sign(statement.signedBytes)])
        #expect([200, 409].contains(extended.status), "\(extended.text)")
    }

    /// A suspension, with a session that is told to stop, and the way back.
    private func stop(_ mission: String) throws {
        let (session, _, _) = try world.session(under: mission)
        #expect(try world.ask("POST", "/v1/missions/\(mission)/suspend", ["reason": "lunch"]).status == 200)
        let stopped = try world.ask("POST", "/v1/sessions/\(session)/stopped", ["outcome": "acknowledged"])
        #expect(stopped.status == 200, "\(stopped.text)")
        let version = try world.ask("GET", "/v1/missions/\(mission)").json.required("version", JSONNode.version)
        let statement = ResumeStatement(
            issuer: TestAuthority.issuer, approver: world.ada.principal,
            mission: try #require(MissionID(mission)), version: version)
        let resumed = try world.ask(
            "POST", "/v1/missions/\(mission)/resume", ["signed": try world.ada.sign(statement.signedBytes)])
        #expect(resumed.status == 200, "\(resumed.text)")
        try supersede(mission)
    }

    /// A successor, to which a session of its predecessor is moved.
    private func supersede(_ predecessor: String) throws {
        let old = try world.mission()
        let (session, _, _) = try world.session(under: old)
        let submission = try world.submission(
            [.entry("invoices.*"), .entry("ledger.read")], relation: [.init("predecessor", .string(old))])
        _ = try world.approve(submission)
        let rebound = try world.ask("POST", "/v1/sessions/\(session)/rebind", [:])
        #expect(rebound.status == 200, "\(rebound.text)")
    }
}

/// The ledger and the watch.
extension TourTests {
    private func readLedger(_ mission: String) throws {
        let size = try world.ask("GET", "/v1/ledger").json.member("size").integer(in: 1...JSONNode.integerMax)
        for path in [
            "/v1/ledger/checkpoint", "/v1/ledger/entries?from=0&max=500", "/v1/ledger/entries/0/proof",
            "/v1/ledger/consistency?from=1&to=\(size)",
        ] {
            #expect(try world.ask("GET", path).status == 200, "\(path)")
        }
    }

    private func watch(_ mission: String) throws {
        let watch = try WatchedStream(world, "/v1/watch?mission=\(mission)", as: agent)
        #expect(try watch.next().string("state") == "revoked")
        watch.cancel()
        world.seen.withLock { _ = $0.insert("GET /v1/watch \(watch.status)") }
    }
}
