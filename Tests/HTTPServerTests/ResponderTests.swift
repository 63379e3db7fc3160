// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer
import Synchronization
import Testing

/// How requests are answered.
///
/// That nobody answers twice is the compiler's to check: `send` consumes.
@Suite(.timeLimit(.minutes(1))) struct ResponderTests {
    private func answer(_ text: String, hasBody: Bool = true, from server: HTTPServer) throws -> RawResponse {
        let client = try server.connect()
        try client.send(text)
        return try client.receiveResponse(hasBody: hasBody)
    }

    @Test func `a responder that is dropped answers 500`() throws {
        let server = try makeServer { _, _ in }
        #expect(try answer(request("GET /"), from: server).status == 500)
    }

    @Test func `a responder that is dropped later answers 500`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        let client = try server.connect()
        try client.send(request("GET /"))
        try { _ = try held.next() }()
        #expect(try client.receiveResponse().status == 500)
    }

    /// The library serves 128 connections at a time, and its own thread would wait for one more before it serves them.
    @Test(arguments: [127, 128, 129, 256])
    func `requests that come while their thread is busy are all answered`(_ count: Int) throws {
        let (busy, release) = (Mailbox<Void>(), Mailbox<Void>())
        let server = try makeServer {
            $0.threads = 1
        } _: { request, responder in
            if request.path == "/busy" {
                busy.put(())
                do { try release.next() } catch {}
            }
            responder.send(.ok)
        }
        let clients = try (0..<count).map { _ in try server.connect() }
        for client in clients {
            try client.send(request("GET /"))
            #expect(try client.receiveResponse().status == 200)
        }
        let first = try server.connect()
        try first.send(request("GET /busy"))
        try busy.next()
        for client in clients { try client.send(request("GET /")) }
        release.put(())
        for client in clients { #expect(try client.receiveResponse().status == 200) }
    }

    private static let split = ["a\r\nX: b", "a\nb", "a\rb", "a\0b", "", " a", "a ", "\ta", "a\u{7F}b", "\u{1B}"]

    @Test(arguments: split)
    func `a value that could end its line is no field`(_ value: String) {
        #expect(HTTPField(name: "Location", value: value) == nil)
    }

    @Test(arguments: ["", "a b", "a:", "a\r\n", "é", "Content-Length", "transfer-encoding", "CONNECTION", "Date"])
    func `a name that is no token, or is the server's own, is no field`(_ name: String) {
        #expect(HTTPField(name: name, value: "a") == nil)
    }

    @Test func `a field is sent as it was given`() throws {
        let field = try #require(HTTPField(name: "X-Name", value: "é, \"b\"\tc"))
        let server = try makeServer { $1.send(.created, [field, HTTPField("Location", "/a")]) }
        let response = try answer(request("GET /"), from: server)
        #expect(response.status == 201)
        #expect(response.field("x-name") == "é, \"b\"\tc")
        #expect(response.field("location") == "/a")
        #expect(response.field("content-length") == "0")
        #expect(response.field("date") != nil)
    }

    @Test func `an answer to HEAD has a length and no body`() throws {
        let server = try makeServer { $1.send(.ok, body: Array("hello".utf8)) }
        let client = try server.connect()
        try client.send(request("HEAD /") + request("GET /"))
        #expect(try client.receiveResponse(hasBody: false).length == 5)
        #expect(try client.receiveResponse().text == "hello")
    }

    @Test func `an answer without content has no body`() throws {
        let server = try makeServer { $1.send(HTTPStatus(204)) }
        let client = try server.connect()
        for _ in 0..<2 {
            try client.send(request("GET /"))
            let response = try client.receiveResponse(hasBody: false)
            #expect(response.status == 204)
            #expect(response.field("content-length") == nil)
        }
    }

    @Test func `a large body arrives whole`() throws {
        let bytes = Array(repeatElement([UInt8](0...250), count: 4_000).joined())
        let server = try makeServer { $1.send(.ok, body: bytes) }
        #expect(try answer(request("GET /"), from: server).body == bytes)
    }

    @Test func `one response answers many requests at once`() throws {
        let response = HTTPResponse(.ok, [HTTPField("Content-Type", "text/plain")], body: Array("shared".utf8))
        let server = try makeServer { $1.send(response) }
        let clients = try (0..<20).map { _ in try server.connect() }
        for _ in 0..<5 {
            for client in clients { try client.send(request("GET /")) }
            for client in clients { #expect(try client.receiveResponse().text == "shared") }
        }
    }

    @Test func `an answer can come later, from any thread`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        let clients = try (0..<20).map { _ in try server.connect() }
        for client in clients { try client.send(request("GET /")) }
        let waiting = try clients.map { _ in try held.next() }
        for responder in waiting.reversed() { responder.take()?.send(.ok, body: Array("late".utf8)) }
        for client in clients { #expect(try client.receiveResponse().text == "late") }
    }

    @Test func `an answer from another thread wins or loses no race with the end of the handler`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        let rounds = 2000
        let answering = Spawned {
            for _ in 0..<rounds { (try? held.next())?.take()?.send(.ok, body: Array("race".utf8)) }
        }
        let client = try server.connect()
        for _ in 0..<rounds {
            try client.send(request("GET /"))
            #expect(try client.receiveResponse().text == "race")
        }
        try answering.join()
    }

    @Test func `only the first to take a held responder has it`() throws {
        let server = try makeServer { _, responder in
            let held = HeldResponder(responder)
            let first = held.take()
            if let second = held.take() { second.send(.conflict) }
            if let first { first.send(.ok) }
        }
        #expect(try answer(request("GET /"), from: server).status == 200)
    }

    @Test func `an answer for a client that has left goes nowhere and harms nobody`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        for _ in 0..<20 {
            let client = try server.connect()
            try client.send(request("GET /"))
            let responder = try held.next()
            client.reset()
            responder.take()?.send(.ok, body: [UInt8](repeating: 1, count: 100_000))
        }
        let client = try server.connect()
        try client.send(request("GET /"))
        try held.next().take()?.send(.ok)
        #expect(try client.receiveResponse().status == 200)
    }

    @Test func `a connection goes on after a late answer`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        let client = try server.connect()
        try client.send(request("GET /") + request("GET /") + request("GET /"))
        for _ in 0..<3 {
            try held.next().take()?.send(.ok, body: Array("again".utf8))
            #expect(try client.receiveResponse().text == "again")
        }
    }
}
