// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What an approver signs so that a person is registered who can approve.
package struct PrincipalStatement: PersonsStatement {
    package let issuer: String
    package let approver: Principal
    package let registration: PrincipalRegistration

    package init(issuer: String, approver: Principal, registration: PrincipalRegistration) {
        self.issuer = issuer
        self.approver = approver
        self.registration = registration
    }

    package var terms: PrincipalRegistration { registration }

    package var signedBytes: [UInt8] {
        SignedStatement.bytes(type: "principal-registration", issuer: issuer) { json in
            json.member("approval_keys", each: registration.approvalKeys) { json, key in json.base64URL(key.publicKey) }
            json.member("approver", approver)
            json.member("principal", registration.principal)
            json.member("version", registration.version)
        }
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let (issuer, value) = try SignedStatement.read(
            node, type: "principal-registration", members: ["approval_keys", "approver", "principal", "version"])
        let registration = PrincipalRegistration(
            principal: try value.required("principal", JSONNode.principal),
            approvalKeys: try value.member("approval_keys").array(max: 64, each: JSONNode.approvalKey),
            version: try value.required("version", JSONNode.version))
        self.init(
            issuer: issuer, approver: try value.required("approver", JSONNode.principal), registration: registration)
    }
}

/// What an approver signs so that software is registered that may govern, or is let in again.
package struct ClientStatement: PersonsStatement {
    package let issuer: String
    package let approver: Principal
    package let registration: ClientRegistration

    package init(issuer: String, approver: Principal, registration: ClientRegistration) {
        self.issuer = issuer
        self.approver = approver
        self.registration = registration
    }

    package var terms: ClientRegistration { registration }

    package var signedBytes: [UInt8] {
        SignedStatement.bytes(type: "client-registration", issuer: issuer) { json in
            json.member("approver", approver)
            json.member("ceiling_hash", registration.ceiling)
            json.member("client", registration.client.text)
            json.member("grants", registration.grants.namesPresent)
            if !registration.keySet.isEmpty { json.member("jwks", canonical: registration.keySet) }
            json.member("version", registration.version)
        }
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let (issuer, value) = try SignedStatement.read(
            node, type: "client-registration",
            members: ["approver", "ceiling_hash", "client", "grants", "jwks", "version"])
        let registration = ClientRegistration(
            client: try value.required("client", JSONNode.clientID),
            grants: try value.required("grants", JSONNode.grants), keySet: value["jwks"]?.canonicalBytes ?? [],
            ceiling: try value.optional("ceiling_hash", JSONNode.digest),
            version: try value.required("version", JSONNode.version))
        self.init(
            issuer: issuer, approver: try value.required("approver", JSONNode.principal), registration: registration)
    }
}
