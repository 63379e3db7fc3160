// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPClient
import Testing

@testable import AuthorityAPI

/// Where the endpoints are.
@Suite(.timeLimit(.minutes(2)))
struct RoutingTests {
    @Test func `what can be read can be asked for its head alone, and nothing else can`() throws {
        let table = try TestAuthority().api.table
        for endpoint in table.endpoints where !endpoint.route.path.contains("{") {
            guard case .endpoint(let found, _, _) = table.match(method: "HEAD", path: endpoint.route.path) else {
                #expect(endpoint.route.method != .get, "\(endpoint.route.path)")
                continue
            }
            #expect(found.route.method == .get)
        }
    }

    @Test func `a method that is not there is told which ones are`() throws {
        let world = try TestAuthority()
        let answer = try world.ask("POST", "/healthz", as: .nobody)
        #expect(answer.status == 405)
        #expect(answer.fields.first { $0.name.lowercased() == "allow" }?.value == "GET, HEAD")
    }

    @Test(arguments: [
        ("/mas/mission/submit", "invalid_mission_intent"), ("/mas/mission/status", "invalid_request"),
        ("/access/v1/evaluation", "invalid_request"), ("/v1/status", "method_not_allowed"),
    ])
    func `a method that is not there is refused in the words of the endpoint`(path: String, code: String) throws {
        let answer = try TestAuthority().ask("DELETE", path, as: .nobody)
        #expect(answer.status == 405)
        #expect(try answer.code == code)
    }

    @Test(arguments: [
        "/v1/missions/{id}", "/v1/missions/{id}/log", "/v1/sessions/{id}", "/v1/submissions/{id}", "/v1/permits/{id}",
    ])
    func `an id that is none is answered like one that nobody has`(path: String) throws {
        let world = try TestAuthority.start()
        let kind = ["missions": "msn", "sessions": "ses", "submissions": "sub", "permits": "prm"]
        let prefix = kind[String(path.split(separator: "/")[1])] ?? ""
        let answers = try ["none", "\(prefix)_AAAAAAAAAAkAAAAAAAAACQ"].map { id in
            try world.ask("GET", path.replacing("{id}", with: id))
        }
        #expect(answers[0].status == 404)
        #expect(answers[0].text == answers[1].text)
    }

    @Test(arguments: ["+5", "-1", "0x5", "", "5.0"])
    func `a number in a query is digits`(number: String) throws {
        let encoded = number.replacing("+", with: "%2B")
        #expect(try TestAuthority().ask("GET", "/v1/missions?max=\(encoded)").status == 400)
    }

    @Test func `an issuer with a path has its endpoints below it, and its documents where they are looked for`() throws
    {
        let world = try TestAuthority(issuer: TestAuthority.issuer + "/tenant")
        let metadata = try world.send(
            Asked(method: "GET", target: "/.well-known/mission-authority-server/tenant"), as: .nobody)
        #expect(try metadata.string("issuer") == TestAuthority.issuer + "/tenant")
        let decisions = try world.send(
            Asked(method: "GET", target: "/.well-known/authzen-configuration/tenant"), as: .nobody)
        for (document, member) in [
            (metadata, "jwks_uri"), (metadata, "mission_status_endpoint"), (metadata, "mission_lifecycle_endpoint"),
            (metadata, "mission_submission_endpoint"), (decisions, "access_evaluation_endpoint"),
            (decisions, "access_evaluations_endpoint"),
        ] {
            let path = try String(document.string(member).dropFirst(TestAuthority.issuer.count))
            let isRead = member == "jwks_uri"
            let answer = try world.send(Asked(method: isRead ? "GET" : "POST", target: path), as: .nobody)
            #expect(answer.status == (isRead ? 200 : 401), "\(path)")
        }
        #expect(try world.send(Asked(method: "GET", target: "/tenantless/healthz"), as: .nobody).status == 404)
    }

    @Test func `an assertion for an issuer with a path names the endpoint as the metadata does`() throws {
        let world = try TestAuthority(issuer: TestAuthority.issuer + "/tenant")
        try world.register(world.ada)
        try world.register(world.agent)
        let path = "/tenant/v1/missions"
        #expect(try world.send(Asked(method: "GET", target: path), as: .client(world.agent)).status == 200)
    }
}
