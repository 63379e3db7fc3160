// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Platform
import Testing

@testable import AuthorityAPI
@testable import HTTPServer

/// Whose process may show a session's secret.
@Suite(.timeLimit(.minutes(2)))
struct SessionSecretTests {
    private let world: TestAuthority
    /// This process, which asks, and one that it descends from.
    private let own: ProcessFacts
    private let above: ProcessFacts

    init() throws {
        world = try TestAuthority.start()
        own = try #require(try ProcessFacts.read(.current))
        above = try #require(try own.parent.flatMap { (pid) throws(SystemError) in try ProcessFacts.read(pid) })
    }

    /// Has the session supervised by the process above this one, with filters between them.
    private func supervise(_ session: String, filtersBetween count: Int) throws {
        let supervisor = SessionSupervisor(
            process: above.identity, filterCount: (own.seccompFilterCount ?? 0) - count)
        world.api.supervisors.note(supervisor, of: try #require(SessionID(session)))
    }

    private func status(_ session: String, as caller: TestCaller) throws -> Int {
        try world.ask("GET", "/v1/sessions/\(session)", as: caller).status
    }

    @Test func `a secret is worth nothing from a process that is none of its session's`() throws {
        let (session, _, process) = try world.session(under: world.mission())
        try supervise(session, filtersBetween: 1)
        world.inspector.say(.supervised)
        let stolen = try world.ask("GET", "/v1/sessions/\(session)", as: process)
        let guessed = try world.ask(
            "GET", "/v1/sessions/\(session)", as: .session(session, secret: String(repeating: "A", count: 43)))
        #expect(stolen.status == 401)
        #expect(stolen.text == guessed.text)
        #expect(world.inspector.reported.map(\.text) == [session])
    }

    @Test func `a process below its session's supervisor is believed, also when that one has ended`() throws {
        let (session, _, process) = try world.session(under: world.mission())
        try supervise(session, filtersBetween: 1)
        world.inspector.say(.supervised)
        world.inspector.say(ancestors: [above])
        #expect(try status(session, as: process) == 200)
        world.inspector.say(ancestors: [])
        #expect(try status(session, as: process) == 200)
        #expect(world.inspector.reported.isEmpty)
    }

    @Test func `a process that has added filters of its own is believed as long as there are no sub-agents`() throws {
        let mission = try world.mission()
        let (session, _, process) = try world.session(under: mission)
        try supervise(session, filtersBetween: 2)
        world.inspector.say(ancestors: [above])
        world.inspector.say(.supervised)
        #expect(try status(session, as: process) == 200)
    }

    @Test func `a sub-agent's process is not the parent's, though it descends from the parent's supervisor`() throws {
        let mission = try world.mission()
        let (session, _, process) = try world.session(under: mission)
        let child = try world.ask("POST", "/v1/sessions", ["mission": .string(mission), "parent": .string(session)])
        #expect(child.status == 201)
        try supervise(session, filtersBetween: 2)
        world.inspector.say(ancestors: [above])
        world.inspector.say(.supervised)
        #expect(try status(session, as: process) == 401)
        try supervise(session, filtersBetween: 1)
        #expect(try status(session, as: process) == 200)
    }

    @Test func `a session's process speaks for its sub-agents, and theirs not for one another`() throws {
        let mission = try world.mission()
        let (parent, _, _) = try world.session(under: mission)
        let answer = try world.ask("POST", "/v1/sessions", ["mission": .string(mission), "parent": .string(parent)])
        let child = try answer.string("session")
        let process = TestCaller.session(child, secret: try answer.string("credential"))
        let elsewhere = ProcessIdentity(pid: above.pid, startTimeTicks: above.startTimeTicks + 1)
        world.api.supervisors.note(
            SessionSupervisor(process: elsewhere, filterCount: own.seccompFilterCount),
            of: try #require(SessionID(child)))
        world.inspector.say(ancestors: [above])
        world.inspector.say(.supervised)
        try supervise(parent, filtersBetween: 2)
        #expect(try status(child, as: process) == 401)
        try supervise(parent, filtersBetween: 1)
        #expect(try status(child, as: process) == 200)
    }

    @Test func `an authority that has just started says come back, until the supervisor has`() throws {
        let opened = try world.ask("POST", "/v1/sessions", ["mission": .string(world.mission())])
        let (session, secret) = (try opened.string("session"), try opened.string("credential"))
        let supervisors = SupervisorBook(awaitsSupervisors: true)
        let socket = OwnerSocket(authority: world.authority, inspector: world.inspector, supervisors: supervisors)
        var credentials = Credentials(issuer: world.issuer, endpoint: "", takesIssuerAsAudience: false)
        credentials.session = session
        world.inspector.say(.supervised)
        let connection = HTTPConnection(id: 0, listener: 0, peer: .unix(own))
        for text in [secret, String(repeating: "A", count: 43)] {
            credentials.sessionSecret = text
            let error = try #require(
                #expect(throws: APIError.self) { try socket.caller(credentials, on: connection) })
            #expect(ErrorAnswer(error, on: .product).status == .serviceUnavailable)
        }
        credentials.sessionSecret = secret
        supervisors.noteIfUnknown(SessionSupervisor(own), of: try #require(SessionID(session)))
        let answer = try socket.caller(credentials, on: connection)
        #expect(answer == .session(try #require(SessionID(session))))
    }

    @Test func `who renews a lease takes no session from its supervisor`() throws {
        let (session, _, process) = try world.session(under: world.mission())
        try supervise(session, filtersBetween: 1)
        world.inspector.say(.supervised)
        world.inspector.say(ancestors: [above])
        #expect(try world.ask("POST", "/v1/sessions/\(session)/lease", ["epoch": 1], as: process).status == 200)
        let id = try #require(SessionID(session))
        #expect(world.api.supervisors[id]?.process == above.identity)
    }
}
