// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing

/// Speaking as the owner makes nobody an approver: another approver's signature does.
struct `The registry over HTTP` {
    @Test func `takes no approver without a signature that verifies over exactly this`() throws {
        let world = try TestAuthority.start()
        let eve = Approver("eve")
        let sam = Approver("sam")
        let unsigned = try world.ask("POST", "/v1/people", world.registration(of: eve, signedBy: nil))
        #expect(unsigned.status == 400)
        #expect(try unsigned.string("error") == "evidence_mismatch")
        #expect(try world.ask("POST", "/v1/people", world.registration(of: eve, signedBy: eve)).status == 409)
        let other = try world.registration(of: sam, signedBy: world.ada)
        let moved = try world.registration(of: eve, signedBy: nil).adding("signed", of: other)
        #expect(try world.ask("POST", "/v1/people", moved).status == 400)
        #expect(try world.ask("POST", "/v1/people", world.registration(of: eve, signedBy: world.ada)).status == 200)
    }

    @Test func `takes no signature that does not verify`() throws {
        let world = try TestAuthority.start()
        let eve = Approver("eve")
        let good = try world.registration(of: eve, signedBy: world.ada)
        let forged = try #require(good.replacing("signature", with: String(repeating: "A", count: 86)))
        let answer = try world.ask("POST", "/v1/people", forged)
        #expect(answer.status == 400)
        #expect(try answer.string("error") == "evidence_mismatch")
    }

    @Test func `takes no software that may govern without an approver's signature`() throws {
        let world = try TestAuthority.start()
        let governor = try TestClient("governor")
        let unsigned = try world.registration(of: governor, grants: [.resume], signedBy: nil)
        #expect(try world.ask("POST", "/v1/clients", unsigned).status == 400)
        let signed = try world.registration(of: governor, grants: [.resume], signedBy: world.ada)
        #expect(try world.ask("POST", "/v1/clients", signed).status == 200)
        let reader = try TestClient("reader")
        let plain = try world.registration(of: reader, grants: [.submit, .status], signedBy: nil)
        #expect(try world.ask("POST", "/v1/clients", plain).status == 200)
    }

    @Test func `counts the missions that stop when somebody leaves, and not those that have ended`() throws {
        let world = try TestAuthority.start()
        let ended = try world.mission()
        #expect(try world.ask("POST", "/v1/missions/\(ended)/revoke", [:]).status == 200)
        let running = try world.mission()
        let news: JSONValue = ["event_id": "e1", "fact": ["enabled": world.ada.json], "value": false]
        let answer = try world.ask("POST", "/v1/signals", news).json
        #expect(answer["missions"]?.integerValue == 1)
        #expect(try world.ask("GET", "/v1/missions/\(running)").string("state") == "suspended")
        let fact = try world.ask("GET", "/v1/facts").json.member("facts").array(max: 9) { $0 }.first
        #expect(fact?["missions"]?.integerValue == 1)
    }

    @Test func `shows the version that the next signature names`() throws {
        let world = try TestAuthority.start()
        let people = try world.ask("GET", "/v1/people").json.member("people").array(max: 9) { $0 }
        let ada = try #require(people.first)
        #expect(try ada.member("version").integer(in: 0...9) == 1)
        #expect(ada["approval_keys"] != nil)
    }
}

extension JSONValue {
    /// This object with a member of another one.
    fileprivate func adding(_ name: String, of other: JSONValue) throws -> JSONValue {
        guard case .object(let own) = self, case .object(let others) = other,
            let member = others.first(where: { $0.name == name })
        else { throw Missing(name: name) }
        return .object(own + [member])
    }

    /// This object with the text of a member of its `signed` replaced.
    fileprivate func replacing(_ name: String, with text: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return .object(
            members.map { member in
                guard member.name == "signed", case .object(let signed) = member.value else { return member }
                let changed = signed.map { $0.name == name ? Member(name, .string(text)) : $0 }
                return Member("signed", .object(changed))
            })
    }
}

private struct Missing: Error {
    let name: String
}
