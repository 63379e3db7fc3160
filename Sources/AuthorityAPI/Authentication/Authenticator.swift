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
    /// The URL of the endpoint that is called.
    let endpoint: String
    /// What an assertion may name as its audience: the endpoint, and where the specifications allow it, the issuer.
    let audiences: [String]
}

/// Establishes who calls. One for each kind of listener.
protocol Authenticator: Sendable {
    /// The caller, or why there is none.
    func caller(_ credentials: Credentials, on connection: HTTPConnection) throws(APIError) -> Caller
}
