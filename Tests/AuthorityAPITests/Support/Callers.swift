// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionKernel
import MissionWire
import WritTesting

/// As whom a test asks.
enum TestCaller: Sendable {
    /// The owner, on the socket.
    case owner
    /// A process under a mission, on the socket.
    case session(String, secret: String)
    /// A registered client, over the network.
    case client(TestClient)
    /// Someone who shows nothing, over the network.
    case nobody
}

/// A person with the key by which they approve.
struct Approver: Sendable {
    let principal: Principal
    private let key = Ed25519.PrivateKey.generate()

    init(_ name: String) { principal = Person(name).principal }

    var json: JSONValue { ["iss": .string(principal.issuer.string), "sub": .string(principal.subject.string)] }
    var publicKey: String { Base64.url.text(key.publicKey.bytes) }

    /// The member `signed` of requests.
    func sign(_ statement: [UInt8]) throws -> JSONValue {
        [
            "key": .string(publicKey), "signature": .string(Base64.url.text(key.sign(statement))),
            "statement": JSONValue(try JSONDocument(statement).root),
        ]
    }
}

/// Software with a key of its own.
final class TestClient: Sendable {
    let name: String
    let key: SigningKey

    init(_ name: String) throws {
        self.name = name
        key = try SigningKey.generate()
    }

    var keySet: JSONValue {
        get throws { ["keys": [JSONValue(try JSONDocument(key.publicJWK(keyID: key.thumbprint)).root)]] }
    }

    /// A good assertion for an endpoint, but for what the test changes.
    func assertion(
        for path: String, at now: Instant, _ change: (inout AssertionDraft) -> Void = { _ in }
    ) throws -> String {
        var draft = AssertionDraft(client: name, audience: TestAuthority.issuer + path, now: now)
        change(&draft)
        let compact = try key.sign(payload: draft.json.canonicalBytes, type: "JWT", keyID: key.thumbprint)
        return String(decoding: compact, as: UTF8.self)
    }
}

/// The claims of an assertion.
struct AssertionDraft {
    var issuer: String
    var subject: String
    var audience: JSONValue
    var identifier: String
    var expiresAt: Int64
    var notBefore: Int64?
    var others: [JSONValue.Member] = []
    /// Of a second, added to both moments.
    var fraction = 0.0

    init(client: String, audience: String, now: Instant) {
        issuer = client
        subject = client
        self.audience = .string(audience)
        identifier = Base64.url.text((0..<16).map { _ in UInt8.random(in: 0...255) })
        expiresAt = now.secondsSinceEpoch + 60
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("iss", .string(issuer)), .init("sub", .string(subject)), .init("aud", audience),
            .init("jti", .string(identifier)), .init("exp", .number(Double(expiresAt) + fraction)),
        ]
        if let notBefore { members.append(.init("nbf", .number(Double(notBefore) + fraction))) }
        return .object(members + others)
    }
}
