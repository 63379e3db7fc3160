// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import CanonicalJSON
import Glibc
import HTTPServer
import Platform

/// What this program does in a process of its own, started by itself, so that rows do not disturb each other.
///
/// A part says on its output, in one line of JSON, that it is ready, and serves until it is told to end.
enum Part {
    static let word = "part"

    static func run(_ words: [String]) throws {
        switch (words.first, words.count) {
        case ("populate", 3): try populate(words[1], words[2])
        case ("serve", 2): try serve(words[1])
        case ("constant", 2): try constant(words[1])
        default: throw BenchFailure("there is no such part")
        }
    }

    /// Makes a home and fills it.
    private static func populate(_ path: String, _ word: String) throws {
        guard let world = World(word: word) else { throw BenchFailure("there is no world `\(word)`") }
        try BenchHome.make(at: path, world) { count in
            if count % 100_000 < Kind.generations { Progress.say("\(count) missions made") }
        }
        try say([:])
    }

    /// Runs the authority of a home, as `writ up` does.
    private static func serve(_ path: String) throws {
        let signals = try SignalWaiter()
        let host = try AuthorityHost(home: Home(path: path), log: .error, to: STDERR_FILENO)
        let entries = host.restoredEntries
        try host.run(until: signals) { running in
            try? say(["entries": .number(Double(entries)), "socket": .string(running.socket)])
        }
    }

    /// Runs the same server with a handler that answers what it was made with: on a socket and on a port.
    private static func constant(_ path: String) throws {
        let signals = try SignalWaiter()
        let server = try HTTPServer(
            listeners: [.unix(path: path), .tcp(host: "127.0.0.1", port: 0)], handler: ConstantHandler())
        guard case .tcp(_, let port)? = server.endpoints.last else { throw BenchFailure("there is no port") }
        try say(["port": .number(Double(port)), "socket": .string(path)])
        _ = try signals.wait()
        server.stop(deadlineMilliseconds: 1000)
    }

    private static func say(_ members: JSONValue) throws {
        let output = try FileDescriptor.duplicating(STDOUT_FILENO)
        try output.write(members.canonicalBytes + [UInt8(ascii: "\n")])
    }
}

/// Answers every request with the bytes that a decision has.
private final class ConstantHandler: HTTPHandler {
    private let body = Array(
        """
        {"context":{"conditions":{"valid_until":"2026-11-20T15:04:05.123456Z"},"evaluated_at":\
        "2026-11-20T15:03:05.123456Z","evaluation_id":"prm_AAAAAAAAAAAAAAAAAAAAAA"},"decision":true}
        """.utf8)
    private let fields = [HTTPField("Content-Type", "application/json"), HTTPField("Cache-Control", "no-store")]

    func handle(_ request: borrowing HTTPRequest, _ responder: consuming Responder) {
        responder.send(.ok, fields, body: body)
    }
}
