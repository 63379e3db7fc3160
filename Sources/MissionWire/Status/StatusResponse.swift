// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel

/// The signed answer to a status or lifecycle request (draft-mcguinness-oauth-mission-status, *Response*).
package struct StatusResponse: Sendable {
    package static let mediaType = "application/mission-status-response+jwt"
    /// The `typ` of the JWS header.
    package static let type = "mission-status-response+jwt"

    package let issuer: String
    package let audience: String
    /// The client that asked.
    package let requester: String
    package let nonce: String
    package let issuedAt: Instant
    package let expiresAt: Instant
    package let freshUntil: Instant
    package let mission: Mission
    /// The entries for the audience, each canonical; nil when the answer is about the state only.
    package let authorizationDetails: [[UInt8]]?

    /// The `mission` object.
    package struct Mission: Sendable {
        package let id: MissionID
        package let authorityHash: Digest
        package let standing: Standing
        package let expiresAt: Instant
        package let containmentVersion: Int32
        package let parent: Parent?

        package init(
            id: MissionID, authorityHash: Digest, standing: Standing, expiresAt: Instant, containmentVersion: Int32,
            parent: Parent?
        ) {
            self.id = id
            self.authorityHash = authorityHash
            self.standing = standing
            self.expiresAt = expiresAt
            self.containmentVersion = containmentVersion
            self.parent = parent
        }
    }

    /// The parent of a child mission.
    package struct Parent: Sendable {
        package let id: MissionID
        package let authorityHash: Digest
        package let depth: Int
        package let state: MissionState

        package init(id: MissionID, authorityHash: Digest, depth: Int, state: MissionState) {
            self.id = id
            self.authorityHash = authorityHash
            self.depth = depth
            self.state = state
        }
    }

    package init(
        issuer: String, audience: String, requester: String, nonce: String, issuedAt: Instant, expiresAt: Instant,
        freshUntil: Instant, mission: Mission, authorizationDetails: [[UInt8]]?
    ) {
        self.issuer = issuer
        self.audience = audience
        self.requester = requester
        self.nonce = nonce
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.freshUntil = freshUntil
        self.mission = mission
        self.authorizationDetails = authorizationDetails
    }

    /// The payload to sign.
    package var payload: [UInt8] {
        var json = CanonicalWriter(reservingBytes: 1024)
        json.object { json in
            json.member("aud", audience)
            if let details = authorizationDetails {
                json.member("authorization_details", each: details) { json, entry in json.canonical(entry) }
            }
            json.member("exp", expiresAt.secondsSinceEpoch)
            json.member("iat", issuedAt.secondsSinceEpoch)
            json.member("iss", issuer)
            json.member("mission") { json in members(of: mission, &json) }
            json.member("nonce", nonce)
            json.member("sub", requester)
        }
        return json.bytes
    }

    private func members(of mission: Mission, _ json: inout CanonicalWriter) {
        json.member("authority_hash", mission.authorityHash)
        if mission.containmentVersion > 0 { json.member("containment_version", mission.containmentVersion) }
        json.member("expires_at", mission.expiresAt)
        json.member("fresh_until", freshUntil)
        json.member("id", mission.id)
        json.member("issuer", issuer)
        let deadline = mission.standing.suspension?.until == nil ? nil : mission.standing.suspension
        json.member("on_expiry", deadline?.onExpiry?.rawValue)
        if let parent = mission.parent { json.member("parent") { json in members(of: parent, &json) } }
        json.member("state", mission.standing.state.rawValue)
        json.member("successor", mission.standing.ending?.successor)
        json.member("suspend_until", deadline?.until)
        json.member("version", mission.standing.version)
    }

    private func members(of parent: Parent, _ json: inout CanonicalWriter) {
        json.member("authority_hash", parent.authorityHash)
        json.member("cascade_mode", "immediate")
        json.member("depth", parent.depth)
        json.member("id", parent.id)
        json.member("issuer", issuer)
        json.member("state", parent.state.rawValue)
    }
}

extension Instant {
    /// Whole seconds since the epoch, rounded down: the NumericDate of JWT.
    package var secondsSinceEpoch: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
