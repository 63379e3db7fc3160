// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import MissionAuthority
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// draft-mcguinness-oauth-mission, *Submission*, as the standalone binding carries it
/// (draft-mcguinness-mission-authority-server, *Mission Submission*).
struct `A submission over HTTP` {
    private let served: ServedAuthority
    private let agent: RegisteredClient

    init() throws {
        served = try ServedAuthority()
        agent = try served.register("agent")
    }

    private func submit(_ intent: JSONValue, _ more: JSONValue.Member...) throws -> HTTPAnswer {
        let proposal = JSONValue.Member("authorization_details", .array([.entry("invoices.read")]))
        return try served.submit(.object([JSONValue.Member("intent", intent), proposal] + more), as: agent)
    }

    private func expectRefused(_ answer: HTTPAnswer, _ code: String = "invalid_mission_intent") throws {
        #expect(answer.status == 400)
        #expect(try answer.error == code)
        #expect(served.authority.published.read { $0.submissions.open.count } == 0)
    }

    @Test func `is refused without a proof of who the client is`() throws {
        let body: JSONValue = ["authorization_details": [.entry("invoices.read")], "intent": served.intent()]
        #expect(try served.submit(body, as: nil).status == 401)
        let stranger = RegisteredClient(id: "agent", key: try served.register("other").key)
        #expect(try served.submit(body, as: stranger).status == 401)
    }

    @Test func `is for the client that proved itself, whatever the body says`() throws {
        try expectRefused(submit(served.intent(), JSONValue.Member("client_id", "other")))
        try expectRefused(submit(served.intent(), JSONValue.Member("subject", "ada")))
    }

    @Test(
        arguments: [
            ("goal", .string(String(repeating: "x", count: 4097))),
            ("success_criteria", .array(Array(repeating: "x", count: 257))),
            ("constraints", .array(Array(repeating: "x", count: 257))),
            ("resources", .array((0..<257).map { .string("https://a.example/\($0)") })),
            ("success_criteria", .array((0..<60).map { _ in .string(String(repeating: "x", count: 1000)) })),
        ] as [(String, JSONValue)])
    func `is refused when it is larger than the authority takes`(member: String, value: JSONValue) throws {
        try expectRefused(submit(served.intent(JSONValue.Member(member, value))))
    }

    @Test func `is refused with too much evidence, with too large a piece, and with any of an unknown type`() throws {
        func evidence(_ count: Int) -> JSONValue.Member {
            JSONValue.Member("evidence", .array(Array(repeating: ["type": "urn:example:ticket"], count: count)))
        }
        try expectRefused(submit(served.intent(), evidence(17)))
        try expectRefused(submit(served.intent(), evidence(1)), "invalid_intent_evidence")
        let large: JSONValue = [
            "type": "urn:example:ticket", "text": .string(String(repeating: "x", count: 4096)),
        ]
        try expectRefused(submit(served.intent(), JSONValue.Member("evidence", .array([large]))))
    }

    @Test func `is refused when a member comes twice, also within`() throws {
        let plain = String(decoding: served.intent().canonicalBytes, as: UTF8.self)
        let twice = plain.replacing(#"{"expires_at""#, with: #"{"goal":"Other","expires_at""#)
        for body in [#"{"intent":\#(plain),"intent":\#(plain)}"#, #"{"intent":\#(twice)}"#] {
            try expectRefused(served.submit(bytes: Array(body.utf8), as: agent))
        }
    }

    @Test(arguments: [0xFDD0, 0xFFFF, 0x1FFFE] as [UInt32])
    func `is refused with characters that a digest cannot commit`(character: UInt32) throws {
        let goal = String(try #require(Unicode.Scalar(character)))
        try expectRefused(submit(served.intent(JSONValue.Member("goal", .string(goal)))))
    }

    @Test(arguments: [0, -1, .number(0.5)] as [JSONValue])
    func `is refused when its derivations are bounded below one`(count: JSONValue) throws {
        let controls: JSONValue = .object([JSONValue.Member("max_derivations", count)])
        try expectRefused(submit(served.intent(JSONValue.Member("controls", controls))))
    }

    @Test func `is refused when its approver would need an authentication that nobody here can show`() throws {
        let controls: JSONValue = ["acr": "urn:example:acr:mfa"]
        try expectRefused(submit(served.intent(JSONValue.Member("controls", controls))))
    }

    @Test func `is refused for a malformed language tag, and commits a well-formed one`() throws {
        try expectRefused(submit(served.intent(JSONValue.Member("goal_lang", "en--US"))))
        let end = RFC3339.text(served.clock.next() + .hours(1))
        let id = try submit(served.intent(until: end, JSONValue.Member("goal_lang", "de-CH"))).submission
        let recorded = try #require(served.authority.published.read { $0.submissions.open[id] }).intent
        #expect(String(decoding: recorded.canonical, as: UTF8.self).contains(#""goal_lang":"de-CH""#))
        #expect(recorded.digest == Anchor.intent.digest(of: recorded.canonical, issuer: ServedAuthority.issuer))
        let other = try submit(served.intent(until: end, JSONValue.Member("goal_lang", "de-AT"))).submission
        #expect(served.authority.published.read { $0.submissions.open[other]?.intent.digest } != recorded.digest)
    }

    @Test(arguments: ["2026-12-31", "2026-13-01T00:00:00Z", "tomorrow", "2020-01-01T00:00:00Z", "2026-11-02T08:00:00Z"])
    func `is refused when its end is malformed or past`(end: String) throws {
        try expectRefused(submit(served.intent(until: end)))
    }

    @Test func `keeps the end that was asked for as it was written`() throws {
        let id = try submit(served.intent(until: "2026-11-02T11:00:00.5+02:00")).submission
        let recorded = try #require(served.authority.published.read { $0.submissions.open[id] }).intent
        #expect(String(decoding: recorded.canonical, as: UTF8.self).contains(#""2026-11-02T11:00:00.5+02:00""#))
    }

    @Test func `without a proposal gets what was configured for its resources, or nothing`() throws {
        let body: JSONValue = ["intent": served.intent()]
        try expectRefused(served.submit(body, as: agent), "invalid_authority")
        let entry: JSONValue = .entry("invoices.read", constraints: ["tenant": "acme"])
        let templated = try served.register("templated", ceiling: [entry, .entry("a", on: "https://other.example")])
        let elsewhere: JSONValue = ["intent": served.intent(resources: ["https://unknown.example"])]
        try expectRefused(served.submit(elsewhere, as: templated), "invalid_authority")
        let id = try served.submit(body, as: templated).submission
        let derived = served.authority.published.read { $0.submissions.open[id]?.derived.set.entries }
        #expect(derived == [AuthorityEntry(entry)])
    }

    @Test func `is another client's to ask about for nobody, as if there were none`() throws {
        let id = try submit(served.intent()).submission
        let other = try served.register("other")
        let foreign = try served.poll(id.text, as: other)
        let unknown = try served.poll(SubmissionID(high: 9, low: 9).text, as: other)
        let malformed = try served.poll("x", as: other)
        #expect(foreign.status == 404)
        for answer in [unknown, malformed] {
            #expect(answer.status == foreign.status)
            #expect(answer.body == foreign.body)
            #expect(answer.fields.filter { $0.name != "Date" } == foreign.fields.filter { $0.name != "Date" })
        }
        #expect(try served.poll(id.text, as: agent).root["status"]?.stringValue == "pending")
    }
}
