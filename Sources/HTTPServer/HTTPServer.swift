// SPDX-License-Identifier: Apache-2.0

import Platform
import Synchronization

/// An HTTP/1.1 server: some listeners, one handler.
///
/// It begins to serve when it is made, and stops at once when it is released. Requests run on threads of its own,
/// `configuration.threads` for each listener. Chunked bodies are understood, trailers are dropped,
/// `Expect: 100-continue` is honoured, and nothing is upgraded. Requests that two readers could read in two ways are
/// refused and their connection is closed; one leniency of the library is left, which takes a bare line feed for a
/// line end inside a chunked body.
package final class HTTPServer: Sendable {
    /// Where it listens, one for each listener, with the ports in use.
    package let endpoints: [HTTPEndpoint]

    private static let forcedGraceMilliseconds: UInt64 = 100

    private let core: ServerCore
    private let lanes: [Acceptor.Lane]
    private let acceptor: Acceptor
    private let accepting: Thread
    private let isStopRequested = Atomic(false)
    private let stopped: WakeDescriptor

    /// Listens and serves.
    package init(
        listeners: [HTTPListener], configuration: HTTPServerConfiguration = HTTPServerConfiguration(),
        handler: any HTTPHandler
    ) throws(HTTPServerError) {
        if let fault = configuration.fault { throw .invalidConfiguration(fault) }
        guard !listeners.isEmpty else { throw .invalidConfiguration("a server needs a listener") }
        let core = try ServerCore(configuration: configuration, handler: handler)
        self.core = core
        stopped = try WakeDescriptor()
        var lanes: [Acceptor.Lane] = []
        do throws(HTTPServerError) {
            for (index, listener) in listeners.enumerated() {
                lanes.append(try Self.open(listener, index, core))
            }
            let acceptor = try Acceptor(core: core, lanes: lanes)
            self.acceptor = acceptor
            accepting = try Thread { acceptor.run() }
        } catch {
            for lane in lanes { lane.close() }
            throw error
        }
        self.lanes = lanes
        endpoints = lanes.map(\.socket.endpoint)
    }

    /// Stops.
    ///
    /// No connection is accepted any more, and new requests are answered 503. Streams end once their buffers are
    /// sent. Requests under way have until the deadline; what waits longer is answered 503, and what is still being
    /// received or sent is cut off. Idle connections are closed.
    ///
    /// When this returns, in every thread that called it, no call of the handler runs and no callback will come. It
    /// waits for handlers that are running, and must not be called by one.
    package func stop(deadlineMilliseconds: Int) {
        guard
            isStopRequested.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else {
            _ = stopped.wait(untilMilliseconds: .max)
            return
        }
        core.enter(.draining)
        acceptor.stop()
        accepting.join()
        for lane in lanes { lane.socket.close() }
        for exchange in core.openExchanges() { exchange.endStream() }
        let start = MonotonicClock.milliseconds
        if !core.drained.wait(untilMilliseconds: start + UInt64(max(0, deadlineMilliseconds))) { force() }
        core.enter(.forced)
        for lane in lanes { lane.close() }
        stopped.raise()
    }

    deinit { stop(deadlineMilliseconds: 0) }

    /// Answers 503 to all that wait, and gives the answers a moment to be sent.
    private func force() {
        core.enter(.forced)
        for exchange in core.openExchanges() { exchange.abort() }
        _ = core.drained.wait(untilMilliseconds: MonotonicClock.milliseconds + Self.forcedGraceMilliseconds)
    }

    private static func open(
        _ listener: HTTPListener, _ index: Int, _ core: ServerCore
    ) throws(HTTPServerError) -> Acceptor.Lane {
        let socket = try ListeningSocket(listener)
        var workers: [Worker] = []
        do throws(HTTPServerError) {
            for _ in 0..<core.configuration.threads {
                workers.append(try Worker(core: core, listener: index, identity: listener.identity))
            }
        } catch {
            for worker in workers { worker.stop() }
            throw error
        }
        return Acceptor.Lane(socket: socket, workers: workers, isTLS: listener.identity != nil)
    }
}

extension Acceptor.Lane {
    /// Ends the threads and the socket.
    fileprivate func close() {
        for worker in workers { worker.stop() }
        socket.close()
    }
}
