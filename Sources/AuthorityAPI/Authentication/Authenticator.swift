// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import MissionKernel

/// What a request shows of who sends it.
struct Credentials: Sendable {
    /// `Client-Assertion`: a JWT that proves a registered client's key (RFC 7523).
    var assertion: String?
    /// `Writ-Session` and `Writ-Credential`: the session a process runs under, and its secret.
    var session: String?
    var sessionSecret: String?
    /// The issuer, the URL that all endpoints begin with, and the path of the one that is called.
    let issuer: String
    let base: String
    let path: String
    let takesIssuerAsAudience: Bool

    /// The URL of the endpoint that is called.
    var endpoint: String { base + path }
    /// What an assertion may name as its audience: the endpoint, and where the specifications allow it, the issuer.
    var audiences: [String] { takesIssuerAsAudience ? [endpoint, issuer] : [endpoint] }
}

/// Establishes who calls. One for each kind of listener.
protocol Authenticator: Sendable {
    /// The caller, or why there is none.
    func caller(_ credentials: Credentials, on connection: HTTPConnection) throws(APIError) -> Caller
}
