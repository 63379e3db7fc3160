// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import Testing
import WritTesting

/// Given a child that names more delegates than its parent, as one may that was made by an older rule, when a delegate
/// acts, then the whole lineage has to name them.
struct `Delegates of a child` {
    @Test(
        arguments: [
            nil, ["max_depth": 1], ["max_depth": 1, "allowed_delegates": []], ["max_depth": 0],
            ["max_depth": 1, "allowed_delegates": [["sub": "s2"]]],
        ] as [JSONValue?])
    func `may not act where the parent does not name them, however wide the child is`(delegation: JSONValue?) {
        var line = Line(.entry("invoices.read", delegation: delegation))
        for _ in 0..<2 {
            line.add(Self.naming)
            #expect(line.decision(by: ["s1"]).denial == Denial(.actorInvalid, .delegate("s1")))
            #expect(line.decision(by: []).isPermit)
        }
    }

    @Test func `may act where the whole lineage names them`() {
        var line = Line(Self.naming)
        for _ in 0..<2 {
            #expect(line.decision(by: ["s1"]).isPermit)
            line.add(Self.naming)
        }
        #expect(line.decision(by: ["s1"]).isPermit)
    }

    private static let naming: JSONValue = .entry(
        "invoices.read", delegation: ["max_depth": 1, "allowed_delegates": [["sub": "s1"]]])
}

/// A root and its descendants in a state with nothing else, whether or not each would be made under the one before.
private struct Line {
    private var state = AuthorityState()
    private var last: MissionApproved

    init(_ entry: JSONValue) {
        last = Self.approved(entry, below: nil, number: 1)
        state.apply(.missionApproved(last), at: Instant(microseconds: 1))
    }

    mutating func add(_ entry: JSONValue) {
        last = Self.approved(entry, below: last.id, number: last.submission.low + 1)
        state.apply(.missionApproved(last), at: Instant(microseconds: Int64(last.submission.low)))
    }

    /// The decision on a read under the last mission of the line.
    func decision(by delegates: [ExactText]) -> Decision {
        var request = ActionRequest(
            mission: last.id, client: last.client, action: "invoices.read",
            resource: KernelWorld.resource(JSONValue.erp))
        request.chain = ([last.client.text] + delegates).map { Actor(subject: $0) }
        return state.evaluate(request, at: Instant(microseconds: 1000))
    }

    private static func approved(_ entry: JSONValue, below parent: MissionID?, number: UInt64) -> MissionApproved {
        guard let digest = Digest(bytes: [UInt8](repeating: UInt8(number), count: 32)) else {
            preconditionFailure("32 bytes are a digest")
        }
        var controls = MissionIntent.Controls()
        controls.classes = ["invoices.read"].compactMap { ActionPattern($0) }.map { ClassRule($0, .nonConsequential) }
        let intent = MissionIntent(resources: [], expiresAt: .distantFuture, controls: controls)
        return MissionApproved(
            id: MissionID(high: 1, low: number), submission: SubmissionID(high: 0, low: number),
            approvalEvent: ExactText("ape_\(number)"), client: "agent", subject: Person.ada.principal,
            approver: Person.ada.principal, owner: Person.ada.principal, successorOwner: nil, basis: .direct,
            intent: RecordedIntent(intent: intent, canonical: [], digest: digest), proposal: nil,
            authority: RecordedAuthority(
                set: AuthoritySet(entries: [AuthorityEntry(entry)], digest: digest), canonical: []),
            relation: parent.map { .child(of: $0, actor: Actor(subject: "agent")) } ?? .none,
            justifications: parent == nil ? [] : [0], expiresAt: .distantFuture, evidence: nil)
    }
}
