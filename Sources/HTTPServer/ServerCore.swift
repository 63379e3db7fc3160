// SPDX-License-Identifier: Apache-2.0

import Platform
import Synchronization

/// What the threads of one server share.
final class ServerCore: Sendable {
    enum Phase: UInt8, AtomicRepresentable {
        case running
        /// Requests under way are finished, new ones refused, streams ended.
        case draining
        /// No request waits any more: what is not answered is refused.
        case forced
    }

    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    /// Raised when nothing is under way while the server stops.
    let drained: WakeDescriptor

    private let phase = Atomic(Phase.running)
    private let requestsUnderWay = Atomic(0)
    private let connectionsOpen = Atomic(0)
    private let clock = Atomic<UInt32>(0)
    private let exchanges = Mutex<[ObjectIdentifier: Exchange]>([:])
    private let refusals: [HTTPStatus: HTTPResponse]

    init(configuration: HTTPServerConfiguration, handler: any HTTPHandler) throws(HTTPServerError) {
        self.configuration = configuration
        self.handler = handler
        drained = try WakeDescriptor()
        let texts: [(HTTPStatus, String)] = [
            (.badRequest, "the request is malformed\n"),
            (.contentTooLarge, "the body is longer than \(configuration.bodyBytesMax) bytes\n"),
            (.headTooLarge, "the head is longer than \(configuration.headBytesMax) bytes or has too many fields\n"),
            (.internalServerError, "the request was not answered\n"),
            (.notImplemented, "the only transfer coding understood is `chunked`\n"),
            (.serviceUnavailable, "the server is stopping\n"),
            (.versionNotSupported, "the version of HTTP must be 1.0 or 1.1\n"),
        ]
        refusals = Dictionary(uniqueKeysWithValues: texts.map { ($0, HTTPResponse(closing: $0, $1)) })
    }

    /// The server's own answer with this status.
    func refusal(_ status: HTTPStatus) -> HTTPResponse {
        refusals[status] ?? HTTPResponse(closing: status, "")
    }

    var isStopping: Bool { phase.load(ordering: .sequentiallyConsistent) != .running }
    var isForced: Bool { phase.load(ordering: .sequentiallyConsistent) == .forced }

    func enter(_ next: Phase) {
        phase.store(next, ordering: .sequentiallyConsistent)
        signalIfDrained()
    }

    func requestBegan() {
        requestsUnderWay.add(1, ordering: .sequentiallyConsistent)
    }

    func requestEnded() {
        requestsUnderWay.subtract(1, ordering: .sequentiallyConsistent)
        if isStopping { signalIfDrained() }
    }

    private func signalIfDrained() {
        if requestsUnderWay.load(ordering: .sequentiallyConsistent) == 0 { drained.raise() }
    }
}

// Connections.
extension ServerCore {
    /// Takes a place for a connection.
    ///
    /// False when all are taken.
    func reserveConnection() -> Bool {
        let places = connectionsOpen.add(1, ordering: .relaxed).newValue
        if places > configuration.connectionsMax { releaseConnection() }
        return places <= configuration.connectionsMax
    }

    func releaseConnection() {
        connectionsOpen.subtract(1, ordering: .relaxed)
    }

    var hasConnections: Bool { connectionsOpen.load(ordering: .relaxed) > 0 }

    func insert(_ exchange: Exchange) {
        exchanges.withLock { $0[ObjectIdentifier(exchange)] = exchange }
    }

    func remove(_ exchange: Exchange) {
        exchanges.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(exchange)) }
    }

    /// The exchanges of the connections that are open now.
    func openExchanges() -> [Exchange] {
        exchanges.withLock { Array($0.values) }
    }
}

// Time.
extension ServerCore {
    /// Seconds on the server's clock, which goes on while there are connections.
    ///
    /// Wraps around.
    var clockSeconds: UInt32 { clock.load(ordering: .relaxed) }

    /// Sets the clock and, each second, looks after the connections.
    func tick() {
        let now = UInt32(truncatingIfNeeded: MonotonicClock.milliseconds / 1000)
        guard clock.exchange(now, ordering: .relaxed) != now else { return }
        let receivingSecondsMax = UInt32(configuration.idleSeconds + configuration.receiveSeconds)
        for exchange in openExchanges() { exchange.inspect(now: now, receivingSecondsMax: receivingSecondsMax) }
    }
}
