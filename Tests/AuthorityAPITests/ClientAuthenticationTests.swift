// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPClient
import MissionKernel
import Testing
import WritTesting

/// Who is let in over the network: registered clients that prove their key (`private_key_jwt`, RFC 7523).
@Suite(.timeLimit(.minutes(2)))
struct ClientAuthenticationTests {
    private let world: TestAuthority
    private static let path = "/v1/missions"

    init() throws { world = try TestAuthority.start() }

    /// A way to spoil a good assertion.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let spoil: @Sendable (inout AssertionDraft) -> Void
    }

    private static let flaws = [
        Flaw(testDescription: "expired") { $0.expiresAt -= 120 },
        Flaw(testDescription: "good for too long") { $0.expiresAt += 3600 },
        Flaw(testDescription: "not valid yet") { $0.notBefore = $0.expiresAt + 60 },
        Flaw(testDescription: "not valid since a moment that is none") { $0.others = [.init("nbf", "now")] },
        Flaw(testDescription: "made later than now") { draft in
            draft.others = [.init("iat", .number(Double(draft.expiresAt)))]
        },
        Flaw(testDescription: "made at a moment that is none") { $0.others = [.init("iat", "now")] },
        Flaw(testDescription: "for another endpoint") { $0.audience = "https://authority.example.com/v1/sessions" },
        Flaw(testDescription: "for another authority") { $0.audience = "https://other.example.com/v1/missions" },
        Flaw(testDescription: "for nobody") { $0.audience = [] },
        Flaw(testDescription: "about someone else") { $0.subject = "other" },
        Flaw(testDescription: "of an unknown client") { ($0.issuer, $0.subject) = ("stranger", "stranger") },
        Flaw(testDescription: "without a name of its own") { $0.identifier = "" },
        Flaw(testDescription: "with a name that is too long") { $0.identifier = String(repeating: "x", count: 300) },
    ]

    @Test(arguments: flaws)
    func `an assertion with a flaw lets nobody in`(flaw: Flaw) throws {
        let assertion = try world.agent.assertion(for: Self.path, at: world.clock.now, flaw.spoil)
        try #expect(isRefused(assertion))
    }

    @Test func `who shows nothing is told how to get in`() throws {
        let answer = try world.ask("GET", Self.path, as: .nobody)
        #expect(answer.status == 401)
        #expect(answer.challenge == "Client-Assertion, Writ-Session")
        #expect(try answer.code == "unauthorized")
    }

    @Test func `where only clients are answered, nothing else is said to get in`() throws {
        let answer = try world.ask(asked("mission_id=x&nonce=n", []), as: .nobody)
        #expect(answer.status == 401 && answer.challenge == "Client-Assertion")
    }

    @Test(arguments: ["", "x", "a.b", "a.b.c", "e30.e30.", String(repeating: "a", count: 7000)])
    func `what is no assertion lets nobody in`(text: String) throws {
        guard !text.isEmpty else { return }
        try #expect(isRefused(text))
    }

    @Test(arguments: ["none", "None", "HS256"])
    func `an assertion without a signature by a key lets nobody in`(algorithm: String) throws {
        let good = try world.agent.assertion(for: Self.path, at: world.clock.now).split(separator: ".")
        let header = Base64.url.text(Array("{\"alg\":\"\(algorithm)\",\"typ\":\"JWT\"}".utf8))
        try #expect(isRefused("\(header).\(good[1])."))
        try #expect(isRefused("\(header).\(good[1]).\(good[2])"))
    }

    @Test func `another's key lets nobody in`() throws {
        let thief = try TestClient("agent")
        try #expect(isRefused(thief.assertion(for: Self.path, at: world.clock.now)))
    }

    @Test func `a disabled client is shut out, and cannot be told from an unknown one`() throws {
        #expect(try world.ask("POST", "/v1/clients/agent/disable").status == 200)
        let disabled = try world.ask("GET", Self.path, as: .client(world.agent))
        let unknown = try world.ask("GET", Self.path, as: .client(try TestClient("stranger")))
        #expect(disabled.status == 401)
        #expect(disabled.body == unknown.body)
    }

    @Test func `an assertion that was used cannot be used again on another connection`() throws {
        let assertion = try world.agent.assertion(for: Self.path, at: world.clock.now)
        try #expect(!isRefused(assertion))
        try #expect(isRefused(assertion))
    }

    @Test func `an assertion authenticates the connection that showed it first`() throws {
        let assertion = try world.agent.assertion(for: Self.path, at: world.clock.now)
        let (client, base) = try world.connection(for: .client(world.agent))
        for _ in 0..<3 {
            let answer = try client.send(
                "GET", base + Self.path, headers: [.init("Client-Assertion", assertion)], timeoutMilliseconds: 20_000,
                maxResponseBytes: 1 << 20)
            #expect(answer.status == 200)
        }
        world.clock.advance(.seconds(120))
        let late = try client.send(
            "GET", base + Self.path, headers: [.init("Client-Assertion", assertion)], timeoutMilliseconds: 20_000,
            maxResponseBytes: 1 << 20)
        #expect(late.status == 401)
    }

    @Test func `the issuer is an audience everywhere but where a signed status is asked for`() throws {
        let now = world.clock.now
        let forIssuer = { (draft: inout AssertionDraft) in draft.audience = .string(TestAuthority.issuer) }
        try #expect(!isRefused(world.agent.assertion(for: Self.path, at: now, forIssuer)))
        var asked = Asked(method: "POST", target: "/mas/mission/status")
        asked.fields = [
            .init("Content-Type", "application/x-www-form-urlencoded"),
            .init("Client-Assertion", try world.agent.assertion(for: asked.path, at: now, forIssuer)),
        ]
        asked.body = Array("mission_id=x&nonce=n".utf8)
        #expect(try world.ask(asked, as: .nobody).status == 401)
    }

    @Test func `an assertion may come in the form`() throws {
        let path = "/mas/mission/status"
        let answer = try world.post(
            path,
            form: [
                "mission_id": try world.mission(), "nonce": "n",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": try world.agent.assertion(for: path, at: world.clock.now),
            ], as: .nobody)
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test func `a client whose key was replaced is shut out on the connections that it had opened`() throws {
        let assertion = try world.agent.assertion(for: Self.path, at: world.clock.now)
        let (client, base) = try world.connection(for: .client(world.agent))
        let ask = {
            try client.send(
                "GET", base + Self.path, headers: [.init("Client-Assertion", assertion)], timeoutMilliseconds: 20_000,
                maxResponseBytes: 1 << 20)
        }
        #expect(try ask().status == 200)
        try world.register(TestClient("agent"))
        #expect(try ask().status == 401)
    }

    @Test(arguments: ["Basic YTpi", "Bearer token", "DPoP token"])
    func `an assertion beside another proof of who asks lets nobody in`(authorization: String) throws {
        let asked = Asked(
            method: "GET", target: Self.path,
            fields: [
                .init("Authorization", authorization),
                .init("Client-Assertion", try world.agent.assertion(for: Self.path, at: world.clock.now)),
            ])
        #expect(try world.ask(asked, as: .nobody).status == 401)
    }

    @Test(arguments: [(false, "other", 401), (true, "other", 401), (false, "agent", 404), (true, "agent", 404)])
    func `a client_id of the form is that of the assertion`(inForm: Bool, name: String, status: Int) throws {
        let assertion = try world.agent.assertion(for: "/mas/mission/status", at: world.clock.now)
        let proof = "client_assertion_type=\(Self.assertionType)&client_assertion=\(assertion)"
        let asked = asked(
            "client_id=\(name)&mission_id=x&nonce=n" + (inForm ? "&" + proof : ""),
            inForm ? [] : [.init("Client-Assertion", assertion)])
        #expect(try world.ask(asked, as: .nobody).status == status)
    }

    @Test func `an assertion in the form beside one in the head lets nobody in`() throws {
        let assertions = try (0..<2).map { _ in
            try world.agent.assertion(for: "/mas/mission/status", at: world.clock.now)
        }
        let asked = asked(
            "mission_id=x&nonce=n&client_assertion_type=\(Self.assertionType)&client_assertion=\(assertions[0])",
            [.init("Client-Assertion", assertions[1])])
        #expect(try world.ask(asked, as: .nobody).status == 401)
    }

    @Test(arguments: ["Application/X-WWW-Form-Urlencoded", "application/x-www-form-urlencoded ; charset=utf-8"])
    func `an assertion in the form is found however its type is written`(type: String) throws {
        let assertion = try world.agent.assertion(for: "/mas/mission/status", at: world.clock.now)
        let asked = asked(
            "mission_id=x&nonce=n&client_assertion_type=\(Self.assertionType)&client_assertion=\(assertion)", type: type
        )
        #expect(try world.send(asked, as: .nobody).status == 404)
    }

    @Test func `an assertion may run out within a second`() throws {
        let now = world.clock.now
        let fractional = { (draft: inout AssertionDraft) in
            draft.fraction = 0.5
            draft.notBefore = draft.expiresAt - 60
        }
        #expect(try !isRefused(world.agent.assertion(for: Self.path, at: now, fractional)))
    }

    @Test func `an assertion may have been made by a clock that is a little ahead`() throws {
        let assertion = try world.agent.assertion(for: Self.path, at: world.clock.now) { draft in
            draft.others = [.init("iat", .number(Double(draft.expiresAt - 40) + 0.5))]
        }
        #expect(try !isRefused(assertion))
    }

    @Test(arguments: ["/mas//mission/status", "/mas/mission/status/", "//mas/mission/status"])
    func `an endpoint has one path`(path: String) throws {
        let asked = asked(
            "mission_id=x&nonce=n",
            [.init("Client-Assertion", try world.agent.assertion(for: path, at: world.clock.now))],
            target: path)
        #expect(try world.send(asked, as: .nobody).text.contains("there is nothing at this path"))
    }

    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    private func asked(
        _ form: String, _ fields: [HTTPAnswer.Field] = [], type: String = "application/x-www-form-urlencoded",
        target: String = "/mas/mission/status"
    ) -> Asked {
        Asked(method: "POST", target: target, fields: [.init("Content-Type", type)] + fields, body: Array(form.utf8))
    }

    private func isRefused(_ assertion: String) throws -> Bool {
        let asked = Asked(method: "GET", target: Self.path, fields: [.init("Client-Assertion", assertion)])
        let answer = try world.ask(asked, as: .nobody)
        #expect([200, 401].contains(answer.status), "\(answer.text)")
        return answer.status == 401
    }
}
