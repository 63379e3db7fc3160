// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import Platform

/// The answer to one request, to be given once, now or later and from any thread.
struct Reply: Sendable {
    private let responder: HeldResponder
    let surface: Surface
    private let counts: AnswerCounts
    /// The client's own name for its request, which comes back with the answer (`X-Request-ID`).
    private let requestID: HTTPField?

    init(_ responder: HeldResponder, surface: Surface, counts: AnswerCounts, requestID: HTTPField? = nil) {
        self.responder = responder
        self.surface = surface
        self.counts = counts
        self.requestID = requestID
    }

    /// Answers with bytes.
    func send(_ status: HTTPStatus, type: HTTPField = .json, _ body: [UInt8], fields: [HTTPField] = []) {
        counts.count(status)
        let own = requestID.map { [$0] } ?? []
        responder.take()?.send(status, [type, .noStore] + fields + own, body: body)
    }

    /// Answers with a JSON object.
    func object(_ status: HTTPStatus = .ok, _ members: (inout CanonicalWriter) -> Void) {
        var json = CanonicalWriter()
        json.object(members)
        send(status, json.bytes)
    }

    /// Answers that it is done, where there is nothing to say.
    func done() { object { _ in } }

    func fail(_ error: APIError) {
        let answer = ErrorAnswer(error, on: surface)
        var fields: [HTTPField] = []
        if case .methodNotAllowed(let allowed) = error,
            let allow = HTTPField(name: "Allow", value: allowed.joined(separator: ", "))
        {
            fields.append(allow)
        }
        if case .unsupportedCoding = error { fields.append(.acceptedCoding) }
        if answer.status == .unauthorized { fields.append(surface.challenge) }
        send(answer.status, answer.body(on: surface), fields: fields)
    }

    /// Begins a stream of server-sent events; nil when the client is gone already.
    func stream(onClose: @escaping @Sendable () -> Void) -> EventStream? {
        counts.count(.ok)
        return responder.take()?.stream(.ok, [.eventStream, .noStore], bufferBytesMax: 1 << 20, onClose: onClose)
    }

    /// A completion that answers with `success`, or with the error.
    func completion<Answer: Sendable>(
        _ success: @escaping @Sendable (Reply, Answer) -> Void
    ) -> Completion<Answer> {
        { result in
            switch result {
            case .success(let answer): success(self, answer)
            case .failure(let error): fail(APIError(error))
            }
        }
    }

    /// A completion that answers that it is done.
    var whenDone: Completion<Void> { completion { reply, _ in reply.done() } }
}

extension HTTPField {
    static let json = HTTPField("Content-Type", "application/json")
    static let statusResponse = HTTPField("Content-Type", "application/mission-status-response+jwt")
    static let eventStream = HTTPField("Content-Type", "text/event-stream")
    static let plainText = HTTPField("Content-Type", "text/plain; charset=utf-8")
    static let metrics = HTTPField(name: "Content-Type", value: MetricsRegistry.contentType) ?? plainText
    static let noStore = HTTPField("Cache-Control", "no-store")
    /// RFC 9110, section 12.5.3.
    static let acceptedCoding = HTTPField("Accept-Encoding", "identity")
}
