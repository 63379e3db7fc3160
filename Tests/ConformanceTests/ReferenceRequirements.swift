// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import MissionAuthority
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// draft-mcguinness-mission-authority-server, *Mission Reference Propagation*: the field beside an evaluation.
struct `The field Mission-Reference` {
    private let served: ServedAuthority
    private let agent: RegisteredClient
    private let mission: MissionID
    private let other: MissionID

    init() throws {
        served = try ServedAuthority()
        agent = try served.register("agent")
        mission = try served.mission(of: agent)
        other = try served.mission(of: agent, event: "ape_2")
    }

    private func field(_ mission: MissionID, issuer: String = ServedAuthority.issuer) throws -> String {
        try MissionReference(id: mission.text, issuer: issuer).fieldValue
    }

    private func expectConflict(_ answer: HTTPAnswer) throws {
        #expect(answer.status == 200)
        #expect(try answer.root["decision"]?.booleanValue == false)
        #expect(try answer.root["context"]?["reason"]?.stringValue == "mission_reference_conflict")
        #expect(try answer.root["context"]?["conditions"] == nil)
    }

    @Test func `that names another mission denies, though both would permit`() throws {
        for mission in [mission, other] {
            #expect(try served.evaluate(mission.text, as: agent).root["decision"]?.booleanValue == true)
        }
        try expectConflict(served.evaluate(mission.text, as: agent, references: [field(other)]))
        try expectConflict(served.evaluate(other.text, as: agent, references: [field(mission)]))
        let elsewhere = try field(mission, issuer: "https://other.example.com")
        try expectConflict(served.evaluate(mission.text, as: agent, references: [elsewhere]))
    }

    @Test(arguments: ["HTTPS://mission.example", "/", "\u{20}"])
    func `is compared byte for byte`(change: String) throws {
        let issuer = change.hasPrefix("HTTPS") ? ServedAuthority.issuer.uppercased() : ServedAuthority.issuer + change
        try expectConflict(served.evaluate(mission.text, as: agent, references: [field(mission, issuer: issuer)]))
    }

    @Test(
        arguments: [
            "", #"state="active""#, #"id="{id}""#, #"issuer="{iss}""#, #"id="x", id="{id}", issuer="{iss}""#,
            #"id="{id}", issuer="https://x.example", issuer="{iss}""#, #"id="{id}", issuer="{iss}", state="active""#,
            #"id="{id}", issuer="{iss}", authority_hash="sha-256:AAAA""#, #"id="{id}";v="1", issuer="{iss}""#,
            #"id={id}, issuer="{iss}""#, #"id=("{id}"), issuer="{iss}""#, #"id="{id}", issuer="{iss}","#,
            #"{"id":"{id}","issuer":"{iss}"}"#, "{id}",
        ])
    func `that is malformed or says more denies`(template: String) throws {
        let value = template.replacing("{id}", with: mission.text).replacing("{iss}", with: ServedAuthority.issuer)
        try expectConflict(served.evaluate(mission.text, as: agent, references: [value]))
    }

    @Test func `denies on lines of which one would do`() throws {
        let good = try field(mission)
        try expectConflict(served.evaluate(mission.text, as: agent, references: [good, good]))
        try expectConflict(served.evaluate(mission.text, as: agent, references: [field(other), good]))
        try expectConflict(served.evaluate(mission.text, as: agent, references: [good, #"state="active""#]))
    }

    @Test func `that conflicts gets nothing of what a key stands for`() throws {
        let first = try served.evaluate(mission.text, as: agent, key: "k1")
        #expect(try first.root["decision"]?.booleanValue == true)
        try expectConflict(served.evaluate(mission.text, as: agent, key: "k1", references: [field(other)]))
        let again = try served.evaluate(mission.text, as: agent, key: "k1", references: [field(mission)])
        #expect(
            try again.root["context"]?["evaluation_id"]?.stringValue
                == first.root["context"]?["evaluation_id"]?.stringValue)
    }

    @Test func `denies each of several evaluations that names another mission, and only those`() throws {
        let evaluations: [JSONValue] = [mission, other].map { id in
            ["context": context(of: id)]
        }
        let body: JSONValue = [
            "action": ["name": "invoices.read"], "evaluations": .array(evaluations), "resource": .service,
            "subject": .ada,
        ]
        let answer = try served.post(
            "/access/v1/evaluations", as: agent, type: "application/json", body.canonicalBytes,
            fields: [HTTPAnswer.Field("Mission-Reference", try field(mission))])
        var decisions: [Bool?] = []
        try answer.root["evaluations"]?.forEachElement { decisions.append($0["decision"]?.booleanValue) }
        #expect(decisions == [true, false])
    }

    private func context(of mission: MissionID) -> JSONValue {
        ["actor": ["client_id": "agent"], "mission": served.reference(to: mission.text)]
    }

    @Test func `grants nothing: where the body names no mission, nothing is evaluated`() throws {
        let body: JSONValue = [
            "action": ["name": "invoices.read"], "context": ["actor": ["client_id": "agent"]],
            "resource": .service, "subject": .ada,
        ]
        let answer = try served.post(
            "/access/v1/evaluation", as: agent, type: "application/json", body.canonicalBytes,
            fields: [HTTPAnswer.Field("Mission-Reference", try field(mission))])
        #expect(answer.status == 400)
        let stranger = try served.register("stranger")
        let foreign = try served.evaluate(mission.text, as: stranger, references: [field(mission)])
        #expect(try foreign.root["context"]?["reason"]?.stringValue == "mission_binding_failed")
    }

    @Test func `tells nobody whether a mission of others is there`() throws {
        let stranger = try served.register("stranger")
        let nobodys = MissionID(high: 9, low: 9)
        let answers = try [mission, nobodys].flatMap { asked in
            try [mission, other, nobodys].map { named in
                try served.evaluate(asked.text, as: stranger, references: [field(named)])
                    .root["context"]?["reason"]?.stringValue
            }
        }
        #expect(Set(answers) == ["mission_binding_failed"])
    }

    @Test func `that agrees changes nothing`() throws {
        let answer = try served.evaluate(mission.text, as: agent, references: [field(mission)])
        #expect(try answer.root["decision"]?.booleanValue == true)
        _ = try served.change(mission, "revoke", as: agent, nonce: "n")
        let after = try served.evaluate(mission.text, as: agent, references: [field(mission)])
        #expect(try after.root["context"]?["reason"]?.stringValue == "mission_inactive")
    }
}
