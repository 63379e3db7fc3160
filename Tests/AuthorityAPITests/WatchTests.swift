// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionKernel
import Testing
import WritTesting

/// The watch over a real connection.
@Suite(.timeLimit(.minutes(2)))
struct WatchTests {
    private let world: TestAuthority
    private let agent: TestCaller

    init() throws {
        world = try TestAuthority.start()
        agent = .client(world.agent)
    }

    private func change(_ mission: String, _ verb: String) throws {
        let answer = try world.ask("POST", "/v1/missions/\(mission)/\(verb)", [:])
        try #require(answer.status == 200, "\(answer.text)")
    }

    @Test func `a client without the grant does not watch`() throws {
        try world.register(world.agent, grants: [.status])
        #expect(try world.ask("GET", "/v1/watch", as: agent).status == 403)
    }

    @Test(arguments: [true, false])
    func `a client that is disabled or has other keys watches no longer`(isDisabled: Bool) throws {
        let watch = try WatchedStream(world, "/v1/watch", as: agent)
        if isDisabled {
            #expect(try world.ask("POST", "/v1/clients/agent/disable").status == 200)
        } else {
            try world.register(TestClient("agent"))
        }
        try watch.end()
    }

    @Test func `a session names what it follows, and follows its own`() throws {
        let mission = try world.mission()
        let (_, _, process) = try world.session(under: mission)
        #expect(try world.ask("GET", "/v1/watch", as: process).status == 400)
        let watch = try WatchedStream(world, "/v1/watch?mission=\(mission)", as: process)
        #expect(try watch.next().string("state") == "active")
        watch.cancel()
    }

    @Test func `a watch begins with how things stand and tells each change in order`() throws {
        let mission = try world.mission()
        let watch = try WatchedStream(world, "/v1/watch?mission=\(mission)", as: agent)
        let first = try watch.next()
        #expect(try first.string("state") == "active")
        try change(mission, "suspend")
        let second = try watch.next()
        #expect(try second.string("state") == "suspended")
        try change(mission, "revoke")
        let third = try watch.next()
        #expect(try third.string("state") == "revoked")
        let versions = [first, second, third].compactMap { $0.data["version"]?.integerValue }
        #expect(versions == [1, 2, 3])
        #expect([first, second, third].allSatisfy { $0.id == nil }, "no watch goes on from an id")
        watch.cancel()
    }

    @Test func `a watch that begins again misses nothing that lasts`() throws {
        let mission = try world.mission()
        let watch = try WatchedStream(world, "/v1/watch?mission=\(mission)", as: agent)
        _ = try watch.next()
        watch.cancel()
        try watch.end()
        try change(mission, "suspend")
        let again = try WatchedStream(world, "/v1/watch?mission=\(mission)", as: agent)
        #expect(try again.next().string("state") == "suspended")
        again.cancel()
    }

    @Test func `what an ancestor's end does to a child is told where the child is followed`() throws {
        let parent = try world.mission([.entry("invoices.*", delegation: .children(max: 1))])
        let envelope = world.envelope(
            [.entry("invoices.read")], lifetime: .hours(1),
            relation: [.init("parent", .string(parent)), .init("child_actor", ["sub": "agent"])])
        let id = try world.ask("POST", "/mas/mission/submit", envelope, as: agent).string("submission_id")
        let child = try world.ask("GET", "/v1/submissions/\(id)", as: agent).string("mission_id")
        let watch = try WatchedStream(world, "/v1/watch?mission=\(child)", as: agent)
        #expect(try watch.next().string("state") == "active")
        try change(parent, "revoke")
        #expect(try watch.next().string("state") == "cascaded")
        watch.cancel()
    }

    @Test func `who follows all hears of missions that did not exist yet`() throws {
        let watch = try WatchedStream(world, "/v1/watch", as: agent)
        let mission = try world.mission()
        #expect(try watch.next().string("mission") == mission)
        watch.cancel()
    }

    @Test func `each of many watchers hears a change`() throws {
        let mission = try world.mission()
        let watches = try (0..<20).map { _ in try WatchedStream(world, "/v1/watch?mission=\(mission)", as: agent) }
        for watch in watches { #expect(try watch.next().string("state") == "active") }
        try change(mission, "revoke")
        for watch in watches { #expect(try watch.next().string("state") == "revoked") }
        for watch in watches { watch.cancel() }
    }

    @Test func `a stop of the server ends the watches`() throws {
        let watch = try WatchedStream(world, "/v1/watch?mission=\(try world.mission())", as: agent)
        _ = try watch.next()
        world.server.stop(deadlineMilliseconds: 5000)
        try watch.end()
    }
}
