// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import Testing
import WritTesting

@testable import AuthorityAPI

/// Requests that nobody should have sent. Each gets a clear error that the API description knows, and nothing changes.
@Suite(.timeLimit(.minutes(3)))
struct BadInputTests {
    private let world: TestAuthority

    init() throws { world = try TestAuthority.start() }

    /// Every endpoint that takes JSON, with what stands for a parameter.
    private var takers: [Asked] {
        world.api.table.routes.compactMap { route in
            guard route.request.contains(where: { $0.mediaType == "application/json" }) else { return nil }
            let path = route.path.split(separator: "/").map { part -> Substring in
                guard part.hasPrefix("{") else { return part }
                return Self.stands[String(part)] ?? "x"
            }
            let target = "/" + path.joined(separator: "/").replacing("queue/att_", with: "queue/qit_")
            return Asked(method: route.method.rawValue, target: target)
        }
    }

    private static let stands: [String: Substring] = [
        "{mission}": "msn_AAAAAAAAAAAAAAAAAAAAAA", "{session}": "ses_AAAAAAAAAAAAAAAAAAAAAA",
        "{permit}": "prm_AAAAAAAAAAAAAAAAAAAAAA", "{submission}": "sub_AAAAAAAAAAAAAAAAAAAAAA",
        "{item}": "att_AAAAAAAAAAAAAAAAAAAAAA",
    ]

    /// Bodies that are no JSON that anyone would take.
    private static let unusable: [(name: String, body: [UInt8])] = [
        ("nothing", []), ("half an object", Array("{\"a\":".utf8)), ("two values", Array("{} {}".utf8)),
        ("a name twice", Array("{\"reason\":\"a\",\"reason\":\"b\"}".utf8)),
        ("a name twice, once escaped", Array("{\"reason\":\"a\",\"\\u0072eason\":\"b\"}".utf8)),
        ("bad UTF-8", Array("{\"a\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8)),
        ("a lone surrogate", Array("{\"a\":\"\\ud800\"}".utf8)),
        ("a byte order mark", [0xEF, 0xBB, 0xBF] + Array("{}".utf8)),
        ("very deep", Array((String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)).utf8)),
        ("not a number", Array("{\"a\":NaN}".utf8)), ("an array", Array("[]".utf8)), ("null", Array("null".utf8)),
        ("an unknown member", Array("{\"surprise\":1}".utf8)),
    ]

    @Test(arguments: unusable.map(\.name))
    func `a body that is unusable JSON is refused everywhere`(name: String) throws {
        let body = Self.unusable.first { $0.name == name }?.body ?? []
        let entries = try world.ask("GET", "/v1/ledger").json["size"]?.integerValue
        for var asked in takers {
            asked.fields = [.init("Content-Type", "application/json")]
            asked.body = body
            let caller: TestCaller = asked.target.hasPrefix("/mas") ? .client(world.agent) : .owner
            let answer = try world.ask(asked, as: caller)
            // An endpoint that says all by its path takes an empty body.
            let isEmptyTaker = body.isEmpty && (asked.target.hasSuffix("/disable") || asked.target.hasSuffix("/rebind"))
            #expect(answer.status == (isEmptyTaker ? 404 : 400), "\(asked.target) \(answer.text)")
        }
        #expect(try world.ask("GET", "/v1/ledger").json["size"]?.integerValue == entries)
    }

    @Test(arguments: ["text/plain", "application/jsonp", "multipart/form-data", "application/json-patch+json"])
    func `another content type is refused everywhere`(type: String) throws {
        for var asked in takers {
            asked.fields = [.init("Content-Type", type)]
            asked.body = Array("{}".utf8)
            let caller: TestCaller = asked.target.hasPrefix("/mas") ? .client(world.agent) : .owner
            let answer = try world.ask(asked, as: caller)
            #expect(answer.status == (asked.target.hasPrefix("/access") ? 400 : 415), "\(asked.target) \(answer.text)")
        }
    }

    @Test(arguments: ["gzip", "deflate", "gzip, br", "x"])
    func `a body that is coded is refused everywhere, and told to come as it is`(coding: String) throws {
        for var asked in takers {
            asked.fields = [.init("Content-Type", "application/json"), .init("Content-Encoding", coding)]
            asked.body = Array("{}".utf8)
            let caller: TestCaller = asked.target.hasPrefix("/mas") ? .client(world.agent) : .owner
            let answer = try world.ask(asked, as: caller)
            #expect(answer.status == (asked.target.hasPrefix("/access") ? 400 : 415), "\(asked.target) \(answer.text)")
            #expect(answer.fields.contains { $0.name == "Accept-Encoding" && $0.value == "identity" })
        }
    }

    @Test func `a body that says that it comes as it is, does`() throws {
        var asked = Asked(method: "POST", target: "/v1/check")
        asked.fields = [.init("Content-Type", "application/json"), .init("Content-Encoding", "Identity")]
        asked.body = Array("{}".utf8)
        #expect(try world.ask(asked, as: .owner).status == 400)
    }

    @Test(arguments: ["+0", "-0", "00", "0x0", "0.0", "%200", "0e0"])
    func `the number of an entry has one spelling`(number: String) throws {
        #expect(try world.ask("GET", "/v1/ledger/entries/0/proof").status == 200)
        #expect(try world.ask("GET", "/v1/ledger/entries/\(number)/proof").status == 404)
    }

    @Test func `a body that is too long is refused before it is read`() throws {
        var asked = Asked(method: "POST", target: "/v1/check")
        asked.fields = [.init("Content-Type", "application/json")]
        asked.body = [UInt8](repeating: UInt8(ascii: " "), count: (1 << 20) + 1)
        #expect(try world.send(asked, as: .owner).status == 413)
        asked.target = "/mas/mission/submit"
        let answer = try world.ask(asked, as: .nobody)
        #expect(try answer.status == 400 && answer.code == "invalid_mission_intent")
    }

    @Test(arguments: ["DELETE", "PATCH", "PUT", "OPTIONS", "BREW"])
    func `another method is refused, and the right one is named`(method: String) throws {
        let answer = try world.ask(method, "/v1/check")
        #expect(answer.status == 405)
        #expect(answer.fields.first { $0.name == "Allow" }?.value == "POST")
        #expect(try answer.code == "method_not_allowed")
    }

    @Test(arguments: ["/", "/v1", "/v1/", "/v1/checks", "/v1/missions/a/b/c", "/v2/check", "/%2e%2e/etc/passwd"])
    func `there is nothing at other paths`(path: String) throws {
        #expect(try world.ask("GET", path).status == 404)
    }

    @Test(arguments: [
        "/v1/missions?surprise=1", "/v1/missions?max=0", "/v1/missions?max=1001", "/v1/missions?max=ten",
        "/v1/missions?max=1&max=2", "/v1/missions?max=99999999999999999999", "/v1/missions?before=-1",
        "/v1/missions?state=dead", "/v1/missions?max=010", "/v1/missions?%zz=1", "/v1/check?x=1", "/healthz?x=1",
        "/v1/ledger/consistency?from=5&to=1", "/v1/ledger/entries?from=-1", "/v1/watch?mission=",
    ])
    func `a query that is not understood is refused`(target: String) throws {
        let method = target.hasPrefix("/v1/check") ? "POST" : "GET"
        let answer = try world.ask(method, target, method == "POST" ? [:] : nil)
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try answer.code == "invalid_request")
    }

    @Test(arguments: [
        "1e300", "-1", "1.0000000000000000001", "100000000000000000000000", "1,5", "", " 1", "0x10", "Infinity",
    ])
    func `an amount that cannot be counted is refused`(amount: String) throws {
        let mission = try world.mission()
        let permit = try world.permit(under: mission, begin: true)
        let cost: JSONValue = ["money": ["amount": .string(amount), "currency": "EUR"]]
        let concluded = try world.ask(
            "POST", "/v1/permits/\(permit)/conclude", ["cost": cost, "outcome": "applied"])
        #expect(concluded.status == 400, "\(concluded.text)")
        let asked = try world.ask(
            "POST", "/v1/check",
            ["action": "invoices.read", "cost": cost, "mission": .string(mission), "resource": .string(JSONValue.erp)])
        #expect(asked.status == 400, "\(asked.text)")
        #expect(try world.ask("GET", "/v1/permits/\(permit)").string("effect") == "intended")
    }

    @Test(arguments: [1e300, -1, 0.5, 1e18, 3_155_760_000_001])
    func `a duration that cannot be counted is refused`(milliseconds: Double) throws {
        let permit = try world.permit(under: world.mission(), begin: true)
        let concluded = try world.ask(
            "POST", "/v1/permits/\(permit)/conclude",
            ["cost": ["duration_ms": .number(milliseconds)], "outcome": "applied"])
        #expect(concluded.status == 400, "\(concluded.text)")
    }

    @Test(arguments: [0, 1001])
    func `a check names one to a thousand resources`(count: Int) throws {
        let resources = (0..<count).map { JSONValue.string("https://erp.example.com/\($0)") }
        let answer = try world.ask(
            "POST", "/v1/check",
            ["action": "a", "mission": .string(try world.mission()), "resources": .array(resources)])
        #expect(answer.status == 400, "\(answer.text)")
    }
}
