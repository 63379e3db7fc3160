// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What an approver signs so that a suspended mission goes on.
package struct ResumeStatement: PersonsStatement {
    package let issuer: String
    package let approver: Principal
    package let mission: MissionID
    package let version: Int64

    package init(issuer: String, approver: Principal, mission: MissionID, version: Int64) {
        self.issuer = issuer
        self.approver = approver
        self.mission = mission
        self.version = version
    }

    package var terms: Resumption { Resumption(mission: mission, version: version) }

    package var signedBytes: [UInt8] {
        SignedStatement.bytes(type: "mission-resume", issuer: issuer) { json in
            json.member("approver", approver)
            json.member("mission", mission)
            json.member("version", version)
        }
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let (issuer, value) = try SignedStatement.read(
            node, type: "mission-resume", members: ["approver", "mission", "version"])
        self.init(
            issuer: issuer, approver: try value.required("approver", JSONNode.principal),
            mission: try value.member("mission").identifier(), version: try value.required("version", JSONNode.version))
    }
}

/// What an approver signs so that a mission ends later.
package struct ExtensionStatement: PersonsStatement {
    package let issuer: String
    package let approver: Principal
    package let mission: MissionID
    package let version: Int64
    package let expiresAt: Instant

    package init(issuer: String, approver: Principal, mission: MissionID, version: Int64, expiresAt: Instant) {
        self.issuer = issuer
        self.approver = approver
        self.mission = mission
        self.version = version
        self.expiresAt = expiresAt
    }

    package var terms: Extension { Extension(mission: mission, version: version, expiresAt: expiresAt) }

    package var signedBytes: [UInt8] {
        SignedStatement.bytes(type: "mission-extension", issuer: issuer) { json in
            json.member("approver", approver)
            json.member("expires_at", expiresAt)
            json.member("mission", mission)
            json.member("version", version)
        }
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let (issuer, value) = try SignedStatement.read(
            node, type: "mission-extension", members: ["approver", "expires_at", "mission", "version"])
        self.init(
            issuer: issuer, approver: try value.required("approver", JSONNode.principal),
            mission: try value.member("mission").identifier(), version: try value.required("version", JSONNode.version),
            expiresAt: try value.required("expires_at", JSONNode.instant))
    }
}

/// What an approver signs to agree to one action.
package struct AgreementStatement: PersonsStatement {
    package let issuer: String
    package let approver: Principal
    package let mission: MissionID
    package let operation: Digest
    package let until: Instant

    package init(issuer: String, approver: Principal, mission: MissionID, operation: Digest, until: Instant) {
        self.issuer = issuer
        self.approver = approver
        self.mission = mission
        self.operation = operation
        self.until = until
    }

    package var terms: AgreedAction { AgreedAction(mission: mission, operation: operation, until: until) }

    package var signedBytes: [UInt8] {
        SignedStatement.bytes(type: "mission-agreement", issuer: issuer) { json in
            json.member("approver", approver)
            json.member("mission", mission)
            json.member("operation", operation)
            json.member("until", until)
        }
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let (issuer, value) = try SignedStatement.read(
            node, type: "mission-agreement", members: ["approver", "mission", "operation", "until"])
        self.init(
            issuer: issuer, approver: try value.required("approver", JSONNode.principal),
            mission: try value.member("mission").identifier(),
            operation: try value.required("operation", JSONNode.digest),
            until: try value.required("until", JSONNode.instant))
    }
}

extension JSONNode {
    /// A mission's version: a positive integer.
    package func version() throws(JSONShapeError) -> Int64 { try integer(in: 1...JSONNode.integerMax) }
}
