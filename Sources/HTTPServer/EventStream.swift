// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc
import Synchronization

/// An answer without a known end, such as server-sent events.
///
/// It holds no thread while there is nothing to send.
///
/// `@unchecked Sendable`: everything that changes, and the library's handle, is used under `state` or by the
/// connection's own thread, and not after `stage` is `over`.
package final class EventStream: @unchecked Sendable {
    /// What became of bytes to send.
    package enum Outcome: Sendable {
        /// They are in the buffer and will be sent in order, if the client stays.
        case accepted
        /// They would exceed the buffer: the client reads too slowly. None were taken; the stream goes on.
        case overflow
        /// The stream has ended or its client is gone. None were taken.
        case closed
    }

    private enum Stage {
        case open
        /// What is buffered is sent, then the answer ends.
        case ending
        /// The client is gone; the connection's thread is yet to notice.
        case lost
        /// The library is done with the connection's request.
        case over
    }

    private struct State {
        var stage = Stage.open
        var pending: [UInt8] = []
        var sentBytes = 0
        var isSuspended = false
        var onClose: (@Sendable () -> Void)?

        /// Drops what was sent once it is half of the buffer, so that each byte is moved once at most on average.
        mutating func dropSent(keptBytesMax: Int) {
            guard sentBytes * 2 >= pending.count else { return }
            pending.removeFirst(sentBytes)
            sentBytes = 0
            if pending.isEmpty && pending.capacity > keptBytesMax { pending = [] }
        }
    }

    private static let keptBytesMax = 4 << 10

    // SAFETY: the library's; not used once `stage` is `over`.
    private let handle: OpaquePointer
    private let bell: Doorbell
    private let descriptor: Int32
    private let bufferBytesMax: Int
    private let state: Mutex<State>

    init(
        handle: OpaquePointer, bell: Doorbell, descriptor: Int32, bufferBytesMax: Int,
        onClose: @escaping @Sendable () -> Void
    ) {
        self.handle = handle
        self.bell = bell
        self.descriptor = descriptor
        self.bufferBytesMax = bufferBytesMax
        state = Mutex(State(onClose: onClose))
    }

    /// Sends bytes, in the order of the calls, and never blocks.
    ///
    /// A client that has closed its side is noticed here if not before. One that vanished without a word (a cut
    /// cable) is noticed when the network gives up on what was sent to it.
    package func send(_ bytes: [UInt8]) -> Outcome {
        bytes.withUnsafeBytes { send($0) }
    }

    /// Sends a copy of bytes; see `send(_:)`.
    package func send(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        state.withLock { state in
            guard state.stage == .open else { return .closed }
            guard !isClientGone else {
                wake(&state, .lost)
                return .closed
            }
            guard bytes.count <= bufferBytesMax - (state.pending.count - state.sentBytes) else { return .overflow }
            state.pending.append(contentsOf: bytes)
            wake(&state, .open)
            return .accepted
        }
    }

    /// Ends the answer once what was accepted is sent.
    ///
    /// Later calls do nothing.
    package func close() {
        state.withLock { state in
            guard state.stage == .open else { return }
            wake(&state, .ending)
        }
    }

    /// Ends a quiet stream whose client is gone.
    func inspect() {
        state.withLock { state in
            guard state.stage == .open, isClientGone else { return }
            wake(&state, .lost)
        }
    }

    /// The library is done with the request.
    func finish() {
        let onClose = state.withLock { state in
            state.stage = .over
            state.pending = []
            return state.onClose.take()
        }
        onClose?()
    }

    /// The response that takes its bytes from this stream.
    ///
    /// It keeps the stream alive.
    func makeResponse(_ status: HTTPStatus, _ fields: [HTTPField]) -> HTTPResponse {
        let context = Unmanaged.passRetained(self)
        // The largest value stands for an unknown length (`MHD_SIZE_UNKNOWN`, a macro Swift does not see).
        let response = MHD_create_response_from_callback(
            .max, Self.keptBytesMax, readCallback, context.toOpaque(), releaseCallback)
        if response == nil { context.release() }
        return HTTPResponse(status, fields, stream: response)
    }

    /// Fills the library's buffer, or suspends the connection when there is nothing to fill it with.
    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            guard state.stage != .lost else { return endWithError }
            let count = min(buffer.count, state.pending.count - state.sentBytes)
            guard count > 0 else { return rest(&state) }
            state.pending.withUnsafeBytes { pending in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: pending[state.sentBytes...].prefix(count)))
            }
            state.sentBytes += count
            state.dropSent(keptBytesMax: Self.keptBytesMax)
            return count
        }
    }

    private func rest(_ state: inout State) -> Int {
        guard state.stage == .open else { return endOfStream }
        MHD_suspend_connection(handle)
        state.isSuspended = true
        return 0
    }

    private func wake(_ state: inout State, _ stage: Stage) {
        state.stage = stage
        guard state.isSuspended else { return }
        state.isSuspended = false
        // INVARIANT: resumed under the lock, which `finish` takes, so that the connection outlives the call.
        bell.resume(handle)
    }

    /// Whether the client closed its side.
    ///
    /// Asked under the lock while `stage` is `open`: the descriptor is then open.
    private var isClientGone: Bool {
        var query = pollfd(fd: descriptor, events: pollReadHangUp, revents: 0)
        return poll(&query, 1, 0) > 0 && query.revents & (pollReadHangUp | Int16(POLLHUP) | Int16(POLLERR)) != 0
    }
}

/// `POLLRDHUP`, which Swift does not see.
private let pollReadHangUp: Int16 = 0x2000
/// `MHD_CONTENT_READER_END_OF_STREAM` and `MHD_CONTENT_READER_END_WITH_ERROR`, macros Swift does not see.
private let endOfStream = -1
private let endWithError = -2

private func readCallback(
    context: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?, count: Int
) -> Int {
    guard let context, let buffer else { return endWithError }
    let stream = Unmanaged<EventStream>.fromOpaque(context).takeUnretainedValue()
    return stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
}

private func releaseCallback(context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<EventStream>.fromOpaque(context).release()
}
