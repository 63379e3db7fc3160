// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Small values that many messages share.
struct `Values on the wire` {
    @Test(arguments: ["", "a b", "ä", "\u{7F}", "tab\t", String(repeating: "a", count: 256)])
    func `refuse a client's name outside visible ASCII`(name: String) {
        #expect(Wire.optional(.string(name), JSONNode.clientID) == nil)
    }

    @Test(arguments: ["", "a b", "a\u{A0}b", "a\nb", String(repeating: "a", count: 257)])
    func `refuse a fact's name with spaces or without end`(name: String) {
        #expect(Wire.optional(.string(name), JSONNode.factName) == nil)
    }

    @Test func `bound costs, epochs and versions`() {
        #expect(Wire.fault(["duration_ms": -1], { (node) throws(JSONShapeError) in try node.cost() }) != nil)
        #expect(
            Wire.fault(["duration_ms": 3_155_760_000_001], { (node) throws(JSONShapeError) in try node.cost() }) != nil)
        #expect(
            Wire.fault(
                ["money": .money("100000000000000000000")], { (node) throws(JSONShapeError) in try node.cost() }) != nil
        )
        for epoch in [0, -1, 2_147_483_648] as [Int64] {
            let attempt: JSONValue = [
                "session": .string(SessionID(high: 0, low: 0).text), "epoch": .number(Double(epoch)),
            ]
            #expect(Wire.fault(attempt, { (node) throws(JSONShapeError) in try node.attempt() }) != nil)
        }
        #expect(Wire.optional(0, JSONNode.version) == nil)
    }

    @Test func `take an actor's profiles apart at spaces`() {
        let actor = Wire.optional(["sub": "s", "sub_profile": "ai_agent client_instance"], JSONNode.actor)
        #expect(actor == Actor(subject: "s", profiles: ["ai_agent", "client_instance"]))
        #expect(Wire.optional(["sub": ""], JSONNode.actor) == nil)
        #expect(Wire.optional(["sub": "s", "role": "x"], JSONNode.actor) == nil)
    }

    @Test func `name every grant once and refuse what is none`() throws {
        #expect(Set(Grants.names.map(\.name)).count == Grants.names.count)
        let all = JSONValue.array(Grants.names.map { .string($0.name) })
        #expect(Wire.optional(all, JSONNode.grants) == Grants.all)
        #expect(Wire.optional(["submit", "sudo"], JSONNode.grants) == nil)
    }
}

struct `An explanation` {
    @Test(arguments: [
        (ConstraintKey.resourceIssuedBefore, "the constraint `resource_issued_before` needs", "`resource_issued_at`"),
        (.tenant, "the constraint `tenant` needs", "`tenant`"),
    ])
    func `names the parameter that is missing`(key: ConstraintKey, constraint: String, parameter: String) {
        let text = Explanation.text(of: .missingParameter(key))
        #expect(text == "\(constraint) the parameter \(parameter), which is missing or cannot be read")
    }

    @Test func `of what a person declined says when and why`() {
        let at = Instant(microseconds: 1_795_872_000_000_000)
        let text = "a person declined this at 2026-11-28T13:20:00Z"
        #expect(Explanation.text(of: .declined(at: at, "never")) == "\(text): never")
        #expect(Explanation.text(of: .declined(at: at, "")) == text)
    }

    @Test func `does not say that an amount is missing which may only lack its currency`() {
        #expect(
            Explanation.text(of: .missingParameter(.maxAmount))
                == "the constraint `max_amount` needs the parameter `amount` with its currency, and there is none such")
    }
}
