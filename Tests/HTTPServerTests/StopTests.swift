// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer
import Synchronization
import Testing

/// How a server stops.
@Suite(.timeLimit(.minutes(1))) struct StopTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A server whose socket's path goes once it has begun to stop.
    private func makeUnixServer(
        _ body: @escaping @Sendable (borrowing HTTPRequest, consuming Responder) -> Void
    ) throws -> (HTTPServer, path: String) {
        let path = directory.file("socket")
        return (try makeServer([.unix(path: path)], body), path)
    }

    @Test func `a request that waits past the deadline is answered 503, and its late answer goes nowhere`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        let client = try server.connect()
        try client.send(request("GET /"))
        let responder = try held.next()
        server.stop(deadlineMilliseconds: 50)
        #expect(try client.receiveResponse().status == 503)
        responder.take()?.send(.ok)
        #expect(try client.receiveAll().isEmpty)
    }

    @Test func `a stream that would begin after the stop does not`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        let client = try server.connect()
        try client.send(request("GET /"))
        let responder = try held.next().take()
        server.stop(deadlineMilliseconds: 0)
        if let responder {
            let stream = responder.stream(.ok, bufferBytesMax: 100) { Issue.record("an end without a beginning") }
            #expect(stream == nil)
        }
    }

    @Test func `a new request is refused while the server stops`() throws {
        let held = Mailbox<HeldResponder>()
        let (server, path) = try makeUnixServer { request, responder in
            if request.path == "/held" { held.put(HeldResponder(responder)) } else { responder.send(.ok) }
        }
        let waiting = try server.connect()
        let idle = try server.connect()
        try waiting.send(request("GET /held"))
        try idle.send(request("GET /"))
        #expect(try idle.receiveResponse().status == 200)
        let responder = try held.next()
        let stopping = Spawned { server.stop(deadlineMilliseconds: 10_000) }
        waitUntilGone(path)
        try idle.send(request("GET /"))
        #expect(try idle.receiveResponse().status == 503)
        responder.take()?.send(.ok)
        #expect(try waiting.receiveResponse().status == 200)
        try stopping.join()
    }

    @Test func `a request under way is answered before the server stops`() throws {
        let held = Mailbox<HeldResponder>()
        let (server, path) = try makeUnixServer { held.put(HeldResponder($1)) }
        let client = try server.connect()
        try client.send(request("GET /"))
        let responder = try held.next()
        let stopping = Spawned { server.stop(deadlineMilliseconds: 10_000) }
        waitUntilGone(path)
        responder.take()?.send(.ok, body: [UInt8](repeating: 1, count: 300_000))
        #expect(try client.receiveResponse().body.count == 300_000)
        try stopping.join()
    }

    @Test func `a request half received is answered before the server stops`() throws {
        let (server, path) = try makeUnixServer { $1.send(.ok, copying: $0.body) }
        let client = try server.connect()
        try client.send(request("POST /", "Content-Length: 3", "Expect: 100-continue"))
        _ = try client.receive(through: "100 Continue\r\n\r\n")
        let stopping = Spawned { server.stop(deadlineMilliseconds: 10_000) }
        waitUntilGone(path)
        try client.send("abc")
        #expect(try client.receiveResponse().text == "abc")
        try stopping.join()
    }

    @Test func `stopping waits for a handler that runs, even past the deadline`() throws {
        let entered = Mailbox<Void>()
        let leave = Mailbox<Void>()
        let hasLeft = Atomic(false)
        let (server, path) = try makeUnixServer { _, responder in
            entered.put(())
            try? leave.next()
            hasLeft.store(true, ordering: .sequentiallyConsistent)
            responder.send(.ok)
        }
        let client = try server.connect()
        try client.send(request("GET /"))
        try entered.next()
        let releasing = Spawned {
            waitUntilGone(path)
            leave.put(())
        }
        server.stop(deadlineMilliseconds: 0)
        let hadLeft = hasLeft.load(ordering: .sequentiallyConsistent)
        #expect(hadLeft)
        try releasing.join()
    }

    @Test func `an idle connection is closed`() throws {
        let server = try makeServer { $1.send(.ok) }
        let client = try server.connect()
        try client.send(request("GET /"))
        #expect(try client.receiveResponse().status == 200)
        server.stop(deadlineMilliseconds: 10_000)
        #expect(try client.receiveAll().isEmpty)
        #expect(throws: RawSocket.Failure.self) { _ = try server.connect() }
    }

    @Test func `streams end, and their ends have been told when the stop returns`() throws {
        let streams = Mailbox<EventStream>()
        let ends = Atomic(0)
        let server = try makeServer { _, responder in
            let stream = responder.stream(.ok, bufferBytesMax: 1000) { ends.add(1, ordering: .relaxed) }
            if let stream { streams.put(stream) }
        }
        let clients = try (0..<10).map { _ in try server.connect() }
        for client in clients { try client.send(request("GET /")) }
        for _ in clients { #expect(try streams.next().send(Array("last words".utf8)) == .accepted) }
        server.stop(deadlineMilliseconds: 10_000)
        #expect(ends.load(ordering: .relaxed) == 10)
        for client in clients { #expect(try client.receiveAll().hasSuffix("last words\r\n0\r\n\r\n")) }
    }

    @Test func `everyone who stops a server waits until it has stopped`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        let client = try server.connect()
        try client.send(request("GET /"))
        let responder = try held.next()
        let stopping = (0..<4).map { _ in Spawned { server.stop(deadlineMilliseconds: 100) } }
        for thread in stopping { try thread.join() }
        server.stop(deadlineMilliseconds: 0)
        #expect(try client.receiveResponse().status == 503)
        withExtendedLifetime(responder) {}
    }

    @Test func `a server stops under load, whatever its requests are doing`() throws {
        for round in 0..<20 {
            let held = Mailbox<HeldResponder>()
            let isRunning = Atomic(true)
            let server = try makeServer { request, responder in
                switch request.path {
                case "/now": responder.send(.ok)
                case "/never": held.put(HeldResponder(responder))
                case "/stream": _ = responder.stream(.ok, bufferBytesMax: 100) {}
                default:
                    let late = HeldResponder(responder)
                    _ = Spawned { late.take()?.send(.ok) }
                }
            }
            let clients = (0..<8).map { number in
                Spawned {
                    while isRunning.load(ordering: .relaxed), let client = try? server.connect() {
                        let path = ["/now", "/late", "/stream", "/never"][(number + round) % 4]
                        try? client.send(request("GET \(path)") + request("GET /now"))
                        _ = try? client.receive(through: "\r\n\r\n")
                    }
                }
            }
            let waiting = try [held.next(), held.next()]
            server.stop(deadlineMilliseconds: round % 3 * 10)
            isRunning.store(false, ordering: .relaxed)
            for client in clients { try client.join() }
            for responder in waiting { responder.take()?.send(.ok) }
        }
    }
}

private func waitUntilGone(_ path: String) {
    while access(path, F_OK) == 0 { sched_yield() }
}
