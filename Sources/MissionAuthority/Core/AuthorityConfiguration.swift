// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// What an authority is told about itself.
package struct AuthorityConfiguration: Sendable {
    /// The issuer URL: the `issuer` of every mission, and the `iss` of every anchor and signed answer.
    package var issuer: String
    /// How long a signed status may be shown (`exp` - `iat`).
    package var statusValiditySeconds: Int64 = 60
    /// How long a reported state may be relied on at most (`mission_max_stale_seconds`).
    package var maxStaleSeconds: Int64 = 60
    /// How long a submission waits for its approval.
    package var submissionMilliseconds: Int64 = 7 * 24 * 3600 * 1000
    /// How long a session's credential is good for at most; it ends with the attempt.
    package var credentialMilliseconds: Int64 = 30 * 24 * 3600 * 1000

    package init(issuer: String) { self.issuer = issuer }
}

/// Draws identifiers.
package protocol IdentitySource: Sendable {
    func next<Kind: IdentifierKind>() -> Identifier<Kind>
    /// Secret bytes for a credential.
    func secret(count: Int) -> [UInt8]
}

/// Signs what the authority says over its own name.
package protocol StatementSigner: Sendable {
    /// A compact JWS over `payload` with this `typ`.
    func sign(_ payload: [UInt8], type: String) -> [UInt8]
}
