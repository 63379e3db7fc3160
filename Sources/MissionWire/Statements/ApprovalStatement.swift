// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// What an approver signs to approve a mission: exactly the hashes that were shown, and what else the yes covers.
///
/// The signed bytes are the canonical envelope `{"iss": …, "typ": "mission-approval", "value": { … }}`.
package struct ApprovalStatement: Hashable, Sendable {
    package let issuer: String
    package let submission: SubmissionID
    package let approvalEvent: ExactText
    package let approver: Principal
    package let intentHash: Digest
    package let authorityHash: Digest
    package let subject: Principal
    package let expiresAt: Instant
    /// How the approver was authenticated (`acr`).
    package let authentication: AuthenticationContext?

    static let type = "mission-approval"

    package init(
        issuer: String, submission: SubmissionID, approvalEvent: ExactText, approver: Principal, intentHash: Digest,
        authorityHash: Digest, subject: Principal, expiresAt: Instant,
        authentication: AuthenticationContext? = .sealedKey
    ) {
        self.issuer = issuer
        self.submission = submission
        self.approvalEvent = approvalEvent
        self.approver = approver
        self.intentHash = intentHash
        self.authorityHash = authorityHash
        self.subject = subject
        self.expiresAt = expiresAt
        self.authentication = authentication
    }

    /// The bytes to sign.
    package var signedBytes: [UInt8] {
        SignedStatement.bytes(type: Self.type, issuer: issuer) { json in
            json.member("acr", authentication?.rawValue)
            json.member("approval_event_id", approvalEvent)
            json.member("approver", approver)
            json.member("authority_hash", authorityHash)
            json.member("expires_at", expiresAt)
            json.member("intent_hash", intentHash)
            json.member("subject", subject)
            json.member("submission", submission)
        }
    }

    package init(json node: JSONNode) throws(JSONShapeError) {
        let (issuer, value) = try SignedStatement.read(
            node, type: Self.type,
            members: [
                "acr", "approval_event_id", "approver", "authority_hash", "expires_at", "intent_hash", "subject",
                "submission",
            ])
        self.init(
            issuer: issuer, submission: try value.member("submission").identifier(),
            approvalEvent: try value.required("approval_event_id", JSONNode.exactText),
            approver: try value.required("approver", JSONNode.principal),
            intentHash: try value.required("intent_hash", JSONNode.digest),
            authorityHash: try value.required("authority_hash", JSONNode.digest),
            subject: try value.required("subject", JSONNode.principal),
            expiresAt: try value.required("expires_at", JSONNode.instant),
            authentication: try value["acr"].map { (node) throws(JSONShapeError) in
                try node.oneOf(AuthenticationContext.self)
            })
    }

    /// The evidence that this statement and a signature over it make, once the signature is verified.
    package func evidence(key: ApprovalKey, statement: [UInt8], signature: [UInt8]) -> ApprovalEvidence {
        ApprovalEvidence(
            approver: approver, key: key, approvalEvent: approvalEvent, intentHash: intentHash,
            authorityHash: authorityHash, subject: subject, expiresAt: expiresAt, authentication: authentication,
            statement: statement, signature: signature)
    }
}

/// The envelope of everything that a person signs.
enum SignedStatement {
    static func bytes(type: String, issuer: String, _ value: (inout CanonicalWriter) -> Void) -> [UInt8] {
        var json = CanonicalWriter(reservingBytes: 512)
        json.object { json in
            json.member("iss", issuer)
            json.member("typ", type)
            json.member("value", object: value)
        }
        return json.bytes
    }

    static func read(
        _ node: JSONNode, type: String, members: [StaticString]
    ) throws(JSONShapeError) -> (issuer: String, value: JSONNode) {
        let envelope = try node.object(only: ["iss", "typ", "value"])
        let found = try envelope.required("typ", JSONNode.string)
        guard found == type else { throw try envelope.member("typ").error("must be `\(type)`") }
        return (try envelope.required("iss", JSONNode.string), try envelope.member("value").object(only: members))
    }
}
