// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// Why a request was not answered as asked.
enum APIError: Error {
    case refused(Refusal)
    case unavailable(AuthorityError.Unavailability)
    case unauthorized(String)
    /// The authority has just started, and does not know yet which processes are whose.
    case supervisorsAwaited
    /// A body or parameter that cannot be used.
    case malformed(String)
    case submission(SubmissionFault)
    case unsupportedMediaType(expected: String)
    /// The body is compressed, or coded otherwise.
    case unsupportedCoding
    case noRoute
    case methodNotAllowed(allowed: [String])
    /// Something that was asked for is not kept, or cannot be read; the reason is in the log.
    case storage

    init(_ error: AuthorityError) {
        self =
            switch error {
            case .refused(let refusal): .refused(refusal)
            case .unavailable(let reason): .unavailable(reason)
            }
    }

    init(_ error: JSONShapeError) { self = .malformed("\(error)") }
    init(_ error: JSONError) { self = .malformed("the body is not usable JSON: \(error)") }
}

/// The families of answers: each specification has its own names for the same refusals.
enum Surface: Sendable {
    /// draft-mcguinness-mission-authority-server, *Error Responses*.
    case submission
    /// draft-mcguinness-oauth-mission-status, *Error Responses*; echoes the nonce.
    case status(nonce: String?)
    /// AuthZEN 1.0, section on errors.
    case decision
    /// The product's own.
    case product

    /// Whether a client assertion may name the issuer as its audience. The status surface says that it must name the
    /// endpoint (draft-mcguinness-oauth-mission-status, *Authentication*).
    var takesIssuerAsAudience: Bool {
        if case .status = self { false } else { true }
    }

    /// The surface as it answers one request: whatever is wrong with the rest, a well-formed nonce comes back
    /// (draft-mcguinness-oauth-mission-status, *Error Responses*).
    func answering(_ body: [UInt8]) -> Surface {
        guard case .status = self else { return self }
        guard let nonce = FormFields.only("nonce", in: body), (1...255).contains(nonce.unicodeScalars.count) else {
            return self
        }
        return .status(nonce: nonce)
    }

    /// The challenge of a 401 (RFC 9110, section 11.6.1): the fields by which one is known here. No registered scheme
    /// is named, for each says that something is taken in `Authorization`, and nothing is.
    var challenge: HTTPField {
        HTTPField("WWW-Authenticate", isForClients ? "Client-Assertion" : "Client-Assertion, Writ-Session")
    }

    /// Whether only registered clients ask here.
    var isForClients: Bool {
        switch self {
        case .submission, .status: true
        case .decision, .product: false
        }
    }
}
