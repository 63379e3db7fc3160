// SPDX-License-Identifier: Apache-2.0

import HTTPClient
import HTTPServer
import Testing

/// Both ends, with TLS between them.
@Suite(.timeLimit(.minutes(1))) struct TLSTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func makeServer(
        _ identity: TLSIdentity,
        _ body: @escaping @Sendable (borrowing HTTPRequest, consuming Responder) -> Void = { $1.send(.ok) }
    ) throws -> (HTTPServer, url: String) {
        let server = try HTTPServerTests.makeServer(
            [.tcp(host: "127.0.0.1", port: 0, identity: identity)], configure: { $0.idleSeconds = 1 }, body)
        return (server, server.url.replacing("http:", with: "https:"))
    }

    private func makeClient(trusting identity: TLSIdentity) throws -> HTTPClient {
        let path = try directory.write(identity.certificate, to: "authorities.pem")
        return try HTTPClient(HTTPClientConfiguration(certificateAuthoritiesPath: path))
    }

    private func isTLSError(_ error: any Error) -> Bool {
        if case HTTPClientError.tls = error { true } else { false }
    }

    private func get(_ client: HTTPClient, _ url: String) throws -> HTTPAnswer {
        try client.send("GET", url, timeoutMilliseconds: 5000, maxResponseBytes: 100)
    }

    @Test func `a server nobody vouches for is not trusted`() throws {
        let (server, url) = try makeServer(TestIdentity.localhost)
        let client = try makeClient(trusting: TestIdentity.elsewhere)
        #expect { try get(client, url) } throws: { isTLSError($0) }
        withExtendedLifetime(server) {}
    }

    @Test func `a server that is somebody else is not trusted`() throws {
        let (server, url) = try makeServer(TestIdentity.elsewhere)
        let client = try makeClient(trusting: TestIdentity.elsewhere)
        #expect { try get(client, url) } throws: { isTLSError($0) }
        withExtendedLifetime(server) {}
    }

    @Test func `authorities that cannot be read trust nobody`() throws {
        let (server, url) = try makeServer(TestIdentity.localhost)
        let path = directory.file("none")
        let client = try HTTPClient(HTTPClientConfiguration(certificateAuthoritiesPath: path))
        #expect { try get(client, url) } throws: { isTLSError($0) }
        withExtendedLifetime(server) {}
    }

    @Test func `a key that does not belong to the certificate is refused`() {
        let identity = TLSIdentity(
            certificateChain: TestIdentity.localhost.certificateChain, privateKey: TestIdentity.elsewhere.privateKey)
        #expect(throws: HTTPServerError.invalidIdentity) { _ = try makeServer(identity) }
    }

    @Test func `a client that speaks no TLS is cut off`() throws {
        let (server, _) = try makeServer(TestIdentity.localhost)
        let client = try server.connect()
        try client.send(request("GET /"))
        #expect(try !client.receiveAll().contains("HTTP/1.1 200"))
    }

    @Test func `a client that begins no handshake is cut off`() throws {
        let (server, _) = try makeServer(TestIdentity.localhost)
        #expect(try !server.connect().receiveAll().contains("HTTP"))
    }

    @Test func `requests are answered at once and later, on one connection`() throws {
        let (server, url) = try makeServer(TestIdentity.localhost) { request, responder in
            let id = Array("\(request.connection.id) \(request.body.count)".utf8)
            guard request.path == "/late" else { return responder.send(.ok, body: id) }
            let held = HeldResponder(responder)
            _ = Spawned { held.take()?.send(.accepted, body: id) }
        }
        let client = try makeClient(trusting: TestIdentity.localhost)
        let body = [UInt8](repeating: 1, count: 100_000)
        let answers = try ["/now", "/late", "/now", "/late"].map { path in
            try client.send("POST", url + path, body: body, timeoutMilliseconds: 5000, maxResponseBytes: 100)
        }
        #expect(answers.map(\.status) == [200, 202, 200, 202])
        #expect(Set(answers.map(\.body)).count == 1)
        withExtendedLifetime(server) {}
    }

    @Test func `a stream arrives and its client is missed`() throws {
        let streams = Mailbox<EventStream>()
        let closed = Mailbox<Void>()
        let (server, url) = try makeServer(TestIdentity.localhost) { _, responder in
            if let stream = responder.stream(.ok, bufferBytesMax: 1000, onClose: { closed.put(()) }) {
                _ = stream.send(Array("first".utf8))
                streams.put(stream)
            }
        }
        do {
            let client = try makeClient(trusting: TestIdentity.localhost)
            var text = ""
            try client.stream("GET", url, idleMilliseconds: 5000) { _ in
                .proceed
            } onChunk: { bytes in
                text += String(decoding: bytes, as: UTF8.self)
                if text == "first" { _ = try? streams.next().send(Array("second".utf8)) }
                return text == "firstsecond" ? .stop : .proceed
            }
            #expect(text == "firstsecond")
        }
        try closed.next()
        withExtendedLifetime(server) {}
    }
}
