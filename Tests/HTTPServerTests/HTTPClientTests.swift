// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPClient
import Platform
import Synchronization
import Testing

@testable import HTTPServer

/// The client, against servers good and bad.
@Suite(.timeLimit(.minutes(1))) struct HTTPClientTests {
    private func get(
        _ url: String, timeoutMilliseconds: Int = 5000, maxResponseBytes: Int = 1000
    ) throws -> HTTPAnswer {
        try HTTPClient().send(
            "GET", url, timeoutMilliseconds: timeoutMilliseconds, maxResponseBytes: maxResponseBytes)
    }

    /// What a request fails with, by its kind.
    private func failure(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return "\(error)".split(separator: ":").first.map(String.init) ?? ""
        }
    }

    @Test func `a port nobody listens on is unreachable`() throws {
        let server = try RawServer { _ in }
        let url = server.url
        try server.stop()
        #expect(failure { _ = try get(url) } == "nobody can be reached there")
    }

    @Test func `a unix socket that is not there is unreachable`() throws {
        let client = try HTTPClient(HTTPClientConfiguration(unixSocketPath: "/tmp/writ-no-such-socket"))
        #expect(
            failure { _ = try client.send("GET", "http://x/", timeoutMilliseconds: 1000, maxResponseBytes: 1) }
                == "nobody can be reached there")
    }

    @Test func `an answer that does not come in time is given up on`() throws {
        let server = try RawServer { _ = try $0.receiveAll() }
        #expect(throws: HTTPClientError.timedOut) { try get(server.url, timeoutMilliseconds: 100) }
    }

    @Test func `an answer that trickles in is given up on in time`() throws {
        let server = try RawServer { client in
            try client.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            for _ in 0..<1000 {
                try client.send("a")
                poll(nil, 0, 10)
            }
        }
        #expect(throws: HTTPClientError.timedOut) { try get(server.url, timeoutMilliseconds: 200) }
    }

    @Test(arguments: ["Content-Length: 1001\r\n", "Transfer-Encoding: chunked\r\n", ""])
    func `a body beyond the bound is not taken`(_ framing: String) throws {
        let server = try RawServer { client in
            _ = try client.receive(through: "\r\n\r\n")
            let text = String(repeating: "a", count: 1001)
            let body = framing.hasPrefix("T") ? "3e9\r\n\(text)\r\n0\r\n\r\n" : text
            try client.send("HTTP/1.1 200 OK\r\n\(framing)\r\n\(body)")
        }
        #expect(throws: HTTPClientError.tooLarge(limitBytes: 1000)) { try get(server.url) }
    }

    @Test func `a head without end is not taken`() throws {
        let server = try RawServer { client in
            try client.send("HTTP/1.1 200 OK\r\n")
            while true { try client.send("X-More: \(String(repeating: "a", count: 1000))\r\n") }
        }
        #expect(throws: HTTPClientError.tooLarge(limitBytes: 64 << 10)) { try get(server.url) }
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc OK\r\n\r\n", "\0\0\0\0"])
    func `what is not HTTP is named so`(_ text: String) throws {
        let server = try RawServer { client in
            _ = try client.receive(through: "\r\n\r\n")
            try client.send(text)
        }
        #expect(failure { _ = try get(server.url) } == "the answer is not HTTP")
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
    func `a connection that breaks off is named so`(_ text: String) throws {
        let server = try RawServer { client in
            _ = try client.receive(through: "\r\n\r\n")
            try client.send(text)
        }
        #expect(failure { _ = try get(server.url) } == "the connection was lost")
    }

    @Test(arguments: [
        ("", "http://127.0.0.1:1/"), ("GET\r\nX: y", "http://127.0.0.1:1/"), ("GET", "http://127.0.0.1:1/\r\nX: y"),
        ("GET", "file:///etc/passwd"), ("GET", "ftp://127.0.0.1/"), ("GET", "http://127.0.0.1:99999/"), ("GET", ""),
        ("GET", "http:// a/"),
    ])
    func `a request that would not be what it seems is not sent`(_ method: String, _ url: String) throws {
        let client = try HTTPClient()
        #expect(
            failure { _ = try client.send(method, url, timeoutMilliseconds: 1000, maxResponseBytes: 1) }
                == "the request cannot be sent")
    }

    @Test(arguments: [("X", "a\r\nY: b"), ("X", "a\0"), ("X Y", "a"), ("", "a"), ("Content-Length", "7")])
    func `a field that would be another is not sent`(_ name: String, _ value: String) throws {
        let client = try HTTPClient()
        #expect(
            failure {
                _ = try client.send(
                    "GET", "http://127.0.0.1:1/", headers: [HTTPAnswer.Field(name, value)], timeoutMilliseconds: 1000,
                    maxResponseBytes: 1)
            } == "the request cannot be sent")
    }

    @Test func `a redirect is an answer`() throws {
        let server = try makeServer { $1.send(HTTPStatus(303), [HTTPField("Location", "/elsewhere")]) }
        let answer = try get(server.url)
        #expect(answer.status == 303)
        #expect(answer.header("location") == "/elsewhere")
    }

    @Test func `what is cancelled before it begins is not sent`() throws {
        let cancellation = HTTPCancellation()
        cancellation.cancel()
        let client = try HTTPClient()
        #expect(throws: HTTPClientError.cancelled) {
            try client.send(
                "GET", "http://127.0.0.1:1/", timeoutMilliseconds: 1000, maxResponseBytes: 1,
                cancellation: cancellation)
        }
    }

    @Test func `a request is cancelled at once`() throws {
        let asked = Mailbox<Void>()
        let server = try RawServer { client in
            asked.put(())
            _ = try client.receiveAll()
        }
        let cancellation = HTTPCancellation()
        let cancelling = Spawned {
            try? asked.next()
            cancellation.cancel()
        }
        let client = try HTTPClient()
        let start = ContinuousClock.now
        #expect(throws: HTTPClientError.cancelled) {
            try client.send(
                "GET", server.url, timeoutMilliseconds: 8000, maxResponseBytes: 1, cancellation: cancellation)
        }
        #expect(start.duration(to: .now) < .seconds(4))
        try cancelling.join()
    }

    @Test func `a quiet stream is given up on`() throws {
        let server = try makeServer { _, responder in
            _ = responder.stream(.ok, bufferBytesMax: 10) {}?.send([1])
        }
        let client = try HTTPClient()
        var received = 0
        #expect(throws: HTTPClientError.timedOut) {
            try client.stream("GET", server.url, idleMilliseconds: 100) { _ in
                .proceed
            } onChunk: { bytes in
                received += bytes.count
                return .proceed
            }
        }
        #expect(received == 1)
    }

    @Test func `a stream is cancelled at once`() throws {
        let server = try makeServer { _, responder in
            _ = responder.stream(.ok, bufferBytesMax: 10) {}?.send([1])
        }
        let cancellation = HTTPCancellation()
        let client = try HTTPClient()
        #expect(throws: HTTPClientError.cancelled) {
            try client.stream("GET", server.url, idleMilliseconds: 8000, cancellation: cancellation) { _ in
                .proceed
            } onChunk: { _ in
                _ = Spawned { cancellation.cancel() }
                return .proceed
            }
        }
    }

    @Test func `a stream can be refused at its head`() throws {
        let server = try makeServer { _, responder in
            let stream = responder.stream(.forbidden, bufferBytesMax: 100) {}
            _ = stream?.send(Array("why".utf8))
        }
        let client = try HTTPClient()
        var status = 0
        try client.stream("GET", server.url, idleMilliseconds: 5000) { head in
            status = head.status
            return .stop
        } onChunk: { _ in
            Issue.record("a body after the stop")
            return .proceed
        }
        #expect(status == 403)
    }

    @Test func `a stream ends when the server ends it`() throws {
        let server = try makeServer { _, responder in
            let stream = responder.stream(.ok, bufferBytesMax: 100) {}
            _ = stream?.send(Array("all".utf8))
            stream?.close()
        }
        let client = try HTTPClient()
        var text = ""
        try client.stream("GET", server.url, idleMilliseconds: 5000) { _ in
            .proceed
        } onChunk: { bytes in
            text += String(decoding: bytes, as: UTF8.self)
            return .proceed
        }
        #expect(text == "all")
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY"])
    func `a request arrives as it was meant`(_ method: String) throws {
        let server = try makeServer { request, responder in
            let type = request.header("Content-Type") ?? "none"
            let text = "\(request.method) \(request.path) \(type) \(request.header("X-Empty") ?? "none") "
            responder.send(.ok, [HTTPField("X-Name", "value")], body: Array(text.utf8) + Array(request.body))
        }
        let client = try HTTPClient()
        let body = Array((0...255).map { UInt8($0) })
        let answer = try client.send(
            method, server.url + "/a%20b?c", headers: [HTTPAnswer.Field("X-Empty", "")], body: body,
            timeoutMilliseconds: 5000, maxResponseBytes: 1000)
        #expect(answer.status == 200)
        #expect(answer.header("x-name") == "value")
        #expect(answer.body == Array("\(method) /a%20b none  ".utf8) + body)
    }

    @Test(arguments: ["GET", "POST", "DELETE"])
    func `a request without a body has none`(_ method: String) throws {
        let server = try makeServer { request, responder in
            responder.send(.ok, body: Array("\(request.header("Content-Length") ?? "none")".utf8))
        }
        let answer = try HTTPClient().send(method, server.url, timeoutMilliseconds: 5000, maxResponseBytes: 100)
        #expect(answer.body == Array((method == "POST" ? "0" : "none").utf8))
    }

    @Test func `an answer to HEAD has fields and no body`() throws {
        let server = try makeServer { $1.send(.ok, body: [1, 2, 3]) }
        let answer = try HTTPClient().send("HEAD", server.url, timeoutMilliseconds: 5000, maxResponseBytes: 100)
        #expect(answer.header("Content-Length") == "3")
        #expect(answer.body.isEmpty)
    }

    @Test func `an informational answer and trailers are passed over`() throws {
        let server = try RawServer { client in
            _ = try client.receive(through: "\r\n\r\n")
            try client.send("HTTP/1.1 103 Early Hints\r\nX: early\r\n\r\nHTTP/1.1 200 OK\r\nX: a\r\nX: b\r\n")
            try client.send("Transfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\nX: late\r\n\r\n")
        }
        let answer = try get(server.url)
        #expect(answer.status == 200)
        #expect(answer.headerValues("x") == ["a", "b"])
        #expect(answer.body == Array("c".utf8))
    }

    @Test func `a client uses its connection again`() throws {
        let server = try makeServer { request, responder in
            responder.send(.ok, body: Array("\(request.connection.id)".utf8))
        }
        let client = try HTTPClient()
        let ids = try (0..<5).map { _ in
            try client.send("GET", server.url, timeoutMilliseconds: 5000, maxResponseBytes: 100).body
        }
        #expect(Set(ids).count == 1)
    }

    @Test func `a connection is not inherited by child processes`() throws {
        let server = try makeServer { request, responder in
            responder.send(.ok, body: Array("\(request.connection.peer)".utf8))
        }
        let client = try HTTPClient()
        let peer = try client.send("GET", server.url, timeoutMilliseconds: 5000, maxResponseBytes: 100).body
        let connections = (0..<Int32(1024)).filter { descriptor in
            SocketAddress(ofSocket: descriptor).map {
                Array("\(HTTPPeer.tcp(address: $0.host, port: $0.port))".utf8) == peer
            } ?? false
        }
        #expect(!connections.isEmpty)
        #expect(connections.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
        withExtendedLifetime(client) {}
    }

    @Test func `a client survives its server's restart, and a failure`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("socket")
        let client = try HTTPClient(HTTPClientConfiguration(unixSocketPath: path))
        let ask = { try client.send("GET", "http://x/", timeoutMilliseconds: 5000, maxResponseBytes: 10).status }
        for _ in 0..<3 {
            let server = try makeServer([.unix(path: path)]) { $1.send(.ok) }
            #expect(try ask() == 200)
            server.stop(deadlineMilliseconds: 1000)
            #expect(failure { _ = try ask() } == "nobody can be reached there")
        }
    }

    @Test func `a listener that is not the right one is sent nothing`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("socket")
        let asked = Mutex(0)
        let server = try makeServer([.unix(path: path)]) { _, responder in
            asked.withLock { $0 += 1 }
            responder.send(.ok)
        }
        let configuration = HTTPClientConfiguration(unixSocketPath: path)
        let ask = { (client: HTTPClient) in
            try client.send("GET", "http://x/", timeoutMilliseconds: 5000, maxResponseBytes: 10).status
        }
        let wary = try HTTPClient(configuration) { _ in "nobody is trusted" }
        for _ in 0..<2 {
            #expect(throws: HTTPClientError.refusedListener("nobody is trusted")) { try ask(wary) }
        }
        #expect(asked.withLock { $0 } == 0)
        let calm = try HTTPClient(configuration) { descriptor in
            let listener = try? PeerCredentials(socket: descriptor).pid
            return listener == .current ? nil : "it is another process"
        }
        for _ in 0..<2 { #expect(try ask(calm) == 200) }
        server.stop(deadlineMilliseconds: 1000)
        #expect(failure { _ = try ask(calm) } == "nobody can be reached there")
    }

    @Test func `a large body goes both ways`() throws {
        let bytes = Array(repeatElement([UInt8](0...250), count: 10_000).joined())
        let server = try makeServer(configure: { $0.bodyBytesMax = 4 << 20 }) { request, responder in
            responder.send(.ok, copying: request.body)
        }
        let answer = try HTTPClient().send(
            "POST", server.url, body: bytes, timeoutMilliseconds: 9000, maxResponseBytes: 4 << 20)
        #expect(answer.body == bytes)
    }

    @Test func `a body too large for the server is answered 413, not lost`() throws {
        let server = try makeServer(configure: { $0.bodyBytesMax = 1000 }) { $1.send(.ok) }
        let bytes = [UInt8](repeating: 1, count: 100_000_000)
        let answer = try HTTPClient().send(
            "POST", server.url, body: bytes, timeoutMilliseconds: 9000, maxResponseBytes: 1000)
        #expect(answer.status == 413)
    }
}
