// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPClient
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Status and lifecycle over the wire (draft-mcguinness-oauth-mission-status).
@Suite(.timeLimit(.minutes(2)))
struct LifecycleTests {
    private let world: TestAuthority
    private let mission: String
    private let agent: TestCaller

    init() throws {
        world = try TestAuthority.start()
        mission = try world.mission([.entry("invoices.*"), .entry("pages.read", on: "https://wiki.example.com")])
        agent = .client(world.agent)
    }

    private func change(_ operation: String, nonce: String, version: String? = nil) throws -> Answered {
        guard let version else {
            return try world.post(
                "/mas/mission/lifecycle", form: ["mission_id": mission, "nonce": nonce, "operation": operation],
                as: agent)
        }
        return try world.post(
            "/mas/mission/lifecycle",
            form: ["mission_id": mission, "nonce": nonce, "operation": operation, "expected_version": version],
            as: agent)
    }

    private func status(nonce: String = "n", audience: String? = nil) throws -> Answered {
        guard let audience else {
            return try world.post("/mas/mission/status", form: ["mission_id": mission, "nonce": nonce], as: agent)
        }
        return try world.post(
            "/mas/mission/status", form: ["mission_id": mission, "nonce": nonce, "audience": audience], as: agent)
    }

    /// The payload, once the signature is found to be that of a published key.
    private func payload(_ answer: Answered) throws -> JSONNode {
        try #require(answer.status == 200, "\(answer.text)")
        let keys = try world.ask("GET", "/.well-known/jwks.json", as: .nobody).json
        var key: VerificationKey?
        try keys["keys"]?.forEachElement { key = try VerificationKey(publicJWK: Array($0.sourceBytes)) }
        let jws = try JWS.parse(answer.body, bytesMax: 1 << 16)
        try jws.verify(with: #require(key))
        #expect(jws.type == StatusResponse.type && jws.algorithm == .es256 && jws.keyID == key?.keyID)
        #expect(try Contract.of(world).faults(of: jws.payload, as: "StatusResponse") == [])
        return try JSONDocument(jws.payload).root
    }

    private func entries() throws -> [String] {
        var entries: [String] = []
        try world.ask("GET", "/v1/ledger/entries").json["entries"]?.forEachElement {
            entries.append(String(decoding: $0.canonicalBytes, as: UTF8.self))
        }
        return entries
    }

    @Test func `what is recorded of a mission is there ten years after it ended, word for word`() throws {
        let permit = try world.permit(under: mission, begin: true)
        #expect(try world.ask("POST", "/v1/permits/\(permit)/conclude", ["outcome": "applied"]).status == 200)
        #expect(try world.ask("POST", "/v1/missions/\(mission)/revoke", [:]).status == 200)
        _ = try world.ask(
            "POST", "/v1/permits",
            [
                "action": "invoices.read", "client": "agent", "mission": .string(mission), "parameters": [:],
                "resource": .string(JSONValue.erp),
            ])
        let before = try entries()
        for type in ["submission.received", "mission.approved", "permit.granted", "permit.refused", "mission.revoked"] {
            #expect(before.contains { $0.contains(#""\#(type)""#) }, "\(type)")
        }
        world.clock.advance(.hours(10 * 365 * 24))
        _ = try world.submission()
        let after = try entries()
        #expect(after.count > before.count)
        #expect(Array(after.prefix(before.count)) == before)
        #expect(try world.ask("GET", "/v1/missions/\(mission)").string("state") == "revoked")
    }

    @Test(arguments: [
        ["nonce": "n"], ["mission_id": "m"], ["mission_id": "m", "nonce": ""],
        ["mission_id": "m", "nonce": "n", "surprise": "1"], ["mission_id": "m", "nonce": "n", "audience": "none"],
    ])
    func `a request for a status that is not understood is refused`(form: [String: String]) throws {
        let pairs = form.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        let asked = Asked(
            method: "POST", target: "/mas/mission/status",
            fields: [.init("Content-Type", "application/x-www-form-urlencoded")], body: Array(pairs.utf8))
        let answer = try world.ask(asked, as: agent)
        #expect([400, 404].contains(answer.status), "\(answer.text)")
    }

    @Test(arguments: ["a=1&a=2", "mission_id=%zz&nonce=n", "mission_id=m&nonce=n&nonce=n"])
    func `a form that is no form is refused`(body: String) throws {
        let asked = Asked(
            method: "POST", target: "/mas/mission/status",
            fields: [.init("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8))
        #expect(try world.ask(asked, as: agent).code == "invalid_request")
    }

    @Test(arguments: ["/mas/mission/status", "/mas/mission/lifecycle"])
    func `a nonce comes back with whatever is refused`(path: String) throws {
        let form = "application/x-www-form-urlencoded"
        for (type, body) in [
            (form, "mission_id=m&mission_id=m&nonce=n"), (form, "mission_id=%zz&nonce=n"), (form, "nonce=n"),
            ("text/plain", "mission_id=m&nonce=n"),
        ] {
            let asked = Asked(
                method: "POST", target: path, fields: [.init("Content-Type", type)], body: Array(body.utf8))
            for caller in [agent, .nobody] {
                let answer = try world.ask(asked, as: caller)
                #expect(answer.status >= 400)
                #expect(try answer.string("nonce") == "n", "\(body)")
            }
        }
    }

    @Test(arguments: ["nonce=", "nonce=n&nonce=n", "nonce=%zz", "nonce=" + String(repeating: "n", count: 256)])
    func `a nonce that is none does not come back`(nonce: String) throws {
        let asked = Asked(
            method: "POST", target: "/mas/mission/status",
            fields: [.init("Content-Type", "application/x-www-form-urlencoded")],
            body: Array("mission_id=m&\(nonce)".utf8))
        for caller in [agent, .nobody] {
            let answer = try world.ask(asked, as: caller)
            #expect(try [400, 401].contains(answer.status) && answer.json["nonce"] == nil)
        }
    }

    @Test(arguments: ["+1", "-1", "0", " 1", "1.0", "9223372036854775808"])
    func `a version is digits`(version: String) throws {
        #expect(try change("suspend", nonce: "n", version: version).code == "invalid_request")
    }

    @Test(arguments: [
        ["operation": "discharge"], ["operation": "suspend", "suspend_until": "2099-01-01T00:00:00Z"],
        ["operation": "suspend", "suspend_until": "tomorrow", "on_expiry": "resume"],
        ["operation": "revoke", "on_expiry": "resume"], ["operation": "revoke", "expected_version": "one"], [:],
    ])
    func `a change that is not understood is refused, and its nonce comes back`(form: [String: String]) throws {
        let pairs = (form.map { "\($0.key)=\($0.value)" } + ["mission_id=\(mission)", "nonce=bad"]).joined(
            separator: "&")
        let asked = Asked(
            method: "POST", target: "/mas/mission/lifecycle",
            fields: [.init("Content-Type", "application/x-www-form-urlencoded")], body: Array(pairs.utf8))
        let answer = try world.ask(asked, as: agent)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try answer.string("nonce") == "bad")
    }

    @Test func `another version than the expected one refuses the change`() throws {
        let answer = try change("revoke", nonce: "n1", version: "7")
        #expect(answer.status == 409)
        #expect(try answer.code == "stale_version")
        #expect(try payload(status())["mission"]?["state"]?.stringValue == "active")
    }

    @Test func `a change that was refused stays refused when it comes again late`() throws {
        let early = try change("resume", nonce: "n1")
        let outdated = try change("suspend", nonce: "n2", version: "2")
        #expect(early.status == 409 && outdated.status == 409)
        #expect(try change("suspend", nonce: "n3").status == 200)
        let again = try change("resume", nonce: "n1")
        #expect(again.status == 409 && again.body == early.body, "\(again.text)")
        #expect(try change("suspend", nonce: "n2", version: "2").body == outdated.body)
        #expect(try change("revoke", nonce: "n1").code == "invalid_request")
        #expect(try payload(status())["mission"]?["state"]?.stringValue == "suspended")
        #expect(try change("resume", nonce: "n4").status == 200)
    }

    @Test func `a nonce that was used for something else is refused`() throws {
        #expect(try change("suspend", nonce: "n1").status == 200)
        let answer = try change("revoke", nonce: "n1")
        #expect(answer.status == 400)
        #expect(try answer.code == "invalid_request")
    }

    @Test func `what is terminal refuses every other change`() throws {
        #expect(try change("complete", nonce: "n1").status == 200)
        for (place, operation) in ["revoke", "suspend", "resume"].enumerated() {
            let answer = try change(operation, nonce: "other\(place)")
            #expect(answer.status == 409)
            #expect(try answer.code == "conflict")
        }
        #expect(try change("complete", nonce: "n9").status == 200)
    }

    @Test func `resuming what was never suspended is a conflict`() throws {
        #expect(try change("resume", nonce: "n1").code == "conflict")
    }

    @Test func `a client without the grant cannot change its own mission`() throws {
        try world.register(world.agent, grants: [.submit, .evaluate])
        #expect(try change("revoke", nonce: "n1").status == 404)
    }

    @Test func `the owner has no use for a signed answer, and is told so`() throws {
        let answer = try world.post("/mas/mission/status", form: ["mission_id": mission, "nonce": "n"], as: .owner)
        #expect(answer.status == 401)
    }

    @Test func `a repeated request gets its first answer, byte for byte`() throws {
        let first = try change("suspend", nonce: "n1", version: "1")
        let resumed = try change("resume", nonce: "n2")
        #expect(first.status == 200 && resumed.status == 200)
        world.clock.advance(.seconds(30))
        let again = try change("suspend", nonce: "n1", version: "1")
        #expect(again.body == first.body)
        #expect(try payload(status())["mission"]?["state"]?.stringValue == "active")
    }

    @Test func `a status says what was asked for, to whom, and for how long`() throws {
        let payload = try payload(status(nonce: "mine"))
        #expect(payload["iss"]?.stringValue == TestAuthority.issuer)
        #expect(payload["aud"]?.stringValue == "agent" && payload["sub"]?.stringValue == "agent")
        #expect(payload["nonce"]?.stringValue == "mine")
        #expect(payload["authorization_details"] == nil)
        let (issued, expires) = (payload["iat"]?.integerValue ?? 0, payload["exp"]?.integerValue ?? 0)
        #expect(expires - issued == 60)
        #expect(abs(issued - world.clock.now.secondsSinceEpoch) <= 2)
        let mission = try payload.member("mission")
        #expect(mission["id"]?.stringValue == self.mission)
        #expect(mission["state"]?.stringValue == "active" && mission["version"]?.integerValue == 1)
    }

    @Test func `an audience sees its own entries and no others`() throws {
        let payload = try payload(status(audience: "https://wiki.example.com"))
        #expect(payload["aud"]?.stringValue == "https://wiki.example.com")
        #expect(payload["authorization_details"]?.count == 1)
        #expect(!String(decoding: payload.canonicalBytes, as: UTF8.self).contains("invoices"))
        for other in ["https://none.example.com", "https://wiki.example.com/page", "https://example.com"] {
            #expect(try self.payload(status(audience: other))["authorization_details"]?.count == 0)
        }
    }

    @Test func `a suspension ends by its own rule, and the status says so before`() throws {
        let until = RFC3339.text(world.clock.now + .minutes(5))
        let suspended = try world.post(
            "/mas/mission/lifecycle",
            form: [
                "mission_id": mission, "nonce": "n1", "operation": "suspend", "suspend_until": until,
                "on_expiry": "revoke",
            ], as: agent)
        let mission = try payload(suspended).member("mission")
        #expect(mission["state"]?.stringValue == "suspended" && mission["on_expiry"]?.stringValue == "revoke")
        #expect(mission["suspend_until"]?.stringValue?.prefix(19) == until.prefix(19))
        world.clock.advance(.seconds(301))
        #expect(try payload(status())["mission"]?["state"]?.stringValue == "revoked")
    }
}
