// SPDX-License-Identifier: Apache-2.0

/// Why a request has no answer.
///
/// After `invalidRequest`, `unreachable` and `refusedListener` nothing has been sent. After any other, the server may
/// have acted.
package enum HTTPClientError: Error, Equatable, CustomStringConvertible {
    /// The URL, method or a field cannot be sent.
    case invalidRequest(String)
    /// Nobody listens there, the name is unknown, or there is no way to it.
    case unreachable(String)
    /// Who listens on the unix socket is not who is to be spoken to.
    case refusedListener(String)
    /// The time allowed has passed.
    case timedOut
    /// The answer exceeds a bound, given in bytes.
    case tooLarge(limitBytes: Int)
    /// The server's identity could not be established, or TLS failed.
    case tls(String)
    /// The server closed the connection before its answer was complete.
    case connectionLost(String)
    /// What came back is not HTTP.
    case protocolViolation(String)
    /// The request was cancelled, or its receiver wanted no more.
    case cancelled
    /// The system refused memory or a descriptor.
    case noResources(String)

    /// What is wrong, in words for a person.
    package var description: String {
        switch self {
        case .invalidRequest(let reason): "the request cannot be sent: \(reason)"
        case .unreachable(let reason): "nobody can be reached there: \(reason)"
        case .refusedListener(let reason): reason
        case .timedOut: "no answer in the time allowed"
        case .tooLarge(let limitBytes): "the answer is longer than \(limitBytes) bytes"
        case .tls(let reason): "no secure connection: \(reason)"
        case .connectionLost(let reason): "the connection was lost: \(reason)"
        case .protocolViolation(let reason): "the answer is not HTTP: \(reason)"
        case .cancelled: "cancelled"
        case .noResources(let reason): "the system refused: \(reason)"
        }
    }
}
