// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// What the answer to news of a fact says.
@Suite(.timeLimit(.minutes(2)))
struct SignalTests {
    private let world: TestAuthority
    private let mission: String

    init() throws {
        world = try TestAuthority.start()
        mission = try world.mission([.entry("invoices.*")])
        let conditions: [JSONValue] = [
            .condition("branch.frozen", is: false, else: "suspend"),
            .condition("incident.open", is: true, else: "revoke"),
        ]
        let tightened = try world.ask("POST", "/v1/missions/\(mission)/tighten", ["conditions": .array(conditions)])
        try #require(tightened.status == 200, "\(tightened.text)")
    }

    private func signal(_ fact: String, _ value: Bool, _ event: String) throws -> String {
        let answer = try world.ask(
            "POST", "/v1/signals",
            ["event_id": .string(event), "fact": ["name": .string(fact)], "value": .boolean(value)])
        try #require(answer.status == 200, "\(answer.text)")
        return String(decoding: try answer.json.canonicalBytes, as: UTF8.self)
    }

    @Test func `tells of a fact that no mission has that it does nothing`() throws {
        #expect(
            try signal("branch.forzen", true, "e1") == #"{"changes":[],"complete":true,"missions":0,"news":true}"#)
    }

    @Test func `names each mission that the news stops, and how`() throws {
        let suspended = #"[{"change":"suspended","mission":"\#(mission)"}]"#
        #expect(
            try signal("branch.frozen", true, "e1")
                == #"{"changes":\#(suspended),"complete":true,"missions":1,"news":true}"#)
        let revoked = #"[{"change":"revoked","mission":"\#(mission)"}]"#
        #expect(
            try signal("incident.open", false, "e2")
                == #"{"changes":\#(revoked),"complete":true,"missions":1,"news":true}"#)
    }

    @Test func `does not count missions that had ended`() throws {
        try #require(world.ask("POST", "/v1/missions/\(mission)/revoke", [:]).status == 200)
        #expect(
            try signal("branch.frozen", true, "e1") == #"{"changes":[],"complete":true,"missions":0,"news":true}"#)
    }
}
