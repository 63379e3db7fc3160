// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What an approver signs so that a person is registered who can approve.
package typealias PrincipalStatement = PersonsStatement<PrincipalRegistration>

extension PrincipalStatement {
    package init(issuer: String, approver: Principal, registration: PrincipalRegistration) {
        self.init(issuer: issuer, approver: approver, terms: registration)
    }
}

extension PrincipalRegistration: SignedTerms {
    package static let statementType = "principal-registration"
    package static let statementMembers: [StaticString] = ["approval_keys", "approver", "principal", "version"]

    package init(statement value: JSONNode) throws(JSONShapeError) {
        self.init(
            principal: try value.required("principal", JSONNode.principal),
            approvalKeys: try value.member("approval_keys").array(max: 64, each: JSONNode.approvalKey),
            version: try value.required("version", JSONNode.version))
    }

    package func write(approver: Principal, to json: inout CanonicalWriter) {
        json.member("approval_keys", each: approvalKeys) { json, key in json.base64URL(key.publicKey) }
        json.member("approver", approver)
        json.member("principal", principal)
        json.member("version", version)
    }
}

/// What an approver signs so that software is registered that may govern, or is let in again.
package typealias ClientStatement = PersonsStatement<ClientRegistration>

extension ClientStatement {
    package init(issuer: String, approver: Principal, registration: ClientRegistration) {
        self.init(issuer: issuer, approver: approver, terms: registration)
    }
}

extension ClientRegistration: SignedTerms {
    package static let statementType = "client-registration"
    package static let statementMembers: [StaticString] = [
        "approver", "ceiling_hash", "client", "grants", "jwks", "version",
    ]

    package init(statement value: JSONNode) throws(JSONShapeError) {
        self.init(
            client: try value.required("client", JSONNode.clientID),
            grants: try value.required("grants", JSONNode.grants), keySet: value["jwks"]?.canonicalBytes ?? [],
            ceiling: try value.optional("ceiling_hash", JSONNode.digest),
            version: try value.required("version", JSONNode.version))
    }

    package func write(approver: Principal, to json: inout CanonicalWriter) {
        json.member("approver", approver)
        json.member("ceiling_hash", ceiling)
        json.member("client", client.text)
        json.member("grants", grants.namesPresent)
        if !keySet.isEmpty { json.member("jwks", canonical: keySet) }
        json.member("version", version)
    }
}
