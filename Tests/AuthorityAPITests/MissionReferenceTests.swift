// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import MissionWire
import Testing
import WritTesting

/// `Mission-Reference` on the product's own surface, and beside the mission that a session is bound to.
@Suite(.timeLimit(.minutes(2)))
struct MissionReferenceTests {
    private let world: TestAuthority
    private let mission: String
    private let other: String

    init() throws {
        world = try TestAuthority.start()
        mission = try world.mission()
        other = try world.mission()
    }

    private func ask(
        _ path: String, _ body: JSONValue, naming mission: String, as caller: TestCaller = .owner
    ) throws -> JSONNode {
        let reference = try MissionReference(id: mission, issuer: TestAuthority.issuer)
        let fields: [HTTPAnswer.Field] = [
            .init("Content-Type", "application/json"), .init("Mission-Reference", reference.fieldValue),
        ]
        let asked = Asked(method: "POST", target: path, fields: fields, body: body.canonicalBytes)
        return try world.ask(asked, as: caller).json
    }

    private func permitRequest(_ mission: String, key: String? = nil) -> JSONValue {
        let key = key.map { [JSONValue.Member("idempotency_key", .string($0))] } ?? []
        return .object(
            [
                .init("action", "invoices.read"), .init("client", "agent"), .init("mission", .string(mission)),
                .init("parameters", [:]), .init("resource", .string(JSONValue.erp)),
            ] + key)
    }

    @Test func `a permit is refused when the field names another mission, also one that is out already`() throws {
        let refused = try ask("/v1/permits", permitRequest(mission), naming: other)["evaluation"]
        #expect(refused?["decision"]?.booleanValue == false)
        #expect(refused?["context"]?["reason"]?.stringValue == "mission_reference_conflict")
        _ = try world.permit(under: mission, key: "k")
        let again = try ask("/v1/permits", permitRequest(mission, key: "k"), naming: other)
        #expect(again["evaluation"]?["context"]?["reason"]?.stringValue == "mission_reference_conflict")
        #expect(again["claim"] == nil)
        let agreed = try ask("/v1/permits", permitRequest(mission), naming: mission)
        #expect(agreed["evaluation"]?["decision"]?.booleanValue == true)
    }

    @Test func `a session's own mission, the body's and the field's must all be one`() throws {
        let (_, _, process) = try world.session(under: mission)
        for (body, field, isPermitted) in [
            (mission, mission, true), (mission, other, false), (other, mission, false), (other, other, false),
        ] {
            let check: JSONValue = [
                "action": "invoices.read", "mission": .string(body), "resource": .string(JSONValue.erp),
            ]
            let answer = try ask("/v1/check", check, naming: field, as: process)
            #expect(answer["decision"]?.booleanValue == isPermitted, "\(body) \(field)")
        }
        let unnamed: JSONValue = ["action": "invoices.read", "resource": .string(JSONValue.erp)]
        #expect(try ask("/v1/check", unnamed, naming: other, as: process)["decision"]?.booleanValue == false)
        #expect(try ask("/v1/check", unnamed, naming: mission, as: process)["decision"]?.booleanValue == true)
    }

    @Test func `a conflict is on the ledger as a refusal with its reason`() throws {
        let before = try world.ask("GET", "/v1/ledger").json["size"]?.integerValue ?? 0
        _ = try ask("/v1/permits", permitRequest(mission), naming: other)
        let entry = try world.ask("GET", "/v1/ledger/entries?from=\(before)").text
        #expect(entry.contains("mission_reference_conflict"), "\(entry)")
    }
}
