// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionKernel
import MissionWire
import WritTesting

/// What missions of one kind are about: a repository, and a tenant of a bookkeeping system. Four generations of them,
/// each with a little less than the one before.
struct Kind: Hashable {
    let number: Int

    static let generations = 4
    static let issuer = KernelWorld.issuer

    var repository: String { "https://git.example.com/team-\(number)/service" }
    var books: String { "https://erp.example.com/tenants/\(number)" }
    var tenant: String { "tenant-\(number)" }
    /// The fact that a mission of this kind rests on.
    var fact: String { "release.\(number).frozen" }
    var agent: String { "agent-\(number % 50)" }

    /// Who runs a mission of this generation.
    func client(_ generation: Int) -> String { generation == 0 ? agent : "helper" }

    func authority(_ generation: Int) -> RecordedAuthority {
        let children: JSONValue? =
            generation + 1 < Self.generations ? .children(depth: Self.generations - 1 - generation) : nil
        let constraints: JSONValue = [
            "allowed_tools": ["erp-cli", "git"],
            "max_amount": .money("\(1000 - 100 * generation).00"), "tenant": .string(tenant),
        ]
        return RecordedAuthority([
            .entry("git.fetch", "git.commit", on: repository, delegation: children),
            .entry("invoices.read", "invoices.post", on: books, constraints: constraints, delegation: children),
        ])
    }

    func intent(_ generation: Int, until end: Instant) -> RecordedIntent {
        var members: [JSONValue.Member] = [
            .init("goal", "Reconcile the invoices of the third quarter, and mend what the reconciliation finds."),
            .init("expires_at", .string(RFC3339.text(end))),
            .init("resources", [.string(repository), .string(books)]),
        ]
        if generation == 0 { members.append(.init("controls", controls)) }
        return Wire.read(.object(members)) { (node) throws(JSONShapeError) in
            try IntentGrammar.recorded(node, issuer: Self.issuer)
        }
    }

    private var controls: JSONValue {
        [
            "max_calls": [["call_class": "invoices.post", "count": 1_000_000_000]],
            "writ:classes": ["invoices.post": "consequential_write", "invoices.read": "consequential_read"],
            "writ:conditions": [.condition(fact, is: false)],
        ]
    }
}

/// What is asked about a mission of a kind.
extension Kind {
    /// May an invoice be read? In the form of AuthZEN.
    func check(_ mission: MissionID, generation: Int) -> JSONValue {
        [
            "action": [
                "name": "invoices.read",
                "properties": [
                    "parameter_attributes": [
                        "amount": .money("12.50"), "tenant": .string(tenant), "tool": "erp-cli",
                    ]
                ],
            ],
            "context": [
                "actor": ["client_id": .string(client(generation))],
                "mission": [
                    "authority_hash": .string(DigestText.format(authority(generation).set.digest)),
                    "id": .string(mission.text), "issuer": .string(Self.issuer),
                ],
            ],
            "resource": ["id": .string(books), "properties": ["audience": .string(books)], "type": "service"],
            "subject": ["id": .string(Person.ada.name), "type": "user"],
        ]
    }

    /// A durable permit for a commit, told apart by its key and its parameters.
    func permit(_ mission: MissionID) -> JSONValue {
        [
            "action": "git.commit", "client": .string(agent),
            "idempotency_key": .string("commit-" + RequestText.number), "mission": .string(mission.text),
            "parameter_digest": "sha-256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
            "resource": .string(repository),
        ]
    }

    /// The check as the kernel gets it.
    func action(_ mission: MissionID, generation: Int) -> ActionRequest {
        Wire.read(check(mission, generation: generation)) { (node) throws(JSONShapeError) in
            try EvaluationRequest(node, issuer: Self.issuer).action
        }
    }
}
