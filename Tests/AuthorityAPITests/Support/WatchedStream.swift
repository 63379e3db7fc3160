// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import Platform
import Testing

/// A watch, received on a thread of its own.
final class WatchedStream: Sendable {
    fileprivate struct Received {
        var status = 0
        var pending: [UInt8] = []
        var events: [[String: String]] = []
        var hasEnded = false
    }

    /// One event's data.
    struct Event {
        let id: String?
        let data: JSONNode

        func string(_ name: String) throws -> String {
            try #require(data[dynamic: name]?.stringValue)
        }
    }

    private let received = Monitor(Received())
    private let cancellation = HTTPCancellation()

    /// Opens the watch; returns once it is answered.
    init(_ world: TestAuthority, _ target: String, as caller: TestCaller) throws {
        let path = String(target.prefix { $0 != "?" })
        let fields = try world.fields(of: caller, for: path)
        let worker = try WorkerThread(name: "watch") { [received, cancellation] in
            defer { received.end() }
            do {
                let (client, base) = try world.connection(for: caller)
                try client.stream(
                    "GET", base + target, headers: fields, idleMilliseconds: 30_000, cancellation: cancellation,
                    onHead: { head in
                        received.change { $0.status = head.status }
                        return .proceed
                    },
                    onChunk: { chunk in
                        received.change { $0.take(chunk) }
                        return .proceed
                    })
            } catch {}
        }
        try #require(received.wait(deadline: .after(.seconds(20))) { $0.status != 0 || $0.hasEnded })
        _ = worker
    }

    var status: Int { received.withLock { $0.status } }

    /// The next event; waits for it.
    func next() throws -> Event {
        let event = received.take(deadline: .after(.seconds(20))) { received -> [String: String]?? in
            if !received.events.isEmpty { return .some(received.events.removeFirst()) }
            return received.hasEnded ? .some(nil) : nil
        }
        let found = try #require(event ?? nil, "the watch ended or stayed silent")
        return Event(id: found["id"], data: try JSONDocument(Array((found["data"] ?? "").utf8)).root)
    }

    /// Waits for the end of the stream.
    func end() throws { try #require(received.wait(deadline: .after(.seconds(20))) { $0.hasEnded }) }

    func cancel() { cancellation.cancel() }
}

extension Monitor where State == WatchedStream.Received {
    fileprivate func change(_ body: (inout State) -> Void) {
        withLock { body(&$0) }
        notify()
    }

    fileprivate func end() { change { $0.hasEnded = true } }
}

extension WatchedStream.Received {
    fileprivate mutating func take(_ chunk: UnsafeRawBufferPointer) {
        pending += chunk
        while let range = pending.firstRange(of: Array("\n\n".utf8)) {
            let event = String(decoding: pending[..<range.lowerBound], as: UTF8.self)
            pending.removeSubrange(..<range.upperBound)
            var fields: [String: String] = [:]
            for line in event.split(separator: "\n") where !line.hasPrefix(":") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { fields[String(parts[0])] = String(parts[1].drop { $0 == " " }) }
            }
            if !fields.isEmpty { events.append(fields) }
        }
    }
}
