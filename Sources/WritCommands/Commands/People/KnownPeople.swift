// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import Crypto
import MissionKernel
import MissionWire

/// The people that the authority knows, and how one is registered among them.
struct KnownPeople {
    struct Person {
        let isEnabled: Bool
        let keys: [[UInt8]]
        let version: Int64

        var isApprover: Bool { !keys.isEmpty }
        /// Whether they can approve now.
        var approves: Bool { isApprover && isEnabled }
    }

    private var people: [Principal: Person] = [:]

    init(_ client: AuthorityClient) throws {
        try client.get("/v1/people").member("people").forEachElement { node in
            people[try node.required("principal", JSONNode.principal)] = Person(
                isEnabled: node.isTrue("enabled"),
                keys: try node.member("approval_keys").array(max: 64, each: JSONNode.approvalKey).map(\.publicKey),
                version: try node.member("version").integer(in: 0...Int64.max))
        }
    }

    subscript(_ principal: Principal) -> Person? { people[principal] }

    /// The names of those who were registered, of an issuer, in order.
    func names(of issuer: String) -> [String] {
        people.filter { $0.key.issuer == ExactText(issuer) && $0.value.version > 0 }.map(\.key.subject.string).sorted()
    }

    /// Whether approvers decide who is one.
    var hasApprover: Bool { people.values.contains { $0.isApprover } }

    /// Whether anybody else can approve now.
    func hasEnabledApprover(besides person: Principal? = nil) -> Bool {
        people.contains { $0.key != person && $0.value.approves }
    }

    /// Registers somebody; where they can approve, `approver` signs exactly what is registered.
    @discardableResult
    func register(
        _ principal: Principal, keys: [[UInt8]], signedBy approver: Approver?, _ client: AuthorityClient,
        _ context: CommandContext
    ) throws -> JSONNode {
        let registration = PrincipalRegistration(
            principal: principal, approvalKeys: keys.compactMap { ApprovalKey(publicKey: $0) },
            version: (people[principal]?.version ?? 0) + 1)
        let statement = try approver.map { approver in
            PrincipalStatement(
                issuer: try HomeConfiguration(of: context.home()).issuer, approver: approver.principal,
                registration: registration)
        }
        return try client.post("/v1/people") { json in
            json.member("approval_keys", keys.map { Base64.url.text($0) })
            json.member("principal", principal)
            if let statement { approver?.write(signed: statement.signedBytes, as: "signed", to: &json) }
        }
    }
}
