// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import HTTPServer

/// Where a server listens, and what it finds there.
@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func makeUnixServer(_ path: String, _ answer: String = "here") throws -> HTTPServer {
        try makeServer([.unix(path: path)]) { $1.send(.ok, body: Array(answer.utf8)) }
    }

    private func ask(_ server: HTTPServer, _ index: Int = 0) throws -> String {
        let client = try server.connect(index)
        try client.send(request("GET /"))
        return try client.receiveResponse().text
    }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test func `a living process's socket is not taken over`() throws {
        let path = directory.file("socket")
        let first = try makeUnixServer(path)
        #expect(throws: HTTPServerError.socketInUse(path: path)) { _ = try makeUnixServer(path) }
        #expect(try ask(first) == "here")
    }

    @Test func `something that is not a socket is left alone`() throws {
        let path = try directory.write("precious", to: "socket")
        #expect(throws: HTTPServerError.notASocket(path: path)) { _ = try makeUnixServer(path) }
        #expect(mode(path).map { $0 & S_IFMT } == S_IFREG)
    }

    @Test func `a link to a living socket is left alone`() throws {
        let server = try makeUnixServer(directory.file("socket"))
        let link = directory.file("link")
        symlink(directory.file("socket"), link)
        #expect(throws: HTTPServerError.notASocket(path: link)) { _ = try makeUnixServer(link) }
        #expect(try ask(server) == "here")
    }

    @Test(arguments: ["", "/tmp/\(String(repeating: "a", count: 103))", "/tmp/a\0b"])
    func `a path no unix socket can have is refused`(_ path: String) {
        #expect(throws: HTTPServerError.invalidPath(path)) { _ = try makeUnixServer(path) }
    }

    @Test func `a directory that is not there is named`() throws {
        let path = directory.file("none/socket")
        #expect(throws: HTTPServerError.cannotListen(path, reason: "no such file or directory")) {
            _ = try makeUnixServer(path)
        }
    }

    @Test func `a taken port is refused`() throws {
        let server = try makeServer { $1.send(.ok) }
        guard case .tcp(_, let port) = server.endpoints[0] else { throw RawSocket.Failure(description: "no port") }
        #expect(throws: HTTPServerError.cannotListen("127.0.0.1:\(port)", reason: "address already in use")) {
            _ = try makeServer([.tcp(host: "127.0.0.1", port: port)]) { $1.send(.ok) }
        }
    }

    @Test func `an address of another machine is refused`() {
        #expect(throws: HTTPServerError.cannotListen("192.0.2.1:0", reason: "cannot assign requested address")) {
            _ = try makeServer([.tcp(host: "192.0.2.1", port: 0)]) { $1.send(.ok) }
        }
    }

    @Test func `a host that is none is refused`() {
        #expect(throws: HTTPServerError.unknownHost("not a host")) {
            _ = try makeServer([.tcp(host: "not a host", port: 0)]) { $1.send(.ok) }
        }
    }

    @Test func `a server without a listener is refused`() {
        #expect(throws: HTTPServerError.invalidConfiguration("a server needs a listener")) {
            _ = try makeServer([]) { $1.send(.ok) }
        }
    }

    @Test func `what was opened before a refusal is closed`() throws {
        let path = directory.file("socket")
        #expect(throws: HTTPServerError.self) {
            _ = try makeServer([.unix(path: path), .tcp(host: "not a host", port: 0)]) { $1.send(.ok) }
        }
        #expect(mode(path) == nil)
    }

    @Test func `an identity that is no PEM is refused`() {
        let identity = TLSIdentity(certificateChain: Array("nothing".utf8), privateKey: [])
        #expect(throws: HTTPServerError.invalidIdentity) {
            _ = try makeServer([.tcp(host: "127.0.0.1", port: 0, identity: identity)]) { $1.send(.ok) }
        }
    }

    @Test func `a dead process's socket is replaced`() throws {
        let path = directory.file("socket")
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try #require(UnixAddress(path))
        try #require(address.withPointer { bind(dead, $0, $1) } == 0 && listen(dead, 1) == 0)
        close(dead)
        #expect(mode(path) != nil)
        #expect(try ask(makeUnixServer(path)) == "here")
    }

    @Test func `a unix socket is its owner's alone, and goes when the server stops`() throws {
        let path = directory.file("socket")
        let server = try makeUnixServer(path)
        #expect(mode(path) == S_IFSOCK | 0o600)
        server.stop(deadlineMilliseconds: 0)
        #expect(mode(path) == nil)
    }

    @Test func `a stopping server leaves the socket that took its place`() throws {
        let path = directory.file("socket")
        let first = try makeUnixServer(path, "first")
        unlink(path)
        let second = try makeUnixServer(path, "second")
        first.stop(deadlineMilliseconds: 0)
        #expect(try ask(second) == "second")
    }

    @Test func `of many servers that find a dead socket one replaces it`() throws {
        let path = directory.file("socket")
        let dead = try makeUnixServer(path)
        let aside = directory.file("aside")
        rename(path, aside)
        dead.stop(deadlineMilliseconds: 0)
        rename(aside, path)
        let started = Mailbox<HTTPServer?>()
        let threads = (0..<8).map { _ in
            Spawned { started.put(try? makeServer([.unix(path: path)]) { $1.send(.ok, body: Array("here".utf8)) }) }
        }
        for thread in threads { try thread.join() }
        let servers = try (0..<8).compactMap { _ in try started.next() }
        #expect(servers.count == 1)
        #expect(try ask(#require(servers.first)) == "here")
    }

    @Test func `listeners share a handler, which can tell them apart and knows who is local`() throws {
        let listeners: [HTTPListener] = [.tcp(host: "127.0.0.1", port: 0), .unix(path: directory.file("socket"))]
        let server = try makeServer(listeners) { request, responder in
            responder.send(.ok, body: Array("\(request.connection.listener) \(request.connection.peer)".utf8))
        }
        #expect(try ask(server, 0).hasPrefix(#"0 tcp(address: "127.0.0.1", port: "#))
        let local = try ask(server, 1)
        #expect(local.hasPrefix("1 unix(") && local.contains("pid: \(getpid())"))
    }

    @Test func `a client that has a path of its own is served`() throws {
        let server = try makeUnixServer(directory.file("socket"))
        defer { server.stop(deadlineMilliseconds: 0) }
        let client = RawSocket(adopting: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        let own = try #require(UnixAddress(directory.file("a-client-with-a-rather-long-name-of-its-own")))
        let servers = try #require(UnixAddress(directory.file("socket")))
        try #require(own.withPointer { bind(client.descriptor, $0, $1) } == 0)
        try #require(servers.withPointer { connect(client.descriptor, $0, $1) } == 0)
        try client.send(request("GET /"))
        #expect(try client.receiveResponse().text == "here")
    }

    @Test func `a free port is taken and told`() throws {
        let server = try makeServer { $1.send(.ok, body: Array("here".utf8)) }
        guard case .tcp("127.0.0.1", let port) = server.endpoints[0] else {
            throw RawSocket.Failure(description: "\(server.endpoints)")
        }
        #expect(port > 0)
        #expect(try ask(server) == "here")
    }
}
