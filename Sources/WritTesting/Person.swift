// SPDX-License-Identifier: Apache-2.0

package import MissionKernel
package import MissionWire

/// Someone who may approve, with the key they approve by.
package struct Person: Hashable, Sendable {
    package let name: String

    package init(_ name: String) { self.name = name }

    package static let ada = Person("ada")
    package static let ben = Person("ben")

    package var principal: Principal { Principal(issuer: "https://idp.example.com", subject: ExactText(name)) }

    /// A key of this person's own; nobody checks signatures below the edge.
    package var key: ApprovalKey {
        var bytes = Array(name.utf8.prefix(32))
        bytes += Array(repeating: 0, count: 32 - bytes.count)
        guard let key = ApprovalKey(publicKey: bytes) else { preconditionFailure("\(bytes.count) bytes are no key") }
        return key
    }

    /// A statement with a signature over it, as the edge hands it on.
    package func signed<Terms: SignedTerms>(_ statement: PersonsStatement<Terms>) -> SignedEvidence<Terms> {
        statement.evidence(
            key: key, statement: statement.signedBytes, signature: Array(repeating: 7, count: 64))
    }
}

extension Grants {
    /// Every grant there is.
    package static let all = Grants(Grants.names.map(\.grant))
}

extension ClientID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(ExactText(value)) }
}
