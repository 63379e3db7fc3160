// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer
import Synchronization
import Testing

/// What a handler sees of a request.
@Suite(.timeLimit(.minutes(1))) struct RequestTests {
    /// Sends one request and returns what `read` made of it.
    private func seen(
        _ text: String, _ read: @escaping @Sendable (borrowing HTTPRequest) -> String
    ) throws -> String {
        let server = try makeServer { request, responder in
            responder.send(.ok, body: Array(read(request).utf8))
        }
        let client = try server.connect()
        try client.send(text)
        return try client.receiveResponse().text
    }

    private static let brokenQueries = ["a=%", "a=%4", "a=%zz", "a=%C3", "a=%00", "%=a", "b=1&a=%G0", "a=1&b=%"]

    @Test(arguments: brokenQueries)
    func `a query that is not exact is refused as a whole`(_ query: String) throws {
        let text = try seen(request("GET /?\(query)")) { request in
            do throws(HTTPQueryError) { return "\(try request.queryParameters())" } catch { return "\(error)" }
        }
        #expect(text == "malformed")
    }

    @Test func `a parameter that stands twice is refused`() throws {
        let text = try seen(request("GET /?a=1&b=2&%61=3")) { request in
            do throws(HTTPQueryError) { return "\(try request.queryParameters())" } catch { return "\(error)" }
        }
        #expect(text == "repeated")
    }

    @Test(arguments: [
        ("a=1", "1"), ("a", ""), ("a=", ""), ("b=1", "nil"), ("", "nil"), ("a=%2B+%26%3D", "+ &="), ("&&a=1&", "1"),
        ("a==b", "=b"), ("a=?", "?"), ("a=%C3%A9", "é"), ("A=1", "nil"),
    ])
    func `a parameter is decoded`(_ query: String, _ value: String) throws {
        let text = try seen(request("GET /x?\(query)")) { request in
            do throws(HTTPQueryError) { return try request.queryParameters()["a"] ?? "nil" } catch { return "\(error)" }
        }
        #expect(text == value)
    }

    @Test func `a path stays as it was sent`() throws {
        #expect(try seen(request("GET /a%2Fb//c/../%7e+?x")) { $0.path } == "/a%2Fb//c/../%7e+")
        #expect(try seen(request("OPTIONS *")) { $0.path } == "*")
    }

    @Test(arguments: [
        ("http://other/a?b=1", "/a"), ("HTTPS://other:8443/a%2Fb", "/a%2Fb"), ("http://other", "/"),
        ("http://other?b=1", "/"),
    ])
    func `an absolute target is taken for its path and query`(target: String, path: String) throws {
        let text = try seen(request("GET \(target)")) { request in
            "\(request.path) \((try? request.queryParameters()["b"]) ?? "none")"
        }
        #expect(text == "\(path) \(target.hasSuffix("?b=1") ? "1" : "none")")
    }

    @Test func `a method is told as it was sent`() throws {
        #expect(try seen(request("PATCH /")) { $0.method } == "PATCH")
        #expect(try seen(request("get /")) { $0.method } == "get")
    }

    @Test func `a field is found whatever its letter case`() throws {
        let text = try seen(request("GET /", "x-Some:  a value\t ")) { $0.header("X-sOME") ?? "none" }
        #expect(text == "a value")
    }

    @Test func `a field that was not sent is nil`() throws {
        #expect(try seen(request("GET /")) { $0.header("Authorization") ?? "none" } == "none")
    }

    @Test func `no line of a repeated field is picked silently`() throws {
        let text = try seen(request("GET /", "Authorization: a", "X: c", "authorization: b")) { request in
            "\(request.header("Authorization") ?? "none") | \(request.headerValues("Authorization"))"
        }
        #expect(text == #"a, b | ["a", "b"]"#)
    }

    @Test func `a body arrives whole, whatever is in it`() throws {
        let bytes = Array(repeatElement([UInt8](0...255), count: 800).joined())
        let server = try makeServer { request, responder in responder.send(.ok, copying: request.body) }
        let client = try server.connect()
        for _ in 0..<3 {
            try client.send(Array(request("POST /", "Content-Length: \(bytes.count)").utf8) + bytes)
            #expect(try client.receiveResponse().body == bytes)
        }
    }

    @Test func `a chunked body arrives whole, without its trailers`() throws {
        let body = "3\r\nabc\r\n5;ext=1\r\ndefgh\r\n0\r\nX-Trailer: a\r\n\r\n"
        let text = try seen(request("POST /", "Transfer-Encoding: chunked", body: body)) { request in
            "\(String(decoding: request.body, as: UTF8.self)) \(request.header("X-Trailer") ?? "none")"
        }
        #expect(text == "abcdefgh none")
    }

    @Test func `pipelined requests are answered in order`() throws {
        let server = try makeServer { request, responder in responder.send(.ok, copying: request.body) }
        let client = try server.connect()
        let texts = (0..<50).map { "body \($0)" }
        try client.send(
            texts.map { request("POST /", "Content-Length: \($0.utf8.count)", body: $0) }.joined())
        for text in texts { #expect(try client.receiveResponse().text == text) }
    }

    @Test func `a client that asks whether to send its body is told to`() throws {
        let server = try makeServer { request, responder in responder.send(.ok, copying: request.body) }
        let client = try server.connect()
        try client.send(request("POST /", "Content-Length: 3", "Expect: 100-continue"))
        #expect(try client.receiveResponse(hasBody: false).status == 100)
        try client.send("abc")
        #expect(try client.receiveResponse().text == "abc")
    }

    @Test func `a client of HTTP 1_0 is answered and its connection closed`() throws {
        let server = try makeServer { $1.send(.ok, body: Array("hello".utf8)) }
        let client = try server.connect()
        try client.send("GET / HTTP/1.0\r\n\r\n")
        #expect(try client.receiveAll().hasSuffix("\r\n\r\nhello"))
    }

    @Test func `what is attached to a connection stays with it and with no other`() throws {
        let server = try makeServer { request, responder in
            let count = request.connection.withAttachment { value in
                let next = (value as? Int ?? 0) + 1
                value = next
                return next
            }
            responder.send(.ok, body: Array("\(request.connection.id) \(count)".utf8))
        }
        let clients = try [server.connect(), server.connect()]
        var ids: Set<Substring> = []
        for round in 1...3 {
            for client in clients {
                try client.send(request("GET /"))
                let words = try client.receiveResponse().text.split(separator: " ")
                ids.insert(words[0])
                #expect(words[1] == "\(round)")
            }
        }
        #expect(ids.count == 2)
    }

    @Test func `an attachment goes with its connection`() throws {
        final class Mark: Sendable {
            let gone: Mailbox<Void>
            init(_ gone: Mailbox<Void>) { self.gone = gone }
            deinit { gone.put(()) }
        }
        let gone = Mailbox<Void>()
        let server = try makeServer { request, responder in
            request.connection.withAttachment { $0 = Mark(gone) }
            responder.send(.ok)
        }
        let client = try server.connect()
        try client.send(request("GET /", "Connection: close"))
        _ = try client.receiveAll()
        try gone.next()
    }
}
