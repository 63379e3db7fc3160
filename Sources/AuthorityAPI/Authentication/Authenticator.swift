// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import MissionKernel

/// What a request shows of who sends it.
struct Credentials: Sendable {
    /// `Client-Assertion`, and `client_assertion` of a form: a JWT that proves a registered client's key (RFC 7523).
    /// Whoever shows more than one is not let in (draft-mcguinness-oauth-mission-status, *Authentication*).
    var assertions: [String] = []
    /// Whether `Authorization` came: another mechanism, which is none here.
    var hasAuthorization = false
    /// `client_id` of a form: the client that the assertion is of (RFC 7521, section 4.2).
    var clientID: String?
    /// `Writ-Session` and `Writ-Credential`: the session a process runs under, and its secret.
    var session: String?
    var sessionSecret: String?
    /// The issuer, and the URL of the endpoint that is called.
    let issuer: String
    let endpoint: String
    let takesIssuerAsAudience: Bool

    /// What an assertion may name as its audience: the endpoint, and where the specifications allow it, the issuer.
    var audiences: [String] { takesIssuerAsAudience ? [endpoint, issuer] : [endpoint] }

    /// Takes in what a form shows of who sends it (RFC 7521, section 4.2).
    mutating func read(_ form: FormFields) throws(APIError) {
        clientID = form["client_id"]
        guard let assertion = form["client_assertion"] else { return }
        guard form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" else {
            throw .unauthorized(
                "`client_assertion_type` must be `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`")
        }
        assertions.append(assertion)
    }
}

/// Establishes who calls. One for each kind of listener.
protocol Authenticator: Sendable {
    /// The caller, or why there is none.
    func caller(_ credentials: Credentials, on connection: HTTPConnection) throws(APIError) -> Caller
}
