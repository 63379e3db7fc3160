// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPServer
import Synchronization
import Testing

/// Answers that go on.
@Suite(.timeLimit(.minutes(1))) struct EventStreamTests {
    /// A server that answers every request with a stream, and where its streams and their ends are told.
    private struct Streaming {
        let server: HTTPServer
        let streams = Mailbox<EventStream>()
        let closed = Mailbox<Void>()

        init(bufferBytesMax: Int = 1 << 16, configure: (inout HTTPServerConfiguration) -> Void = { _ in }) throws {
            server = try makeServer(configure: configure) { [streams, closed] _, responder in
                let fields = [HTTPField("Content-Type", "text/event-stream")]
                let stream = responder.stream(.ok, fields, bufferBytesMax: bufferBytesMax) { closed.put(()) }
                if let stream { streams.put(stream) }
            }
        }

        func open(_ line: String = "GET /") throws -> (RawSocket, EventStream) {
            let client = try server.connect()
            try client.send(request(line))
            return (client, try streams.next())
        }
    }

    @Test func `a client that left is noticed when something is sent to it`() throws {
        let streaming = try Streaming()
        let (client, stream) = try streaming.open()
        #expect(stream.send(Array("data: 1\n\n".utf8)) == .accepted)
        _ = try client.receive(through: "data: 1\n\n\r\n")
        client.endSending()
        while stream.send(Array("data: 2\n\n".utf8)) != .closed { sched_yield() }
        try streaming.closed.next()
    }

    @Test func `a client that left is noticed though nothing is sent to it`() throws {
        let streaming = try Streaming()
        let (client, stream) = try streaming.open()
        _ = try client.receive(through: "\r\n\r\n")
        client.endSending()
        try streaming.closed.next()
        #expect(stream.send([1]) == .closed)
    }

    @Test func `a client that does not read costs a buffer and no more`() throws {
        let streaming = try Streaming(bufferBytesMax: 100_000) { $0.idleSeconds = 1 }
        let (client, stream) = try streaming.open()
        #expect(stream.send([UInt8](repeating: 1, count: 100_001)) == .overflow)
        let bytes = [UInt8](repeating: 1, count: 50_000)
        var outcomes: [EventStream.Outcome: Int] = [:]
        while outcomes[.closed] == nil {
            outcomes[stream.send(bytes), default: 0] += 1
            sched_yield()
        }
        #expect(outcomes[.accepted, default: 0] < 1000)
        #expect(outcomes[.overflow, default: 0] > 0)
        try streaming.closed.next()
        client.endSending()
    }

    @Test func `an end is told once`() throws {
        let streaming = try Streaming()
        let (client, stream) = try streaming.open()
        stream.close()
        stream.close()
        _ = try client.receive(through: "\r\n0\r\n\r\n")
        try streaming.closed.next()
        client.endSending()
        streaming.server.stop(deadlineMilliseconds: 1000)
        #expect(streaming.closed.isEmpty)
    }

    @Test func `what is sent arrives, in order`() throws {
        let streaming = try Streaming()
        let (client, stream) = try streaming.open()
        #expect(try client.receive(through: "\r\n\r\n").contains("Content-Type: text/event-stream\r\n"))
        for number in 0..<100 {
            #expect(stream.send(Array("data: \(number)\n\n".utf8)) == .accepted)
            if number % 10 == 0 { _ = try client.receive(through: "data: \(number)\n\n") }
        }
        _ = try client.receive(through: "data: 99\n\n")
    }

    @Test func `a client that lags behind gets everything, in order`() throws {
        let streaming = try Streaming(bufferBytesMax: 10_000)
        let client = try streaming.server.connect()
        try client.send("GET / HTTP/1.0\r\n\r\n")
        let stream = try streaming.streams.next()
        let expected = (0..<20_000).map { "\($0)," }
        let sending = Spawned {
            for text in expected {
                while stream.send(Array(text.utf8)) == .overflow { sched_yield() }
            }
            stream.close()
        }
        _ = try client.receive(through: "\r\n\r\n")
        #expect(try client.receiveAll() == expected.joined())
        try sending.join()
    }

    @Test func `what was accepted before the end arrives before the end`() throws {
        let streaming = try Streaming(bufferBytesMax: 1 << 20)
        let (client, stream) = try streaming.open()
        let text = String(repeating: "a", count: 999_990)
        #expect(stream.send(Array(text.utf8)) == .accepted)
        stream.close()
        #expect(stream.send([1]) == .closed)
        let all = try client.receive(through: "\r\n0\r\n\r\n")
        #expect(all.utf8.count { $0 == UInt8(ascii: "a") } >= text.utf8.count)
    }

    @Test func `a connection goes on after a stream has ended`() throws {
        let streaming = try Streaming()
        let (client, first) = try streaming.open()
        first.close()
        _ = try client.receive(through: "\r\n0\r\n\r\n")
        try client.send(request("GET /"))
        let second = try streaming.streams.next()
        #expect(second.send(Array("again".utf8)) == .accepted)
        _ = try client.receive(through: "again")
        #expect(first.send([1]) == .closed)
    }

    @Test func `a client of HTTP 1_0 gets the bytes and then the end`() throws {
        let streaming = try Streaming()
        let client = try streaming.server.connect()
        try client.send("GET / HTTP/1.0\r\n\r\n")
        let stream = try streaming.streams.next()
        #expect(stream.send(Array("one".utf8)) == .accepted)
        _ = try client.receive(through: "\r\n\r\none")
        #expect(stream.send(Array("two".utf8)) == .accepted)
        stream.close()
        #expect(try client.receiveAll() == "two")
    }

    @Test func `an answer to HEAD ends at once`() throws {
        let streaming = try Streaming()
        let (client, stream) = try streaming.open("HEAD /")
        _ = try client.receive(through: "\r\n\r\n")
        try streaming.closed.next()
        #expect(stream.send([1]) == .closed)
    }

    @Test func `a stream can begin later`() throws {
        let held = Mailbox<HeldResponder>()
        let server = try makeServer { held.put(HeldResponder($1)) }
        let client = try server.connect()
        try client.send(request("GET /"))
        let stream = try held.next().take()?.stream(.ok, bufferBytesMax: 100) {}
        #expect(stream?.send(Array("late".utf8)) == .accepted)
        _ = try client.receive(through: "late")
    }

    @Test func `hundreds of streams hold no thread`() throws {
        let streaming = try Streaming { $0.threads = 1 }
        let opened = try (0..<200).map { _ in try streaming.open() }
        for (_, stream) in opened { #expect(stream.send(Array("news".utf8)) == .accepted) }
        for (client, _) in opened { _ = try client.receive(through: "news") }
    }

    @Test func `many threads may send to one stream while it ends`() throws {
        let streaming = try Streaming()
        for _ in 0..<20 {
            let (client, stream) = try streaming.open()
            let senders = (0..<4).map { _ in
                Spawned { for _ in 0..<200 { _ = stream.send(Array("x".utf8)) } }
            }
            if Bool.random() { client.reset() } else { stream.close() }
            for sender in senders { try sender.join() }
            try streaming.closed.next()
        }
    }
}
