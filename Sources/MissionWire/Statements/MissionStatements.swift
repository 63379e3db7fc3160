// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What an approver signs so that a suspended mission goes on.
package typealias ResumeStatement = PersonsStatement<Resumption>

extension ResumeStatement {
    package init(issuer: String, approver: Principal, mission: MissionID, version: Int64) {
        self.init(issuer: issuer, approver: approver, terms: Resumption(mission: mission, version: version))
    }
}

extension Resumption: SignedTerms {
    package static let statementType = "mission-resume"
    package static let statementMembers: [StaticString] = ["approver", "mission", "version"]

    package init(statement value: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try value.member("mission").identifier(), version: try value.required("version", JSONNode.version))
    }

    package func write(approver: Principal, to json: inout CanonicalWriter) {
        json.member("approver", approver)
        json.member("mission", mission)
        json.member("version", version)
    }
}

/// What an approver signs so that a mission ends later.
package typealias ExtensionStatement = PersonsStatement<Extension>

extension ExtensionStatement {
    package init(issuer: String, approver: Principal, mission: MissionID, version: Int64, expiresAt: Instant) {
        self.init(
            issuer: issuer, approver: approver,
            terms: Extension(mission: mission, version: version, expiresAt: expiresAt))
    }
}

extension Extension: SignedTerms {
    package static let statementType = "mission-extension"
    package static let statementMembers: [StaticString] = ["approver", "expires_at", "mission", "version"]

    package init(statement value: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try value.member("mission").identifier(), version: try value.required("version", JSONNode.version),
            expiresAt: try value.required("expires_at", JSONNode.instant))
    }

    package func write(approver: Principal, to json: inout CanonicalWriter) {
        json.member("approver", approver)
        json.member("expires_at", expiresAt)
        json.member("mission", mission)
        json.member("version", version)
    }
}

/// What an approver signs to agree to one action.
package typealias AgreementStatement = PersonsStatement<AgreedAction>

extension AgreementStatement {
    package init(issuer: String, approver: Principal, mission: MissionID, operation: Digest, until: Instant) {
        self.init(
            issuer: issuer, approver: approver,
            terms: AgreedAction(mission: mission, operation: operation, until: until))
    }
}

extension AgreedAction: SignedTerms {
    package static let statementType = "mission-agreement"
    package static let statementMembers: [StaticString] = ["approver", "mission", "operation", "until"]

    package init(statement value: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try value.member("mission").identifier(),
            operation: try value.required("operation", JSONNode.digest),
            until: try value.required("until", JSONNode.instant))
    }

    package func write(approver: Principal, to json: inout CanonicalWriter) {
        json.member("approver", approver)
        json.member("mission", mission)
        json.member("operation", operation)
        json.member("until", until)
    }
}

extension JSONNode {
    /// A mission's version: a positive integer.
    package func version() throws(JSONShapeError) -> Int64 { try integer(in: 1...JSONNode.integerMax) }
}
