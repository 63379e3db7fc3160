// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionAuthority
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Making what tests are about, over the wire.
extension TestAuthority {
    func register(_ approver: Approver) throws {
        let answer = try ask("POST", "/v1/people", registration(of: approver, signedBy: nil))
        try #require(answer.status == 200, "\(answer.text)")
    }

    func register(_ client: TestClient, grants: Grants = .all) throws {
        let answer = try ask(
            "POST", "/v1/clients",
            registration(of: client, grants: grants, signedBy: ada, version: nextVersion(of: client)))
        try #require(answer.status == 200, "\(answer.text)")
    }

    private func nextVersion(of client: TestClient) -> Int64 {
        authority.read { state, _ in state.registry.nextVersion(of: ClientID(ExactText(client.name))) }
    }

    /// The body that registers an approver, with the signature of another where there is one.
    func registration(of approver: Approver, signedBy signer: Approver?, version: Int64 = 1) throws -> JSONValue {
        let keys = [ApprovalKey(publicKey: try Base64.url.decode(approver.publicKey))].compactMap(\.self)
        var members: [JSONValue.Member] = [
            .init("approval_keys", [.string(approver.publicKey)]), .init("principal", approver.json),
        ]
        if let signer {
            let statement = PrincipalStatement(
                issuer: issuer, approver: signer.principal,
                registration: PrincipalRegistration(
                    principal: approver.principal, approvalKeys: keys, version: version))
            members.append(.init("signed", try signer.sign(statement.signedBytes)))
        }
        return .object(members)
    }

    /// The body that registers software.
    func registration(
        of client: TestClient, grants: Grants, signedBy signer: Approver?, version: Int64 = 1
    ) throws -> JSONValue {
        let keySet = try client.keySet
        var members: [JSONValue.Member] = [
            .init("client", .string(client.name)), .init("grants", .array(grants.namesPresent.map { .string($0) })),
            .init("jwks", keySet),
        ]
        if let signer {
            let statement = ClientStatement(
                issuer: issuer, approver: signer.principal,
                registration: ClientRegistration(
                    client: ClientID(ExactText(client.name)), grants: grants, keySet: keySet.canonicalBytes,
                    ceiling: nil, version: version))
            members.append(.init("signed", try signer.sign(statement.signedBytes)))
        }
        return .object(members)
    }

    /// The body of a submission: an intent for the resources of the entries, and the entries as the proposal.
    func envelope(
        _ entries: [JSONValue], controls: JSONValue? = nil, lifetime: Duration = .hours(8),
        relation: [JSONValue.Member] = []
    ) -> JSONValue {
        var intent: [JSONValue.Member] = [
            .init("expires_at", .string(RFC3339.text(clock.now + lifetime))), .init("goal", "Reconcile the invoices."),
            .init("resources", .array(Array(Set(entries.compactMap(\.resource))).sorted().map { .string($0) })),
        ]
        if let controls { intent.append(.init("controls", controls)) }
        return .object([.init("authorization_details", .array(entries)), .init("intent", .object(intent))] + relation)
    }

    /// A submission that waits.
    func submission(
        _ entries: [JSONValue] = [.entry("invoices.*")], controls: JSONValue? = nil, lifetime: Duration = .hours(8),
        relation: [JSONValue.Member] = []
    ) throws -> String {
        let answer = try ask(
            "POST", "/v1/submissions",
            [
                "client": .string(agent.name), "subject": ada.json,
                "submission": envelope(entries, controls: controls, lifetime: lifetime, relation: relation),
            ])
        try #require(answer.status == 202, "\(answer.text)")
        return try answer.string("submission_id")
    }

    /// The body of an approval of what a review shows.
    func approval(
        of submission: String, event: String? = nil, by approver: Approver? = nil
    ) throws -> JSONValue {
        let review = try ask("GET", "/v1/submissions/\(submission)/review").json
        let approver = approver ?? ada
        let statement = ApprovalStatement(
            issuer: issuer, submission: try review.member("id").identifier(),
            approvalEvent: ExactText(event ?? "event-" + submission), approver: approver.principal,
            intentHash: try review.required("intent_hash", JSONNode.digest),
            authorityHash: try review.required("authority_hash", JSONNode.digest), subject: ada.principal,
            expiresAt: try review.member("intent").required("expires_at", JSONNode.instant))
        return ["signed": try approver.sign(statement.signedBytes)]
    }

    /// The mission that an approval makes.
    func approve(_ submission: String) throws -> String {
        let answer = try ask("POST", "/v1/submissions/\(submission)/approve", try approval(of: submission))
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.string("mission_id")
    }

    /// A mission that runs.
    func mission(
        _ entries: [JSONValue] = [.entry("invoices.*")], controls: JSONValue? = nil, lifetime: Duration = .hours(8)
    ) throws -> String {
        try approve(submission(entries, controls: controls, lifetime: lifetime))
    }

    /// A session under a mission, and the caller that its processes are.
    func session(under mission: String) throws -> (id: String, attempt: JSONValue, caller: TestCaller) {
        let answer = try ask("POST", "/v1/sessions", ["mission": .string(mission)])
        try #require(answer.status == 201, "\(answer.text)")
        let id = try answer.string("session")
        let secret = try answer.string("credential")
        return (id, ["epoch": 1, "session": .string(id)], .session(id, secret: secret))
    }

    /// An evaluation of an action under a mission, for Ada.
    func evaluation(
        _ action: String = "invoices.read", under mission: String, _ properties: JSONValue = ["parameters": [:]]
    ) throws -> JSONValue {
        let hash = try ask("GET", "/v1/missions/\(mission)").json["authority_hash"]?.stringValue
        return [
            "action": ["name": .string(action), "properties": properties],
            "context": [
                "actor": ["client_id": .string(agent.name)],
                "mission": [
                    "authority_hash": .string(hash ?? "sha-256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"),
                    "id": .string(mission), "issuer": .string(Self.issuer),
                ],
            ], "resource": ["id": "42", "properties": ["audience": .string(JSONValue.erp)], "type": "invoice"],
            "subject": ["id": .string(ada.principal.subject.string), "type": "user"],
        ]
    }

    /// A permit for an action, asked for by the owner.
    func permit(
        _ action: String = "invoices.read", under mission: String, key: String? = nil, begin: Bool = false
    ) throws -> String {
        var body: [JSONValue.Member] = [
            .init("action", .string(action)), .init("begin", .boolean(begin)), .init("client", .string(agent.name)),
            .init("mission", .string(mission)), .init("parameters", [:]), .init("resource", .string(JSONValue.erp)),
            .init("action_class", "consequential_write"),
        ]
        if let key { body.append(.init("idempotency_key", .string(key))) }
        let answer = try ask("POST", "/v1/permits", .object(body))
        try #require(try answer.json["evaluation"]?["decision"]?.booleanValue == true, "\(answer.text)")
        return try answer.string("permit")
    }
}

extension JSONValue {
    /// The resource of an entry.
    fileprivate var resource: String? {
        guard case .object(let members) = self,
            case .string(let text)? = members.first(where: { $0.name == "resource" })?.value
        else { return nil }
        return text
    }

    /// A policy in which each `invoices` action has a class that needs nobody.
    static let policyForTests: JSONValue = [
        "meanings": .array(
            [(300_000, false), (60_000, false), (10_000, true), (0, true), (0, true), (0, true)].map {
                staleness, durable in
                [
                    "durable": .boolean(durable), "in_flight": "finish", "needs_person": false, "permit_ms": 60_000,
                    "staleness_ms": .number(Double(staleness)),
                ]
            }),
        "rules": [
            ["action": "invoices.read", "class": "consequential_read"],
            ["action": "invoices.*", "class": "consequential_write"],
        ], "version": "tests:1",
    ]
}
