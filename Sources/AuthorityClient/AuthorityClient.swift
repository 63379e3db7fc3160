// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Crypto
package import HTTPClient
package import MissionKernel
import MissionWire

/// Speaks to an authority. One request at a time; for several, several clients.
///
/// Whatever goes wrong on the way is an error, never a permission.
package final class AuthorityClient {
    /// As whom the client speaks.
    package enum Identity: Sendable {
        /// The owner of the authority, on its own socket.
        case owner
        /// A process under a mission, by its session and the session's secret.
        case session(SessionID, secret: [UInt8])
    }

    private let http: HTTPClient
    private let identity: Identity
    private let timeoutMilliseconds: Int
    private let base = "http://writ"

    package static let timeoutMilliseconds = 30_000
    private static let answerBytesMax = 64 << 20

    /// Speaks over the unix socket at `socketPath`.
    ///
    /// Only to a process of the same user that works under no mission, unless this one does.
    ///
    /// - Parameters:
    ///   - lock: the lock of the authority's home, which the process must hold.
    ///   - timeoutMilliseconds: how long an answer may take.
    package init(
        socketPath: String, as identity: Identity, lock: String? = nil,
        timeoutMilliseconds: Int = AuthorityClient.timeoutMilliseconds
    ) throws(ClientError) {
        let check = ListenerCheck(lock: lock)
        do throws(HTTPClientError) {
            http = try HTTPClient(HTTPClientConfiguration(unixSocketPath: socketPath)) { check.fault(socket: $0) }
        } catch {
            throw ClientError(error)
        }
        self.identity = identity
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// What a GET answers.
    package func get(_ path: String) throws(ClientError) -> JSONNode {
        try read(send("GET", path, body: []))
    }

    /// The bytes that a GET answers, whatever their type.
    package func bytes(_ path: String) throws(ClientError) -> [UInt8] {
        try send("GET", path, body: []).body
    }

    /// What a POST of a JSON object answers.
    package func post(
        _ path: String, _ members: (inout CanonicalWriter) -> Void = { _ in }
    ) throws(ClientError) -> JSONNode {
        var json = CanonicalWriter()
        json.object(members)
        return try read(send("POST", path, body: json.bytes))
    }

    /// What a PUT of a JSON object answers.
    package func put(_ path: String, _ document: [UInt8]) throws(ClientError) -> JSONNode {
        try read(send("PUT", path, body: document))
    }

    /// Follows missions until `onChange` says false, the authority ends the watch, or `cancellation` is used.
    package func watch(
        _ missions: [MissionID], cancellation: HTTPCancellation, onChange: @escaping (MissionChange) -> Bool
    ) throws(ClientError) {
        let names = missions.map(\.text).joined(separator: ",")
        var events = EventStreamReader()
        var failure: HTTPAnswer?
        do throws(HTTPClientError) {
            try http.stream(
                "GET", base + "/v1/watch?mission=" + names, headers: fields, idleMilliseconds: Self.timeoutMilliseconds,
                cancellation: cancellation,
                onHead: { head in
                    guard head.status != 200 else { return .proceed }
                    failure = head
                    return .stop
                },
                onChunk: { chunk in
                    events.take(chunk)
                    while let event = events.next() {
                        guard let change = MissionChange(event) else { continue }
                        if !onChange(change) { return .stop }
                    }
                    return .proceed
                })
        } catch {
            throw ClientError(error)
        }
        if let failure { throw ClientError(.refused(status: failure.status), code: "refused", "the watch was refused") }
    }

    private func send(_ method: String, _ path: String, body: [UInt8]) throws(ClientError) -> HTTPAnswer {
        let answer: HTTPAnswer
        do throws(HTTPClientError) {
            answer = try http.send(
                method, base + path, headers: fields, body: body, timeoutMilliseconds: timeoutMilliseconds,
                maxResponseBytes: Self.answerBytesMax)
        } catch {
            throw ClientError(error)
        }
        guard (200..<300).contains(answer.status) else { throw ClientError(status: answer.status, body: answer.body) }
        return answer
    }

    private func read(_ answer: HTTPAnswer) throws(ClientError) -> JSONNode {
        let limits = JSONLimits(bytesMax: Self.answerBytesMax, depthMax: 64)
        do throws(JSONError) {
            return try JSONDocument(answer.body, limits: limits).root
        } catch {
            throw ClientError(.garbled, code: "garbled", "the answer cannot be read: \(error)")
        }
    }

    private var fields: [HTTPAnswer.Field] {
        let json = HTTPAnswer.Field("Content-Type", "application/json")
        switch identity {
        case .owner: return [json]
        case .session(let session, let secret):
            return [
                json, HTTPAnswer.Field("Writ-Session", session.text),
                HTTPAnswer.Field("Writ-Credential", Base64.url.text(secret)),
            ]
        }
    }
}
