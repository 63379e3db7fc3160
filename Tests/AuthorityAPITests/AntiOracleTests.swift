// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import MissionKernel
import Testing
import WritTesting

@testable import AuthorityAPI

/// What is another's is answered like what does not exist: byte for byte, besides the ids that were asked about.
@Suite(.timeLimit(.minutes(2)))
struct AntiOracleTests {
    private let world: TestAuthority
    /// A client that may ask everything, of its own missions only; and a process under a mission of its own.
    private let stranger: TestCaller
    private let process: TestCaller
    private let mission: String
    private let session: String
    private let attempt: JSONValue
    private let permit: String
    private let submission: String

    init() throws {
        world = try TestAuthority.start()
        let client = try TestClient("stranger")
        try world.register(client, grants: [.submit, .lifecycle, .resume, .evaluate, .signal, .narrow, .watch])
        stranger = .client(client)
        mission = try world.mission()
        (session, attempt, _) = try world.session(under: mission)
        permit = try world.permit(under: mission)
        submission = try world.submission()
        process = try world.session(under: world.mission([.entry("other.read")])).caller
    }

    private static let unknown = [
        "msn_": "msn_AAAAAAAAAAAAAAAAAAAAAA", "ses_": "ses_AAAAAAAAAAAAAAAAAAAAAA",
        "prm_": "prm_AAAAAAAAAAAAAAAAAAAAAA",
        "sub_": "sub_AAAAAAAAAAAAAAAAAAAAAA",
    ]

    /// Asks about what is another's and about what nobody has, and holds the answers against each other.
    private func expectAlike(
        _ callers: [TestCaller], ids: [String], sourceLocation: SourceLocation = #_sourceLocation,
        _ ask: (TestCaller, [String]) throws -> Answered
    ) throws {
        for caller in callers {
            let foreign = try ask(caller, ids)
            let none = try ask(caller, ids.map { Self.unknown[String($0.prefix(4))] ?? "" })
            #expect(foreign.status == none.status, sourceLocation: sourceLocation)
            #expect(masked(foreign.text) == masked(none.text), sourceLocation: sourceLocation)
            #expect(foreign.fields.map(\.name) == none.fields.map(\.name), sourceLocation: sourceLocation)
            #expect(
                foreign.status != 200 || foreign.text.contains("mission_binding_failed"), sourceLocation: sourceLocation
            )
        }
    }

    /// The text without ids and moments.
    private func masked(_ text: String) -> String {
        text.replacing(/(msn|ses|prm|sub)_[A-Za-z0-9_-]{22}/, with: "ID")
            .replacing(/20[0-9T:.-]*Z/, with: "NOW")
    }

    @Test(arguments: ["", "/tree", "/log"])
    func `reading a mission`(part: String) throws {
        try expectAlike([stranger, process], ids: [mission]) {
            try world.ask("GET", "/v1/missions/\($1[0])\(part)", as: $0)
        }
    }

    @Test(
        arguments: [
            ("revoke", [:]), ("complete", [:]), ("suspend", [:]), ("resume", [:]),
            ("narrow", ["event_id": "e", "removed": [["resource": "https://erp.example.com"]]]),
            ("tighten", ["conditions": [.condition("f", is: true)]]),
        ] as [(String, JSONValue)])
    func `changing a mission`(verb: String, body: JSONValue) throws {
        try expectAlike([stranger, process], ids: [mission]) {
            try world.ask("POST", "/v1/missions/\($1[0])/\(verb)", body, as: $0)
        }
    }

    @Test func `a signed status, and a change with a signed answer`() throws {
        try expectAlike([stranger], ids: [mission]) {
            try world.post("/mas/mission/status", form: ["mission_id": $1[0], "nonce": "n"], as: $0)
        }
        try expectAlike([stranger], ids: [mission]) {
            try world.post(
                "/mas/mission/lifecycle", form: ["mission_id": $1[0], "nonce": "n", "operation": "revoke"], as: $0)
        }
    }

    @Test func `how a submission stands`() throws {
        try expectAlike([stranger], ids: [submission]) {
            try world.post("/mas/mission/submit", form: ["submission": $1[0]], as: $0)
        }
        try expectAlike([stranger], ids: [submission]) {
            try world.ask("GET", "/v1/submissions/\($1[0])", as: $0)
        }
    }

    @Test func `submitting a child or a successor of another's mission`() throws {
        let child: (String) -> JSONValue = { parent in
            world.envelope(
                [.entry("invoices.read")],
                relation: [.init("parent", .string(parent)), .init("child_actor", ["sub": "stranger"])])
        }
        try expectAlike([stranger], ids: [mission]) {
            try world.ask("POST", "/mas/mission/submit", child($1[0]), as: $0)
        }
        try expectAlike([stranger, process], ids: [mission]) {
            try world.ask("POST", "/v1/submissions", ["client": "stranger", "submission": child($1[0])], as: $0)
        }
        try expectAlike([stranger], ids: [mission]) {
            let envelope = world.envelope([.entry("invoices.read")], relation: [.init("predecessor", .string($1[0]))])
            return try world.ask("POST", "/mas/mission/submit", envelope, as: $0)
        }
    }

    @Test func `a decision does not tell`() throws {
        try expectAlike([stranger, process], ids: [mission]) {
            try world.ask(
                "POST", "/v1/check",
                ["action": "invoices.read", "mission": .string($1[0]), "resource": "https://erp.example.com"], as: $0)
        }
        try expectAlike([stranger, process], ids: [mission]) {
            try world.ask("POST", "/access/v1/evaluation", world.evaluation(under: $1[0]), as: $0)
        }
    }

    @Test func `a permit does not tell`() throws {
        try expectAlike([stranger, process], ids: [permit]) { try world.ask("GET", "/v1/permits/\($1[0])", as: $0) }
        try expectAlike([stranger, process], ids: [permit]) {
            try world.ask("POST", "/v1/permits/\($1[0])/begin", [:], as: $0)
        }
        try expectAlike([stranger, process], ids: [permit]) {
            try world.ask("POST", "/v1/permits/\($1[0])/conclude", ["outcome": "applied"], as: $0)
        }
        try expectAlike([stranger], ids: [mission]) {
            try world.ask(
                "POST", "/v1/permits",
                [
                    "action": "invoices.read", "client": "agent", "mission": .string($1[0]), "parameters": [:],
                    "resource": "https://erp.example.com",
                ], as: $0)
        }
    }

    @Test(
        arguments: [
            ("GET", "", nil), ("GET", "/checkpoint", nil), ("POST", "/resume", ["resume_point": "process_restart"]),
            ("POST", "/lease", ["epoch": 1]), ("POST", "/close", ["epoch": 1]), ("POST", "/rebind", [:]),
            ("POST", "/checkpoint", ["epoch": 1, "label": "x"]), ("POST", "/stopped", ["outcome": "acknowledged"]),
            ("POST", "/queue", ["action": "a", "epoch": 1, "resource": "https://erp.example.com"]),
        ] as [(String, String, JSONValue?)])
    func `a session does not tell`(method: String, part: String, body: JSONValue?) throws {
        try expectAlike([stranger, process], ids: [session]) {
            try world.ask(method, "/v1/sessions/\($1[0])\(part)", body, as: $0)
        }
    }

    @Test func `beginning work, and following`() throws {
        try expectAlike([stranger, process], ids: [mission]) {
            try world.ask("POST", "/v1/sessions", ["mission": .string($1[0])], as: $0)
        }
        try expectAlike([stranger, process], ids: [mission]) {
            try world.ask("GET", "/v1/watch?mission=\($1[0])", as: $0)
        }
    }

    @Test func `whatever takes an id in its path`() throws {
        let ids = ["{mission}": mission, "{session}": session, "{permit}": permit, "{submission}": submission]
        var asked = 0
        for route in world.api.table.routes {
            guard case .authenticated = route.access, let name = ids.keys.first(where: { route.path.contains($0) })
            else { continue }
            asked += 1
            let body: JSONValue? = route.request.isEmpty ? nil : [:]
            // A process sees what was submitted for its own client, which is this one.
            let callers = name == "{submission}" ? [stranger] : [stranger, process]
            try expectAlike(callers, ids: [ids[name] ?? ""]) {
                let path = route.path.replacing(name, with: $1[0])
                let target =
                    "/" + path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : $0 }.joined(separator: "/")
                return try world.ask(route.method.rawValue, target, body, as: $0)
            }
            let unproven = try world.ask(
                route.method.rawValue, route.path.replacing(name, with: ids[name] ?? ""), body, as: .nobody)
            #expect(unproven.status == 401, "\(route.path)")
        }
        #expect(asked > 20)
    }

    @Test func `an id that is none`() throws {
        for path in ["/v1/missions/x", "/v1/sessions/x", "/v1/permits/x", "/v1/submissions/x"] {
            let prefix = ["missions": "msn_", "sessions": "ses_", "permits": "prm_", "submissions": "sub_"]
            let kind = path.split(separator: "/")[1]
            let malformed = try world.ask("GET", path, as: stranger)
            let unknown = try world.ask(
                "GET", "/v1/\(kind)/\(Self.unknown[prefix[String(kind)] ?? ""] ?? "")", as: stranger)
            #expect(malformed.status == 404 && malformed.code404 == unknown.code404, "\(path)")
        }
    }
}

extension Answered {
    fileprivate var code404: String? { do { return try code } catch { return nil } }
}
