// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The right to answer one request, once.
///
/// It cannot be copied and each answer consumes it, so the compiler refuses a second answer. One that is dropped
/// answers 500. It may be used on any thread, in the handler's call or later. After a forced stop it answers nobody.
package struct Responder: ~Copyable, Sendable {
    private var exchange: Exchange?

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    /// Answers with a response made before, or made for this request.
    package consuming func send(_ response: HTTPResponse) {
        _ = exchange.take()?.answer(Reply(response: response))
    }

    /// Answers with a status, fields and a copy of `body`.
    package consuming func send(_ status: HTTPStatus, _ fields: [HTTPField] = [], body: [UInt8] = []) {
        send(HTTPResponse(status, fields, body: body))
    }

    /// Answers with a status, fields and a copy of the bytes `body` points at.
    package consuming func send(_ status: HTTPStatus, _ fields: [HTTPField] = [], copying body: UnsafeRawBufferPointer)
    {
        send(HTTPResponse(status, fields, copying: body))
    }

    /// Answers with a stream whose bytes are sent as they come.
    ///
    /// - Parameters:
    ///   - bufferBytesMax: how much a client may lag behind before `send` reports an overflow.
    ///   - onClose: called once, on a server thread, when the stream has ended for whatever reason: its client went
    ///     away, it was closed, or the server stopped. Must not block.
    /// - Returns: the stream, or nil when the request is no longer there; `onClose` is then not called.
    package consuming func stream(
        _ status: HTTPStatus, _ fields: [HTTPField] = [], bufferBytesMax: Int,
        onClose: @escaping @Sendable () -> Void
    ) -> EventStream? {
        guard let exchange = exchange.take() else { return nil }
        let stream = exchange.makeStream(bufferBytesMax: bufferBytesMax, onClose: onClose)
        return exchange.answer(Reply(response: stream.makeResponse(status, fields), stream: stream)) ? stream : nil
    }

    deinit {
        guard let exchange else { return }
        _ = exchange.answer(Reply(response: exchange.dropped))
    }
}

/// A place for a responder in a closure or a collection, which cannot hold one directly.
///
/// Whoever takes it first has it; everyone after gets nil. If nobody does, the request is answered 500 when the last
/// reference to this place goes.
package final class HeldResponder: Sendable {
    private let responder: Mutex<Responder?>

    /// Keeps `responder`.
    package init(_ responder: consuming Responder) {
        self.responder = Mutex(responder)
    }

    /// The responder, the first time.
    package func take() -> Responder? {
        responder.withLock { $0.take() }
    }
}
