// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPClient
import MissionAuthority
import MissionKernel
import MissionWire
import Platform
import WritTesting

/// Software that is known to the authority and proves its key with each request (`private_key_jwt`, RFC 7523).
struct RegisteredClient: Sendable {
    let id: ClientID
    let key: SigningKey

    func assertion(for audience: String, at now: Instant) throws -> String {
        let name = JSONValue.string(id.text.string)
        let claims: JSONValue = [
            "aud": .string(audience), "exp": .number(Double(now.secondsSinceEpoch + 60)), "iss": name,
            "jti": .string("\(now.microseconds)"), "sub": name,
        ]
        let compact = try key.sign(payload: claims.canonicalBytes, type: "JWT", keyID: key.thumbprint)
        return String(decoding: compact, as: UTF8.self)
    }
}

/// What clients send, on the endpoints of the standalone binding.
extension ServedAuthority {
    /// An intent with a goal, resources and an end, and what else is given.
    func intent(
        until end: String? = nil, resources: [JSONValue] = [.string(JSONValue.erp)], _ more: JSONValue.Member...
    ) -> JSONValue {
        let end = end ?? RFC3339.text(clock.next() + .hours(8))
        let plain = [
            JSONValue.Member("goal", "Reconcile the invoices of the third quarter."),
            JSONValue.Member("expires_at", .string(end)), JSONValue.Member("resources", .array(resources)),
        ]
        return .object(plain.filter { member in !more.contains { $0.name == member.name } } + more)
    }

    func submit(_ body: JSONValue, as client: RegisteredClient?) throws -> HTTPAnswer {
        try submit(bytes: body.canonicalBytes, as: client)
    }

    func submit(bytes: [UInt8], as client: RegisteredClient?) throws -> HTTPAnswer {
        try post("/mas/mission/submit", as: client, type: "application/json", bytes)
    }

    /// A mission that is submitted and approved; reads of invoices matter little, so that they are answered at once.
    func mission(
        of client: RegisteredClient, _ authority: [JSONValue] = [.entry("invoices.*", "orders.*")],
        conditions: [JSONValue] = [], lifetime: Duration = .hours(8), event: ExactText = "ape_1"
    ) throws -> MissionID {
        let controls: JSONValue = [
            "writ:classes": ["invoices.*": "consequential_read", "orders.*": "consequential_read"],
            "writ:conditions": .array(conditions),
        ]
        let end = RFC3339.text(clock.next() + lifetime)
        let answer = try submit(
            [
                "authorization_details": .array(authority),
                "intent": intent(until: end, JSONValue.Member("controls", controls)),
            ], as: client)
        return try approve(answer.submission, event: event).mission
    }

    func poll(_ submission: String, as client: RegisteredClient?) throws -> HTTPAnswer {
        try form("/mas/mission/submit", ["submission=\(submission)"], as: client)
    }

    func status(
        of mission: MissionID, as client: RegisteredClient?, nonce: String = "n", audience: String? = nil
    ) throws -> HTTPAnswer {
        let audience = audience.map { ["audience=\($0)"] } ?? []
        return try form("/mas/mission/status", ["mission_id=\(mission.text)", "nonce=\(nonce)"] + audience, as: client)
    }

    func change(
        _ mission: MissionID, _ operation: String, as client: RegisteredClient?, nonce: String
    ) throws -> HTTPAnswer {
        try form(
            "/mas/mission/lifecycle", ["mission_id=\(mission.text)", "operation=\(operation)", "nonce=\(nonce)"],
            as: client)
    }

    func evaluate(
        _ mission: String, _ action: String = "invoices.read", as client: RegisteredClient?,
        issuer: String = ServedAuthority.issuer, observed state: String = "active", key: String? = nil,
        references: [String] = []
    ) throws -> HTTPAnswer {
        let properties = key.map { [JSONValue.Member("idempotency_key", .string($0))] } ?? []
        let request: JSONValue = [
            "action": ["name": .string(action), "properties": .object(properties)],
            "context": [
                "actor": ["client_id": .string(client?.id.text.string ?? "agent")],
                "mission": reference(to: mission, issuer: issuer),
                "mission_state_observation": [
                    "freshness_at": .string(RFC3339.text(clock.next())), "mode": "fresh", "state": .string(state),
                ],
            ], "resource": .service, "subject": .ada,
        ]
        return try post(
            "/access/v1/evaluation", as: client, type: "application/json", request.canonicalBytes,
            fields: references.map { HTTPAnswer.Field("Mission-Reference", $0) })
    }

    /// `context.mission` of an evaluation.
    func reference(to mission: String, issuer: String = ServedAuthority.issuer) -> JSONValue {
        let digest = authority.published.read { state in
            MissionID(mission).flatMap { state.missions.index(of: $0) }.map { state.missions[$0].authority.digest }
        }
        let hash = DigestText.format(digest ?? SHA256.digest(of: []))
        return ["authority_hash": .string(hash), "id": .string(mission), "issuer": .string(issuer)]
    }

    private func form(_ path: String, _ fields: [String], as client: RegisteredClient?) throws -> HTTPAnswer {
        try post(
            path, as: client, type: "application/x-www-form-urlencoded", Array(fields.joined(separator: "&").utf8))
    }

    /// What an answer says over the authority's signature, checked with nothing but the keys that it publishes.
    func signed(_ answer: HTTPAnswer) throws -> JSONNode {
        let keys = try get("/.well-known/jwks.json").root.member("keys")
        var found: [JSONNode] = []
        keys.forEachElement { found.append($0) }
        guard let first = found.first else { throw Unexpected("no key is published") }
        let key = try VerificationKey(publicJWK: Array(first.sourceBytes))
        let jws = try JWS.verify(answer.body, with: key, bytesMax: 1 << 20)
        guard jws.type == StatusResponse.type else { throw Unexpected("the type is \(jws.type ?? "absent")") }
        return try JSONDocument(jws.payload).root
    }
}

extension JSONValue {
    /// The protected resource of an evaluation, and for whom it is asked.
    static let service: JSONValue = [
        "id": "42", "properties": ["audience": .string(JSONValue.erp)], "type": "service",
    ]
    static let ada: JSONValue = ["id": "ada", "type": "user"]
}

extension HTTPAnswer {
    var root: JSONNode { get throws { try JSONDocument(body).root } }

    /// `error` in the body.
    var error: String? { get throws { try root["error"]?.stringValue } }

    var submission: SubmissionID {
        get throws {
            guard let text = try root["submission_id"]?.stringValue, let id = SubmissionID(text) else {
                throw Unexpected("no submission: \(status) \(String(decoding: body, as: UTF8.self))")
            }
            return id
        }
    }
}
