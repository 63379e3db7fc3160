// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer
import Synchronization
import Testing

/// What a client can take too much of.
@Suite(.timeLimit(.minutes(1))) struct BoundsTests {
    /// A server that answers with the length of the body.
    private func makeMeasuringServer(_ configure: (inout HTTPServerConfiguration) -> Void) throws -> HTTPServer {
        try makeServer(configure: configure) { request, responder in
            responder.send(.ok, body: Array("\(request.body.count)".utf8))
        }
    }

    private static let bad: [@Sendable (inout HTTPServerConfiguration) -> Void] = [
        { $0.threads = 0 }, { $0.connectionsMax = 0 }, { $0.headBytesMax = 10 }, { $0.headBytesMax = .max },
        { $0.bodyBytesMax = -1 }, { $0.bodyBytesMax = .max }, { $0.idleSeconds = 0 }, { $0.idleSeconds = .max },
        { $0.receiveSeconds = -1 },
    ]

    @Test(arguments: bad.indices)
    func `a bound out of its range is refused`(_ index: Int) {
        #expect(throws: HTTPServerError.self) {
            _ = try makeServer(configure: Self.bad[index]) { $1.send(.ok) }
        }
    }

    @Test func `a body one byte beyond its bound is answered 413`() throws {
        let server = try makeMeasuringServer { $0.bodyBytesMax = 1000 }
        let client = try server.connect()
        try client.send(request("POST /", "Content-Length: 1001", body: String(repeating: "a", count: 1001)))
        #expect(try client.receiveResponse().status == 413)
        #expect(try client.receiveAll().isEmpty)
    }

    @Test func `a body as long as its bound is handled`() throws {
        let server = try makeMeasuringServer { $0.bodyBytesMax = 1000 }
        let client = try server.connect()
        try client.send(request("POST /", "Content-Length: 1000", body: String(repeating: "a", count: 1000)))
        #expect(try client.receiveResponse().text == "1000")
    }

    @Test func `chunks that exceed the bound together are answered 413`() throws {
        let server = try makeMeasuringServer { $0.bodyBytesMax = 1000 }
        let client = try server.connect()
        let chunk = "64\r\n\(String(repeating: "a", count: 100))\r\n"
        let body = String(repeating: chunk, count: 11) + "0\r\n\r\n"
        try client.send(request("POST /", "Transfer-Encoding: chunked", body: body))
        #expect(try client.receiveResponse().status == 413)
    }

    @Test func `a body far beyond its bound is refused before it is sent`() throws {
        let server = try makeMeasuringServer { $0.bodyBytesMax = 1000 }
        let client = try server.connect()
        try client.send(request("POST /", "Content-Length: 100000000", "Expect: 100-continue"))
        #expect(try client.receiveResponse().status == 413)
    }

    @Test func `a client that asks whether to send its body is told not to send one that is dropped`() throws {
        let server = try makeMeasuringServer { $0.bodyBytesMax = 1000 }
        let client = try server.connect()
        try client.send(request("POST /", "Content-Length: 1001", "Expect: 100-continue"))
        #expect(try client.receiveResponse().status == 413)
    }

    @Test(arguments: [1001, 100_000_000])
    func `a handler may say for itself that a body is too long`(length: Int) throws {
        struct Handler: HTTPHandler {
            func handle(_ request: borrowing HTTPRequest, _ responder: consuming Responder) { responder.send(.ok) }

            func refusal(ofBodyOf request: borrowing HTTPRequest) -> HTTPResponse? {
                HTTPResponse(.badRequest, body: Array("\(request.path) \(request.body.count)".utf8))
            }
        }
        var configuration = HTTPServerConfiguration()
        configuration.bodyBytesMax = 1000
        let server = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], configuration: configuration, handler: Handler())
        let client = try server.connect()
        let body = String(repeating: "a", count: min(length, 1001))
        try? client.send(request("POST /a", "Content-Length: \(length)", body: body))
        let response = try client.receiveResponse()
        #expect(response.status == 400 && response.text == "/a 0")
    }

    @Test(arguments: ["Content-Length: 104857600", "Transfer-Encoding: chunked"])
    func `a body of 100 MiB is cut off and costs the server nothing`(_ framing: String) throws {
        let server = try makeMeasuringServer { $0.bodyBytesMax = 1000 }
        let client = try server.connect()
        let mebibyte = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
        #expect(throws: RawSocket.Failure.self) {
            try client.send(request("POST /", framing))
            for _ in 0..<100 { try client.send(Array("100000\r\n".utf8) + mebibyte + Array("\r\n".utf8)) }
            try client.send("0\r\n\r\n")
        }
        let next = try server.connect()
        try next.send(request("GET /"))
        #expect(try next.receiveResponse().text == "0")
    }

    @Test func `a connection beyond the bound is told 503, and has its place when another leaves`() throws {
        let server = try makeMeasuringServer { $0.connectionsMax = 2 }
        let first = try server.connect()
        let second = try server.connect()
        for client in [first, second] {
            try client.send(request("GET /"))
            #expect(try client.receiveResponse().status == 200)
        }
        #expect(try server.connect().receiveResponse().status == 503)
        try second.send(request("GET /", "Connection: close"))
        _ = try second.receiveAll()
        var status = 503
        while status == 503 {
            let third = try server.connect()
            try? third.send(request("GET /"))
            status = try third.receiveResponse().status
        }
        #expect(status == 200)
    }

    @Test func `a silent client is cut off`() throws {
        let server = try makeMeasuringServer { $0.idleSeconds = 1 }
        let silent = try server.connect()
        let halfway = try server.connect()
        try halfway.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nabc")
        #expect(try silent.receiveAll().isEmpty)
        #expect(try halfway.receiveAll().isEmpty)
    }

    @Test func `a client that sends a byte now and then is cut off`() throws {
        let server = try makeMeasuringServer {
            $0.idleSeconds = 1
            $0.receiveSeconds = 1
        }
        let client = try server.connect()
        let start = ContinuousClock.now
        try client.send("GET / HTTP/1.1\r\nHost: test\r\nX: ")
        while start.duration(to: .now) < .seconds(9) {
            // The wait is what makes this client slow: never long enough to be silent.
            var query = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&query, 1, 300) > 0 { break }
            try client.send("a")
        }
        #expect(start.duration(to: .now) < .seconds(6))
    }

    @Test func `a client that has said all it will say still gets its answer`() throws {
        let server = try makeMeasuringServer { _ in }
        let client = try server.connect()
        try client.send(request("GET /", "Connection: close"))
        client.endSending()
        #expect(try client.receiveAll().hasSuffix("\r\n\r\n0"))
    }

    @Test func `half a request is not handled`() throws {
        let handled = Atomic(0)
        let server = try makeServer(configure: { $0.idleSeconds = 1 }) { _, responder in
            handled.add(1, ordering: .relaxed)
            responder.send(.ok)
        }
        let client = try server.connect()
        try client.send(request("POST /", "Content-Length: 10", body: "abc"))
        client.endSending()
        #expect(try client.receiveAll().isEmpty)
        #expect(handled.load(ordering: .relaxed) == 0)
    }

    @Test func `garbage harms nobody else`() throws {
        let server = try makeMeasuringServer { _ in }
        let neighbour = try server.connect()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let client = try server.connect()
            try? client.send((0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) } + [10, 13, 10])
            client.endSending()
            try neighbour.send(request("GET /"))
            #expect(try neighbour.receiveResponse().text == "0")
        }
    }

    @Test func `a query of thousands of parameters is read`() throws {
        let server = try makeServer { request, responder in
            let count = (try? request.queryParameters())?.count ?? 0
            responder.send(.ok, body: Array("\(count)".utf8))
        }
        let client = try server.connect()
        try client.send(request("GET /?\((0..<2000).map { "&\(String($0, radix: 36))" }.joined())"))
        #expect(try client.receiveResponse().text == "2000")
    }

    @Test func `a head of the longest kind leaves room for the answer's`() throws {
        let fields = (0..<40).compactMap { HTTPField(name: "X-\($0)", value: String(repeating: "b", count: 93)) }
        let server = try makeServer { $1.send(.ok, fields) }
        let client = try server.connect()
        let lines = (0..<97).map { "X-\($0): \(String(repeating: "a", count: 70))\r\n" }.joined()
        let head = request("GET /", "\(lines)Y: ")
        let padding = String(repeating: "a", count: (8 << 10) - head.utf8.count)
        try client.send(request("GET /", "\(lines)Y: \(padding)"))
        let response = try client.receiveResponse()
        #expect(response.status == 200)
        #expect(response.field("x-39")?.count == 93)
    }
}
