// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc
import Platform

/// The thread that accepts connections for all listeners of a server, and ticks once a second while there are any.
final class Acceptor: Sendable {
    /// A socket and the workers that serve what it accepts, in turn.
    struct Lane: Sendable {
        let socket: ListeningSocket
        let workers: [Worker]
        let isTLS: Bool
    }

    private static let acceptedPerTurnMax = 64
    private static let pauseMilliseconds: Int32 = 50
    private static let farewell = """
        HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: 1\r\n\r\n
        """

    private let core: ServerCore
    private let lanes: [Lane]
    private let stopped: WakeDescriptor

    init(core: ServerCore, lanes: [Lane]) throws(HTTPServerError) {
        self.core = core
        self.lanes = lanes
        stopped = try WakeDescriptor()
    }

    /// Makes `run` return.
    func stop() {
        stopped.raise()
    }

    /// Accepts until stopped.
    func run() {
        var turns = [Int](repeating: 0, count: lanes.count)
        var queries = [pollfd(fd: stopped.descriptor, events: Int16(POLLIN), revents: 0)]
        queries += lanes.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
        while true {
            poll(&queries, nfds_t(queries.count), core.hasConnections ? 1000 : -1)
            if queries[0].revents != 0 { return }
            core.tick()
            for index in lanes.indices where queries[index + 1].revents != 0 {
                acceptSome(lanes[index], &turns[index])
            }
        }
    }

    private func acceptSome(_ lane: Lane, _ turn: inout Int) {
        for _ in 0..<Self.acceptedPerTurnMax {
            guard accept(lane, &turn) else { return }
        }
    }

    /// Accepts one connection.
    ///
    /// False when there is none, or the system has no room for it now.
    private func accept(_ lane: Lane, _ turn: inout Int) -> Bool {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let descriptor = accept4(
                    lane.socket.descriptor, address, &length, Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue))
                guard descriptor >= 0 else { return isWorthRetrying() }
                // A unix client's own path may be longer than the storage; the kernel then reports more than it wrote.
                length = min(length, socklen_t(MemoryLayout<sockaddr_storage>.size))
                serve(descriptor, storage.pointee, length, lane, &turn)
                return true
            }
        }
    }

    private func serve(
        _ descriptor: Int32, _ address: sockaddr_storage, _ length: socklen_t, _ lane: Lane, _ turn: inout Int
    ) {
        guard core.reserveConnection() else { return turnAway(descriptor, lane) }
        turn = (turn + 1) % lane.workers.count
        limitSilence(descriptor, isLocal: address.ss_family == sa_family_t(AF_UNIX))
        lane.workers[turn].add(descriptor, address, length)
    }

    /// Tells a client there is no room.
    ///
    /// Under TLS there is no way to say so.
    private func turnAway(_ descriptor: Int32, _ lane: Lane) {
        if !lane.isTLS { _ = send(descriptor, Self.farewell, Self.farewell.utf8.count, Int32(MSG_NOSIGNAL)) }
        close(descriptor)
    }

    /// Gives up on a TCP client that no longer acknowledges what is sent to it.
    private func limitSilence(_ descriptor: Int32, isLocal: Bool) {
        guard !isLocal else { return }
        var milliseconds = UInt32(core.configuration.idleSeconds) * 1000
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds,
            socklen_t(MemoryLayout<UInt32>.size))
    }

    /// Whether `accept` failed for the one connection only.
    ///
    /// Out of descriptors or memory, it first waits a little.
    private func isWorthRetrying() -> Bool {
        switch errno {
        case EAGAIN: return false
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            _ = stopped.wait(untilMilliseconds: MonotonicClock.milliseconds + UInt64(Self.pauseMilliseconds))
            return false
        default: return true
        }
    }
}
