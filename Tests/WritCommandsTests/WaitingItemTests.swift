// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionKernel
import Testing
import WritTesting

@testable import WritCommands

struct `A question in the inbox` {
    private static let parameters: JSONValue = ["amount": ["amount": "950.00", "currency": "EUR"], "memo": "Q3\u{1B}"]
    private static let request: JSONValue = [
        "action": "journal.post", "cost": ["money": ["amount": "12.5", "currency": "EUR"]],
        "idempotency_key": "Q3-17", "parameter_digest": .string(digest(of: parameters)),
        "resource": "https://erp.example.com/journal",
    ]

    @Test func `is not agreed to when what is shown is not what would be signed`() throws {
        let other = try item(operation: Self.digest(of: Self.parameters))
        #expect(throws: CommandFailure.self) { try other.agreedAction() }
        let swapped = try item(parameters: ["memo": "another"])
        #expect(throws: CommandFailure.self) { try swapped.agreedAction() }
        let unknown = try item(request: nil)
        #expect(throws: CommandFailure.self) { try unknown.agreedAction() }
        #expect(try item().agreedAction().operation == SHA256.digest(of: Self.request.canonicalBytes))
    }

    @Test func `shows the action with each parameter, its key, its cost, and who asks where and until when`() throws {
        let lines = try item().block(at: KernelWorld.dawn).lines(width: nil).map(\.plain)
        #expect(
            lines == [
                "  action     journal.post", "  on         `https://erp.example.com/journal`",
                "  parameter  `amount` is 950.00 EUR", "  parameter  `memo` is `Q3\\u{1B}`", "  key        `Q3-17`",
                "  costs      at most 12.5 EUR",
                "  asked by   agent, in session ses_AAAAAAAAAAAAAAAAAAAAAA, attempt 2",
                "  runs       ./agent.sh",
                "  mission    msn_AAAAAAAAAAAAAAAAAAAAAQ: Reconcile the books",
                "  asked      2026-11-02 08:00 UTC (now)",
                "  until      2026-11-03 08:00 UTC (in 1 d), then the answer is no",
            ])
    }

    @Test func `about what nobody can account for says who began it`() throws {
        let lines = try item(kind: "anomaly").block(at: KernelWorld.dawn).lines(width: nil).map(\.plain)
        #expect(lines[0] == "  question   journal.post on https://erp.example.com/journal")
        #expect(lines.contains { $0.hasPrefix("  begun by   agent, in session ses_") })
    }

    @Test func `says so when only the digest of the parameters is known`() throws {
        let lines = try item(parameters: nil).block(at: KernelWorld.dawn).lines(width: nil).map(\.plain)
        #expect(lines.contains("  parameter  only their digest is known here: \(Self.digest(of: Self.parameters))"))
    }

    private static func digest(of value: JSONValue) -> String {
        "sha-256:" + Base64.url.text(SHA256.digest(of: value.canonicalBytes).bytes)
    }

    private func item(
        kind: String = "approval", operation: String? = nil, request: JSONValue? = Self.request,
        parameters: JSONValue? = Self.parameters
    ) throws -> WaitingItem {
        var members: [JSONValue.Member] = [
            .init("asked_at", "2026-11-02T08:00:00Z"),
            .init("attempt", ["epoch": 2, "session": "ses_AAAAAAAAAAAAAAAAAAAAAA"]), .init("client", "agent"),
            .init("deadline", "2026-11-03T08:00:00Z"),
            .init("goal", "Reconcile the books"), .init("id", "att_AAAAAAAAAAAAAAAAAAAAAA"),
            .init("kind", .string(kind)),
            .init("mission", "msn_AAAAAAAAAAAAAAAAAAAAAQ"), .init("on_deadline", "expire"),
            .init("operation", .string(operation ?? Self.digest(of: Self.request))),
            .init("text", "journal.post on https://erp.example.com/journal"),
        ]
        if let request { members.append(.init("request", request)) }
        if let parameters { members.append(.init("parameters", parameters)) }
        return WaitingItem(try JSONDocument(JSONValue.object(members).canonicalBytes).root, launch: "./agent.sh")
    }
}
