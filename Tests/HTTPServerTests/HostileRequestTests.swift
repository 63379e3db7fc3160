// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer
import Synchronization
import Testing

/// What a client can do wrong on purpose.
@Suite(.timeLimit(.minutes(1))) struct HostileRequestTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        var status = 400

        init(_ description: String, _ bytes: String, status: Int = 400) {
            testDescription = description
            self.bytes = bytes
            self.status = status
        }

        /// A `POST` with these fields, and a body two readers could cut at different places.
        static func post(_ description: String, _ fields: String, status: Int = 400) -> Shape {
            let rest = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n"
            let bytes = "POST / HTTP/1.1\r\nHost: test\r\n\(fields)\r\n\r\n\(rest)"
            return Shape(description, bytes, status: status)
        }
    }

    static let ambiguous: [Shape] = [
        .post("the same length twice", "Content-Length: 5\r\nContent-Length: 5"),
        .post("two lengths", "Content-Length: 5\r\nContent-Length: 50"),
        .post("a list of lengths", "Content-Length: 5, 5"),
        .post("a signed length", "Content-Length: +5"),
        .post("a negative length", "Content-Length: -5"),
        .post("a hexadecimal length", "Content-Length: 0x5"),
        .post("an empty length", "Content-Length:"),
        .post("a length beyond any", "Content-Length: 99999999999999999999999", status: 413),
        .post("a length beyond the bound", "Content-Length: 9223372036854775808", status: 413),
        .post("a length with a space before its colon", "Content-Length : 5"),
        .post("a length and a coding", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        .post("a coding and a length", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
        .post("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        .post("an unknown coding", "Transfer-Encoding: xchunked", status: 501),
        .post("a coding before chunked", "Transfer-Encoding: gzip, chunked", status: 501),
        .post("a coding with a blank after it", "Transfer-Encoding: chunked ", status: 501),
        .post("a coding after a vertical tab", "Transfer-Encoding:\u{0B}chunked"),
        .post("a folded coding", "Transfer-Encoding:\r\n chunked"),
        .post("a name folded together", "Content: 5\r\n -Length"),
        .post("a folded value", "X: a\r\n\tb"),
        .post("a folded nothing", "X: a\r\n \r\nY: b"),
        .post("a bare line feed", "X: a\nContent-Length: 5"),
        .post("a bare carriage return", "X: a\rContent-Length: 5"),
        .post("a zero in a value", "X: a\0b"),
        .post("a zero in a name", "X\0Y: a"),
        .post("zeros that look like a line end and a field", "X: a\0\0Authorization\0b"),
        .post("zeros that look like a line end and a length", "X: a\0\0Content-Length\u{0}5"),
        .post("zeros that look like the end", "X: a\0\0\0\0"),
        .post("a line that begins with a zero", "X: a\r\n\0Y: b"),
        .post("a line feed and a zero", "X: a\n\0Y\0b\0\0"),
        .post("a control character in a name", "X\u{01}: a"),
        .post("a space in a name", "X Y: a"),
        .post("an empty name", ": a"),
        .post("a line without a colon", "X"),
        .post("a second host", "Host: other"),
        Shape("no host", "GET / HTTP/1.1\r\n\r\n"),
        Shape("a field before any name", "GET / HTTP/1.1\r\n Host: test\r\n\r\n"),
        Shape("chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Shape("line feeds only", "GET / HTTP/1.1\nHost: test\n\n"),
        Shape("two spaces", request("GET  /")),
        Shape("a space in the target", request("GET /a b")),
        Shape("a zero in the target", request("GET /a\0b")),
        Shape("a zero in the query", request("GET /?a\0b")),
        Shape("an absolute target without an authority", request("GET http:///a")),
        Shape("an absolute target with a user", request("GET http://user@other/")),
        Shape("an absolute target of another scheme", request("GET ftp://other/")),
        Shape("an authority", request("CONNECT other:80")),
        Shape("a fragment", request("GET /#a")),
        Shape("a target beyond ASCII", request("GET /é")),
        Shape("a method that is no token", request("G(T /")),
        Shape("a method without end", request("\(String(repeating: "A", count: 100)) /")),
        Shape("no version", "GET /\r\nHost: test\r\n\r\n"),
        Shape("an older version", "GET / HTTP/0.9\r\nHost: test\r\n\r\n", status: 505),
        Shape("a later minor version", "GET / HTTP/1.2\r\nHost: test\r\n\r\n", status: 505),
        Shape("the last minor version", "GET / HTTP/1.9\r\nHost: test\r\n\r\n", status: 505),
        Shape("a newer version", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 505),
        Shape("a chunk size that is no number", request("POST /", "Transfer-Encoding: chunked", body: "zz\r\n")),
        Shape("a negative chunk", request("POST /", "Transfer-Encoding: chunked", body: "-3\r\nabc\r\n0\r\n\r\n")),
        Shape("a chunk longer than its size", request("POST /", "Transfer-Encoding: chunked", body: "3\r\nabcd\r\n")),
        Shape(
            "a chunk beyond any", request("POST /", "Transfer-Encoding: chunked", body: "fffffffffffffffff\r\n"),
            status: 413),
        Shape("a long head", request("GET /", "X: \(String(repeating: "a", count: 10_000))"), status: 431),
        Shape("many fields", request("GET /", String(repeating: "X: a\r\n", count: 100) + "Y: b"), status: 431),
        Shape("a thousand fields", request("GET /", String(repeating: "X: a\r\n", count: 1000) + "Y: b"), status: 431),
        Shape("a long target", request("GET /\(String(repeating: "a", count: 9000))"), status: 431),
        Shape("a target without end", "GET /\(String(repeating: "a", count: 100_000))", status: 414),
    ]

    @Test(arguments: ambiguous)
    func `a request that is malformed or has two readings never reaches the handler`(_ shape: Shape) throws {
        let handled = Atomic(0)
        let server = try makeServer { _, responder in
            handled.add(1, ordering: .relaxed)
            responder.send(.ok)
        }
        let client = try server.connect()
        try? client.send(shape.bytes)
        let response = RawResponse(head: try client.receive(through: "\r\n\r\n"))
        _ = try client.receiveAll()
        server.stop(deadlineMilliseconds: 1000)
        #expect(response.status == shape.status)
        #expect(handled.load(ordering: .relaxed) == 0)
    }
}
