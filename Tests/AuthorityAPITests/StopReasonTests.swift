// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// What whoever stopped a mission said, for whoever is stopped by it.
@Suite(.timeLimit(.minutes(2)))
struct StopReasonTests {
    private let world: TestAuthority
    private let mission: String

    init() throws {
        world = try TestAuthority.start()
        mission = try world.mission([.entry("invoices.*")])
    }

    private func change(_ verb: String, _ reason: String? = nil) throws {
        let answer = try world.ask(
            "POST", "/v1/missions/\(mission)/\(verb)", reason.map { ["reason": .string($0)] } ?? [:])
        try #require(answer.status == 200, "\(answer.text)")
    }

    private func shown() throws -> JSONNode { try world.ask("GET", "/v1/missions/\(mission)").json }

    @Test func `a session that may not go on is told why its mission was stopped`() throws {
        let opened = try world.ask("POST", "/v1/sessions", ["mission": .string(mission)])
        let session = try opened.string("session")
        try change("suspend", "look at the migration first")
        let answer = try world.ask("POST", "/v1/sessions/\(session)/resume", ["resume_point": "process_restart"])
        #expect(try answer.string("explanation") == "the mission is suspended: “look at the migration first”")
        #expect(try shown()["suspended"]?["reason"]?.stringValue == "look at the migration first")
    }

    @Test func `a second stop without a reason keeps the first one's`() throws {
        try change("suspend", "look at the migration first")
        try change("suspend")
        #expect(try shown()["suspended"]?["reason"]?.stringValue == "look at the migration first")
        try change("suspend", "and at the tests")
        #expect(try shown()["suspended"]?["reason"]?.stringValue == "and at the tests")
    }

    @Test func `an ended mission says why, and one that gave none says nothing`() throws {
        try change("revoke", "the plan has changed")
        #expect(try shown()["ended"]?["reason"]?.stringValue == "the plan has changed")
        let other = try world.mission([.entry("invoices.*")])
        try #require(world.ask("POST", "/v1/missions/\(other)/complete", [:]).status == 200)
        #expect(try world.ask("GET", "/v1/missions/\(other)").json["ended"]?["reason"] == nil)
    }
}
