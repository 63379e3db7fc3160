// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Testing

@testable import AuthorityAPI

/// The list of sessions.
@Suite(.timeLimit(.minutes(2))) struct `The list of sessions` {
    private func page(_ query: String, as caller: TestCaller, in world: TestAuthority) throws -> ([String], Int64?) {
        let answer = try world.ask("GET", "/v1/sessions?max=2\(query)", as: caller).json
        let ids = try answer.member("sessions").array(max: 10) { (node) throws(JSONShapeError) in
            try node.required("id", JSONNode.string)
        }
        return (ids, answer["next"]?.integerValue)
    }

    @Test func `comes in pages, the newest first`() throws {
        let world = try TestAuthority.start()
        let mission = try world.mission()
        let opened = try (0..<3).map { _ in try world.session(under: mission).id }
        let (first, next) = try page("", as: .owner, in: world)
        #expect(first == [opened[2], opened[1]])
        let (second, end) = try page("&before=\(#require(next))", as: .owner, in: world)
        #expect(second == [opened[0]])
        #expect(end == nil)
    }

    @Test func `tells a session of itself alone, however many are newer`() throws {
        let world = try TestAuthority.start()
        let mission = try world.mission()
        let own = try world.session(under: mission)
        for _ in 0..<3 { _ = try world.session(under: mission) }
        #expect(try page("", as: own.caller, in: world).0 == [own.id])
    }
}
