// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer
import Synchronization

/// Many connections driven by one thread: each sends its next request as soon as it has the answer to the last.
///
/// Nothing is pipelined, every answer is looked at, and one that is not as expected ends the run with an error.
struct Load {
    let endpoint: HTTPEndpoint
    let connections: Int
    /// How long before anything counts, and how long it counts then.
    var warmUpSeconds = 0.5
    var seconds = 2.0
    /// What each answer must contain.
    var expecting: String

    init(on endpoint: HTTPEndpoint, connections: Int, expecting: String) {
        self.endpoint = endpoint
        self.connections = connections
        self.expecting = expecting
    }

    fileprivate static let patienceMilliseconds: Int32 = 10_000

    struct Outcome {
        var perSecond: Double
        var latencies: Samples
    }

    /// Ends a load before its time, from another thread.
    final class Stop: Sendable {
        private let isAsked = Atomic(false)

        func ask() { isAsked.store(true, ordering: .relaxed) }
        var wasAsked: Bool { isAsked.load(ordering: .relaxed) }
    }

    /// Runs. `request` puts the next request of a connection into the empty bytes.
    func run(
        until stop: Stop? = nil, _ request: (_ connection: Int, _ into: inout [UInt8]) -> Void
    ) throws(BenchFailure) -> Outcome {
        var engine = try LoadEngine(self)
        return try engine.run(until: stop, request)
    }
}

/// The loop of a load.
private struct LoadEngine {
    private let load: Load
    private let connections: [LoadConnection]
    private var queries: [pollfd]
    private var request: [UInt8] = []

    init(_ load: Load) throws(BenchFailure) {
        self.load = load
        var connections: [LoadConnection] = []
        for _ in 0..<load.connections { connections.append(try LoadConnection(to: load.endpoint)) }
        self.connections = connections
        queries = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    }

    mutating func run(
        until stop: Load.Stop?, _ next: (Int, inout [UInt8]) -> Void
    ) throws(BenchFailure) -> Load.Outcome {
        let start = Stopwatch.now + Stopwatch.nanoseconds(seconds: load.warmUpSeconds)
        let end = start + Stopwatch.nanoseconds(seconds: load.seconds)
        var latencies = Samples()
        for index in connections.indices { try send(next, on: index) }
        var underWay = connections.count
        while underWay > 0 {
            guard poll(&queries, nfds_t(queries.count), Load.patienceMilliseconds) > 0 || errno == EINTR else {
                throw BenchFailure("the server has stopped answering")
            }
            for index in queries.indices where queries[index].revents != 0 {
                guard try connections[index].receive() else { continue }
                let now = Stopwatch.now
                try check(connections[index])
                if now >= start, now < end { latencies.add(now - connections[index].sentAt) }
                if now < end, stop?.wasAsked != true { try send(next, on: index) } else { underWay -= 1 }
            }
        }
        return Load.Outcome(perSecond: Double(latencies.count) / load.seconds, latencies: latencies)
    }

    private mutating func send(_ next: (Int, inout [UInt8]) -> Void, on index: Int) throws(BenchFailure) {
        request.removeAll(keepingCapacity: true)
        next(index, &request)
        try connections[index].send(request)
    }

    private func check(_ connection: LoadConnection) throws(BenchFailure) {
        guard connection.status == 200, connection.says(load.expecting) else {
            throw BenchFailure("an answer was not as expected: \(connection.excerpt)")
        }
    }
}
