// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import Ledger
import MissionAuthority
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// draft-mcguinness-oauth-mission-status: the signed status of a mission.
struct `The status of a mission` {
    private let served: ServedAuthority
    private let agent: RegisteredClient

    init() throws {
        served = try ServedAuthority()
        agent = try served.register("agent")
    }

    private func state(of mission: MissionID) throws -> String? {
        try served.signed(served.status(of: mission, as: agent)).member("mission")["state"]?.stringValue
    }

    private func isPermitted(_ mission: MissionID, _ action: String = "invoices.read") throws -> Bool? {
        try served.evaluate(mission.text, action, as: agent).root["decision"]?.booleanValue
    }

    @Test func `is shown to nobody without the grant, as if there were no mission`() throws {
        let mission = try served.mission(of: agent)
        #expect(try served.status(of: mission, as: nil).status == 401)
        let other = try served.register("other", grants: Grants.all.subtracting([.everyMission, .status]))
        let foreign = try served.status(of: mission, as: other)
        let unknown = try served.status(of: MissionID(high: 9, low: 9), as: other)
        #expect(foreign.status == 404)
        #expect(unknown.status == foreign.status)
        #expect(unknown.body == foreign.body)
    }

    @Test func `is signed by the key that the issuer publishes`() throws {
        let metadata = try served.get("/.well-known/mission-authority-server").root
        #expect(metadata["issuer"]?.stringValue == ServedAuthority.issuer)
        #expect(metadata["jwks_uri"]?.stringValue == ServedAuthority.issuer + "/.well-known/jwks.json")
        let mission = try served.mission(of: agent)
        let answer = try served.signed(served.status(of: mission, as: agent, nonce: "abc"))
        #expect(answer["iss"]?.stringValue == ServedAuthority.issuer)
        #expect(answer["nonce"]?.stringValue == "abc")
        #expect(answer["sub"]?.stringValue == "agent")
        let shown = try answer.member("mission")
        #expect(shown["id"]?.stringValue == mission.text)
        #expect(shown["issuer"]?.stringValue == ServedAuthority.issuer)
    }

    @Test func `may be relied on for a minute, and never beyond the mission's end`() throws {
        let long = try served.mission(of: agent)
        let answer = try served.signed(served.status(of: long, as: agent))
        let (issued, expires) = (answer["iat"]?.integerValue ?? 0, answer["exp"]?.integerValue ?? 0)
        #expect(expires - issued == 60)
        let short = try served.mission(of: agent, lifetime: .seconds(20), event: "ape_2")
        let shown = try served.signed(served.status(of: short, as: agent)).member("mission")
        let end = try #require(shown["expires_at"]?.stringValue)
        #expect(shown["fresh_until"]?.stringValue == end)
    }

    @Test(arguments: [("suspend", "suspended"), ("revoke", "revoked"), ("complete", "completed")])
    func `is active only while the mission is`(operation: String, state: String) throws {
        let mission = try served.mission(of: agent)
        #expect(try self.state(of: mission) == "active")
        #expect(try isPermitted(mission) == true)
        #expect(try served.change(mission, operation, as: agent, nonce: "n1").status == 200)
        #expect(try self.state(of: mission) == state)
        #expect(try isPermitted(mission) == false)
    }

    @Test func `is expired by the clock, though nothing was written`() throws {
        let mission = try served.mission(of: agent, lifetime: .hours(1))
        let size = served.authority.published.read { $0.size }
        served.clock.wait(.hours(1))
        #expect(try state(of: mission) == "expired")
        #expect(try isPermitted(mission) == false)
        #expect(served.authority.published.read { $0.size } == size)
    }

    @Test func `names what concerns an audience, and nothing without one`() throws {
        let entries: [JSONValue] = [.entry("invoices.read")]
        let mission = try served.mission(of: agent, entries)
        #expect(try served.signed(served.status(of: mission, as: agent))["authorization_details"] == nil)
        let here = try served.signed(served.status(of: mission, as: agent, audience: JSONValue.erp))
        #expect(here["authorization_details"]?.canonicalBytes == JSONValue.array(entries).canonicalBytes)
        let elsewhere = try served.signed(served.status(of: mission, as: agent, audience: "https://other.example"))
        #expect(elsewhere["authorization_details"]?.count == 0)
    }

    @Test func `shows what every narrowing has left, as decisions and children do`() throws {
        let taken: JSONValue = ["narrow": [["resource": .string(JSONValue.erp), "actions": ["orders.read"]]]]
        let mission = try served.mission(
            of: agent,
            [.entry("invoices.read", "invoices.write", "orders.read", delegation: .children())],
            conditions: [.condition("pii.seen", is: false, else: taken)])
        let removal = Removal(
            resource: KernelWorld.resource(JSONValue.erp), actions: ["invoices.write"].compactMap { ActionPattern($0) })
        _ = try served.done {
            served.authority.narrow(
                mission, event: "e1", removals: [removal], reason: "tainted", caller: .owner, completion: $0)
        }
        _ = try served.done {
            served.authority.signal(
                Signal(caller: .owner, event: "s1", fact: .named("pii.seen"), value: .boolean(true)), completion: $0)
        }
        let shown = try served.signed(served.status(of: mission, as: agent, audience: JSONValue.erp))
        var actions: [String] = []
        shown["authorization_details"]?.forEachElement { entry in
            entry["actions"]?.forEachElement { actions.append($0.stringValue ?? "") }
        }
        #expect(actions == ["invoices.read"])
        for (action, isLeft) in [("invoices.read", true), ("invoices.write", false), ("orders.read", false)] {
            #expect(try isPermitted(mission, action) == isLeft)
            let child = try served.submit(
                [
                    "authorization_details": [.entry(action)], "intent": served.intent(),
                    "parent": .string(mission.text), "child_actor": ["sub": "agent"],
                ], as: agent)
            #expect((child.status == 202) == isLeft, "\(String(decoding: child.body, as: UTF8.self))")
        }
    }
}

/// draft-mcguinness-oauth-mission-status, *Lifecycle Endpoint*.
struct `A lifecycle request` {
    private let served: ServedAuthority
    private let agent: RegisteredClient
    private let mission: MissionID

    init() throws {
        served = try ServedAuthority()
        agent = try served.register("agent")
        mission = try served.mission(of: agent)
    }

    @Test func `is refused to others, without proof and without the grant`() throws {
        #expect(try served.change(mission, "revoke", as: nil, nonce: "n").status == 401)
        let other = try served.register("other")
        #expect(try served.change(mission, "revoke", as: other, nonce: "n").status == 404)
        let reader = try served.register("reader", grants: [.status, .everyMission])
        #expect(try served.change(mission, "revoke", as: reader, nonce: "n").status == 404)
    }

    @Test func `for a discharge is refused, as is an entry that would end by one`() throws {
        let answer = try served.change(mission, "discharge", as: agent, nonce: "n")
        #expect(answer.status == 400)
        #expect(try answer.error == "invalid_request")
        let now = try served.signed(served.status(of: mission, as: agent)).member("mission")
        #expect(now["version"]?.integerValue == 1)
        let entry = String(decoding: JSONValue.entry("invoices.read").canonicalBytes, as: UTF8.self)
            .replacing(#"{"actions""#, with: #"{"terminal_when":[{"event_type":"x"}],"actions""#)
        let intent = String(decoding: served.intent().canonicalBytes, as: UTF8.self)
        let body = #"{"authorization_details":[\#(entry)],"intent":\#(intent)}"#
        let refused = try served.submit(bytes: Array(body.utf8), as: agent)
        #expect(refused.status == 400)
        #expect(try refused.error == "invalid_authority")
    }

    @Test func `that is sent again is answered with the same bytes, and does nothing`() throws {
        let first = try served.change(mission, "suspend", as: agent, nonce: "n1")
        #expect(try served.change(mission, "resume", as: agent, nonce: "n2").status == 200)
        served.clock.wait(.seconds(5))
        let again = try served.change(mission, "suspend", as: agent, nonce: "n1")
        #expect(again.status == 200)
        #expect(again.body == first.body)
        let now = try served.signed(served.status(of: mission, as: agent)).member("mission")
        #expect(now["state"]?.stringValue == "active")
        #expect(now["version"]?.integerValue == 3)
    }

    @Test func `that is another under a used nonce is refused, and the first answer stays`() throws {
        let first = try served.change(mission, "suspend", as: agent, nonce: "n1")
        let other = try served.change(mission, "revoke", as: agent, nonce: "n1")
        #expect(other.status == 400)
        #expect(try other.error == "invalid_request")
        #expect(try other.root["nonce"]?.stringValue == "n1")
        #expect(try served.change(mission, "suspend", as: agent, nonce: "n1").body == first.body)
    }
}

/// draft-mcguinness-mission-substrate, *Context Propagation*: a reference alone establishes nothing.
struct `A mission's reference` {
    private let served: ServedAuthority
    private let agent: RegisteredClient
    private let mission: MissionID

    init() throws {
        served = try ServedAuthority()
        agent = try served.register("agent")
        mission = try served.mission(of: agent)
    }

    private func reason(_ answer: HTTPAnswer) throws -> String? {
        try answer.root["context"]?["reason"]?.stringValue
    }

    @Test func `of another client is worth as much as one that nobody has`() throws {
        let other = try served.register("other")
        let foreign = try served.evaluate(mission.text, as: other)
        #expect(try foreign.root["decision"]?.booleanValue == false)
        #expect(try reason(foreign) == reason(served.evaluate(MissionID(high: 9, low: 9).text, as: other)))
        #expect(try served.evaluate(mission.text, as: agent).root["decision"]?.booleanValue == true)
    }

    @Test func `means nothing under another issuer`() throws {
        let answer = try served.evaluate(mission.text, as: agent, issuer: "https://other.example.com")
        #expect(try answer.root["decision"]?.booleanValue == false)
        #expect(try reason(answer) == "mission_binding_failed")
    }

    @Test func `grants nothing to whoever shows it without proof`() throws {
        #expect(try served.evaluate(mission.text, as: nil).status == 401)
    }

    @Test(arguments: ["paused", "Active", ""])
    func `grants nothing under a state that nobody knows`(state: String) throws {
        #expect(try reason(served.evaluate(mission.text, as: agent, observed: state)) == "mission_inactive")
        #expect(try served.evaluate(mission.text, as: agent).root["decision"]?.booleanValue == true)
    }
}

/// draft-mcguinness-mission-substrate, *Basic Governance Gate*: what is not recognised is never taken for active.
struct `An entry of the ledger` {
    @Test(
        arguments: [
            #"{"at":"2026-11-02T08:00:00Z","event":{"mission":"msn_AAAAAAAAAAEAAAAAAAAAAg"},"type":"mission.paused"}"#,
            #"{"at":"2026-11-02T08:00:00Z","event":{},"type":"mission.resumed"}"#,
        ])
    func `that cannot be read keeps the authority from starting`(entry: String) throws {
        let store = MemoryStore()
        _ = try store.append(AppendBatch(entries: [NewEntry(bytes: Array(entry.utf8), streams: [])]))
        #expect(throws: StoreError.self) { try RestoredLedger(store, issuer: KernelWorld.issuer) }
    }
}
