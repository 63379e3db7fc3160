// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc
import Synchronization

/// What a request is answered with.
struct Reply {
    let response: HTTPResponse
    var stream: EventStream?
}

/// The request and answer under way on one connection; reused for each request the connection carries.
///
/// A connection is served by one library thread. What only that thread touches is plain state (`input`); what an
/// answer from another thread meets is in `state`. No other thread tells the library anything but to resume: an answer
/// is stored here, and the connection's own thread hands it over.
///
/// `@unchecked Sendable`: `input` belongs to the connection's library thread; `handle` and `descriptor` are used by
/// that thread, or under `state` while `stage` is not `closed`; the rest is constant or atomic.
final class Exchange: @unchecked Sendable {
    private enum Stage {
        /// Between requests, or receiving one.
        case receiving
        /// The handler is being called; the connection is not suspended.
        case handling
        /// The connection is suspended until an answer comes.
        case waiting
        /// The answer is in `reply`; the library will ask for it.
        case answered
        /// The library has the answer and is sending it.
        case sending
        /// The connection is gone.
        case closed
    }

    private struct State {
        var stage = Stage.receiving
        var reply: Reply?
        var stream: EventStream?
    }

    let connection: HTTPConnection

    private let core: ServerCore
    // SAFETY: the library's; not used once `stage` is `closed`.
    private let handle: OpaquePointer
    private let bell: Doorbell
    private let descriptor: Int32
    private var input = RequestInput()
    private let state = Mutex(State())
    /// When the connection was opened or last finished a request, on the server's clock.
    private let boundarySeconds: Atomic<UInt32>

    init(core: ServerCore, connection: HTTPConnection, handle: OpaquePointer, bell: Doorbell, descriptor: Int32) {
        self.core = core
        self.connection = connection
        self.handle = handle
        self.bell = bell
        self.descriptor = descriptor
        boundarySeconds = Atomic(core.clockSeconds)
    }
}

// What the connection's library thread does.
extension Exchange {
    /// A request line has been read.
    func begin(target: UnsafePointer<CChar>) {
        input.begin(target: target)
        input.isCounted = true
        core.requestBegan()
    }

    /// The library has read the head, or the whole request, or was told to go on with an answer.
    func advance(_ line: RequestLine) -> MHD_Result {
        switch input.stage {
        case .head: return readHead(line)
        case .body: return callHandler(line)
        case .excess: return refuseBody(line)
        case .complete: return settle()
        }
    }

    /// A part of the body has arrived.
    ///
    /// `NO` closes the connection.
    func receive(_ bytes: UnsafeRawBufferPointer) -> MHD_Result {
        input.receive(bytes, bodyBytesMax: core.configuration.bodyBytesMax) ? .YES : .NO
    }

    /// The library is done with the request, answered or not.
    func complete() {
        boundarySeconds.store(core.clockSeconds, ordering: .relaxed)
        let stream = state.withLock { state in
            defer { state = State() }
            return state.stream ?? state.reply?.stream
        }
        stream?.finish()
        input.end()
        guard input.isCounted else { return }
        input.isCounted = false
        core.requestEnded()
    }

    /// The connection is gone; its descriptor is about to be closed.
    func close() {
        complete()
        state.withLock { $0.stage = .closed }
    }

    private func readHead(_ line: RequestLine) -> MHD_Result {
        guard !core.isStopping else { return refuse(.serviceUnavailable) }
        guard writ_mhd_head_bytes(handle) <= core.configuration.headBytesMax else { return refuse(.headTooLarge) }
        do throws(RequestHead.Refusal) {
            try input.readHead(line, of: handle, bodyBytesMax: core.configuration.bodyBytesMax)
            return .YES
        } catch {
            return if case .bodyTooLarge = error { refuseBody(line) } else { refuse(error.status) }
        }
    }

    private func callHandler(_ line: RequestLine) -> MHD_Result {
        guard !core.isForced else { return refuse(.serviceUnavailable) }
        input.stage = .complete
        state.withLock { $0.stage = .handling }
        lend(line) { request in core.handler.handle(request, Responder(self)) }
        return settle()
    }

    private func lend(_ line: RequestLine, _ use: (borrowing HTTPRequest) -> Void) {
        input.lend { target, fields, body in
            use(
                HTTPRequest(
                    connection: connection, body: body, methodBytes: line.methodBytes, target: target, fields: fields))
        }
    }

    private func refuseBody(_ line: RequestLine) -> MHD_Result {
        var response: HTTPResponse?
        lend(line) { request in response = core.handler.refusal(ofBodyOf: request) }
        return refuse(with: response ?? core.refusal(.contentTooLarge))
    }

    private func refuse(_ status: HTTPStatus) -> MHD_Result { refuse(with: core.refusal(status)) }

    private func refuse(with response: HTTPResponse) -> MHD_Result {
        input.stage = .complete
        state.withLock { $0.stage = .sending }
        return queue(response)
    }

    /// Hands the answer over if there is one, or suspends the connection.
    private func settle() -> MHD_Result {
        let reply: Reply? = state.withLock { state in
            switch state.stage {
            case .handling where core.isForced:
                state.stage = .sending
                return Reply(response: core.refusal(.serviceUnavailable))
            case .handling:
                // INVARIANT: suspended under the lock, so that no answer resumes a connection not yet suspended.
                MHD_suspend_connection(handle)
                state.stage = .waiting
                return nil
            case .answered:
                state.stage = .sending
                state.stream = state.reply?.stream
                return state.reply.take()
            case .receiving, .waiting, .sending, .closed:
                return nil
            }
        }
        guard let reply else { return .YES }
        if core.isStopping { reply.stream?.close() }
        return queue(reply.response)
    }

    /// `NO` closes the connection.
    private func queue(_ response: HTTPResponse) -> MHD_Result {
        guard let handle = response.handle else { return .NO }
        return MHD_queue_response(self.handle, UInt32(response.status.code), handle)
    }
}

// What any thread does.
extension Exchange {
    /// Answers the request.
    ///
    /// False when it is no longer there to be answered.
    func answer(_ reply: Reply) -> Bool {
        state.withLock { state in
            switch state.stage {
            case .handling:
                state.stage = .answered
            case .waiting:
                state.stage = .answered
                // INVARIANT: resumed under the lock, which `complete` takes, so that the connection outlives the call.
                bell.resume(handle)
            case .receiving, .answered, .sending, .closed:
                return false
            }
            state.reply = reply
            return true
        }
    }

    /// The answer for a responder that was dropped.
    var dropped: HTTPResponse { core.refusal(.internalServerError) }

    /// A stream to answer this request with.
    func makeStream(bufferBytesMax: Int, onClose: @escaping @Sendable () -> Void) -> EventStream {
        EventStream(
            handle: handle, bell: bell, descriptor: descriptor, bufferBytesMax: bufferBytesMax, onClose: onClose)
    }

    /// Ends the stream that answers this request, if one does.
    func endStream() {
        state.withLock { $0.stream }?.close()
    }

    /// Answers in the place of a handler that has kept the request too long.
    func abort() {
        guard state.withLock({ $0.stage == .waiting }) else { return }
        _ = answer(Reply(response: core.refusal(.serviceUnavailable)))
    }

    /// Cuts off a client that takes too long to send a request, and looks whether a quiet stream still has a client.
    func inspect(now: UInt32, receivingSecondsMax: UInt32) {
        let stream = state.withLock { state in
            let elapsed = now &- boundarySeconds.load(ordering: .relaxed)
            if state.stage == .receiving && elapsed > receivingSecondsMax { shutdown(descriptor, Int32(SHUT_RDWR)) }
            return state.stream
        }
        stream?.inspect()
    }
}

extension RequestHead.Refusal {
    fileprivate var status: HTTPStatus {
        switch self {
        case .malformed: .badRequest
        case .tooLarge: .headTooLarge
        case .unknownCoding: .notImplemented
        case .unknownVersion: .versionNotSupported
        case .bodyTooLarge: .contentTooLarge
        }
    }
}
