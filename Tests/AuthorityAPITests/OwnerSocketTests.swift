// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

@testable import AuthorityAPI

/// Who is the owner, and what nobody else may do.
@Suite(.timeLimit(.minutes(2)))
struct OwnerSocketTests {
    private let world: TestAuthority

    init() throws { world = try TestAuthority.start() }

    /// Every request that is the owner's alone, with what stands for a parameter.
    private var ownersRequests: [Asked] {
        world.api.table.routes.compactMap { route in
            guard case .owner = route.access else { return nil }
            let path = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "x" : $0 }.joined(separator: "/")
            return Asked(method: route.method.rawValue, target: "/" + path)
        }
    }

    @Test(arguments: [PeerKind.supervised, .stranger])
    func `a process that is not the owner's is refused every verb of the owner`(kind: PeerKind) throws {
        let requests = ownersRequests
        #expect(requests.count > 15)
        world.inspector.say(kind)
        for asked in requests { #expect(try world.ask(asked, as: .owner).status == 401, "\(asked.target)") }
    }

    @Test func `a session may do nothing that is the owner's, though the socket is`() throws {
        let (_, _, process) = try world.session(under: world.mission())
        for asked in ownersRequests {
            let answer = try world.ask(asked, as: process)
            #expect(answer.status == 403, "\(asked.target) \(answer.text)")
            #expect(try answer.code == "not_permitted")
        }
    }

    @Test func `a client may do nothing that is the owner's, whatever it was granted`() throws {
        for asked in ownersRequests {
            #expect(try world.ask(asked, as: .client(world.agent)).status == 403, "\(asked.target)")
        }
    }

    @Test func `over the network nobody is the owner`() throws {
        for asked in ownersRequests { #expect(try world.ask(asked, as: .nobody).status == 401, "\(asked.target)") }
    }

    @Test func `a supervised process that shows its session may work under its mission, and not approve`() throws {
        let mission = try world.mission()
        let submission = try world.submission()
        let approval = try world.approval(of: submission)
        let (session, _, process) = try world.session(under: mission)
        world.inspector.say(.supervised)
        #expect(try world.ask("GET", "/v1/sessions/\(session)", as: process).status == 200)
        #expect(try world.ask("POST", "/v1/submissions/\(submission)/approve", approval, as: process).status == 403)
        #expect(try world.ask("POST", "/v1/submissions/\(submission)/approve", approval, as: .owner).status == 401)
    }

    @Test func `a session with another secret is nobody`() throws {
        let (session, _, _) = try world.session(under: world.mission())
        let wrong = String(repeating: "A", count: 43)
        for caller in [
            TestCaller.session(session, secret: wrong), .session(session, secret: "!"), .session("x", secret: wrong),
        ] {
            let answer = try world.ask("GET", "/v1/sessions/\(session)", as: caller)
            #expect(answer.status == 401)
        }
    }

    @Test func `a session's secret is good for nothing once the session was told to stop`() throws {
        let mission = try world.mission()
        let (session, _, process) = try world.session(under: mission)
        #expect(try world.ask("POST", "/v1/missions/\(mission)/revoke", [:]).status == 200)
        let resumed = try world.ask("POST", "/v1/sessions/\(session)/resume", ["resume_point": "process_restart"])
        #expect(try resumed.json["decision"]?.stringValue != "continue", "\(resumed.text)")
        #expect(try world.ask("GET", "/v1/sessions/\(session)", as: process).status == 401)
    }

    @Test func `over the network a session's secret opens nothing`() throws {
        let (session, _, process) = try world.session(under: world.mission())
        let fields = try world.fields(of: process, for: "/v1/sessions/\(session)")
        let asked = Asked(method: "GET", target: "/v1/sessions/\(session)", fields: fields)
        #expect(try world.ask(asked, as: .nobody).status == 401)
    }

    @Test func `a session's secret runs out`() throws {
        let (session, _, process) = try world.session(under: world.mission(lifetime: .hours(32 * 24)))
        world.clock.advance(.hours(31 * 24))
        #expect(try world.ask("GET", "/v1/sessions/\(session)", as: process).status == 401)
    }
}
