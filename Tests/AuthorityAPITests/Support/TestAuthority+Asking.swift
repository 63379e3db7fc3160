// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import HTTPServer
import Platform
import Testing

/// What was answered.
struct Answered {
    let status: Int
    let type: String
    let body: [UInt8]
    let fields: [HTTPAnswer.Field]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONNode {
        get throws { try JSONDocument(body, limits: JSONLimits(bytesMax: 1 << 24, depthMax: 64)).root }
    }

    /// A string member.
    func string(_ name: String) throws -> String {
        try #require(json[dynamic: name]?.stringValue, "no `\(name)` in \(text)")
    }

    /// The code of a refusal.
    var code: String? { get throws { try json["error"]?.stringValue } }

    /// How to get in, when somebody was not let in.
    var challenge: String? { fields.first { $0.name.lowercased() == "www-authenticate" }?.value }
}

/// A request in full.
struct Asked {
    var method: String
    var target: String
    var fields: [HTTPAnswer.Field] = []
    var body: [UInt8] = []

    var path: String { String(target.prefix { $0 != "?" }) }
    var type: String? { fields.first { $0.name == "Content-Type" }?.value }
}

extension TestAuthority {
    /// Asks with a JSON body, or none.
    func ask(
        _ method: String, _ target: String, _ body: JSONValue? = nil, as caller: TestCaller = .owner,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Answered {
        var asked = Asked(method: method, target: target)
        if let body {
            asked.fields.append(.init("Content-Type", "application/json"))
            asked.body = body.canonicalBytes
        }
        return try ask(asked, as: caller, sourceLocation: sourceLocation)
    }

    /// Posts a form.
    func post(
        _ target: String, form: KeyValuePairs<String, String>, as caller: TestCaller,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Answered {
        let pairs = form.map { "\($0.key)=\(Self.encoded($0.value))" }
        var asked = Asked(method: "POST", target: target)
        asked.fields.append(.init("Content-Type", "application/x-www-form-urlencoded"))
        asked.body = Array(pairs.joined(separator: "&").utf8)
        return try ask(asked, as: caller, sourceLocation: sourceLocation)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            let hex = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(decoding: [byte], as: UTF8.self) : "%" + (hex.utf8.count == 1 ? "0" + hex : hex)
        }.joined()
    }

    /// Asks, and holds the answer against the API description.
    func ask(
        _ asked: Asked, as caller: TestCaller, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Answered {
        let answered = try send(asked, as: caller)
        let contract = try Contract.of(self)
        let (operation, faults) = contract.check(asked, answered)
        if let operation { seen.withLock { _ = $0.insert("\(operation) \(answered.status)") } }
        for fault in faults {
            Issue.record(
                "\(asked.method) \(asked.target) \(answered.status): \(fault)\n\(answered.text)",
                sourceLocation: sourceLocation)
        }
        return answered
    }

    /// Asks, over a connection of its own.
    func send(_ asked: Asked, as caller: TestCaller) throws -> Answered {
        let (client, base) = try connection(for: caller)
        let fields = try asked.fields + fields(of: caller, for: asked.path)
        let answer = try client.send(
            asked.method, base + asked.target, headers: fields, body: asked.body, timeoutMilliseconds: 20_000,
            maxResponseBytes: 1 << 24)
        return Answered(
            status: answer.status, type: answer.header("Content-Type") ?? "", body: answer.body, fields: answer.fields)
    }

    /// A client for a caller, and what its URLs begin with.
    func connection(for caller: TestCaller) throws -> (client: HTTPClient, base: String) {
        switch caller {
        case .owner, .session:
            guard case .unix(let path) = server.endpoints[0] else { preconditionFailure("\(server.endpoints)") }
            return (try HTTPClient(HTTPClientConfiguration(unixSocketPath: path)), "http://writ")
        case .client, .nobody: return (try HTTPClient(), "http://127.0.0.1:\(port)")
        }
    }

    var port: UInt16 {
        guard case .tcp(_, let port) = server.endpoints[1] else { preconditionFailure("\(server.endpoints)") }
        return port
    }

    /// The fields that say who asks.
    func fields(of caller: TestCaller, for path: String) throws -> [HTTPAnswer.Field] {
        switch caller {
        case .owner, .nobody: []
        case .session(let id, let secret): [.init("Writ-Session", id), .init("Writ-Credential", secret)]
        case .client(let client): [.init("Client-Assertion", try client.assertion(for: path, at: clock.now))]
        }
    }
}
