// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import Ledger
import MissionAuthority
import MissionKernel
import MissionWire
import Platform
import Testing
import WritTesting

/// draft-mcguinness-oauth-mission, *Mission Record*; draft-mcguinness-mission-substrate, *Approval* and
/// *Approved Context*.
struct `A mission that is approved` {
    private let body: (ServedAuthority) -> JSONValue = { served in
        ["authorization_details": [.entry("invoices.*")], "intent": served.intent()]
    }

    @Test func `is told to its client with its end, the same each time`() throws {
        let served = try ServedAuthority()
        let agent = try served.register("agent")
        let id = try served.submit(body(served), as: agent).submission
        let end = served.clock.next() + .hours(2)
        try served.approve(id, until: end)
        for _ in 0..<2 {
            let answer = try served.poll(id.text, as: agent).root
            #expect(answer["status"]?.stringValue == "approved")
            #expect(answer["mission_expires_at"]?.stringValue == RFC3339.text(end))
            #expect(answer["mission_id"]?.stringValue.flatMap { MissionID($0) } != nil)
            #expect(
                answer["authorization_details"]?.canonicalBytes
                    == JSONValue.array([.entry("invoices.*")]).canonicalBytes)
        }
    }

    @Test func `is bound to the client that submitted it`() throws {
        let served = try ServedAuthority()
        let agent = try served.register("agent")
        _ = try served.register("other")
        let mission = try served.mission(of: agent)
        let client = served.authority.published.read { state -> ClientID? in
            state.missions.index(of: mission).map { state.registry[state.missions[$0].parties.client].id }
        }
        #expect(client == "agent")
    }

    @Test func `is made once, with one end, however often its approval arrives`() throws {
        let served = try ServedAuthority()
        let agent = try served.register("agent")
        let id = try served.submit(body(served), as: agent).submission
        let signed = try served.signature(over: id, event: "ape_7")
        let receipts = try (0..<3).map { _ in
            served.clock.wait(.hours(1))
            return try served.done { served.authority.approve(signed, narrowed: nil, caller: .owner, completion: $0) }
                as ApprovalReceipt
        }
        #expect(Set(receipts).count == 1)
        #expect(served.authority.published.read { $0.missions.count } == 1)
    }

    @Test func `is not made once what it asked for has run out`() throws {
        let served = try ServedAuthority()
        let agent = try served.register("agent")
        let intent = served.intent(until: RFC3339.text(served.clock.next() + .hours(1)))
        let id = try served.submit(
            ["authorization_details": [.entry("invoices.*")], "intent": intent], as: agent
        ).submission
        let signed = try served.signature(over: id, event: "ape_1")
        served.clock.wait(.hours(1))
        #expect(throws: AuthorityError.self) {
            try served.done { served.authority.approve(signed, narrowed: nil, caller: .owner, completion: $0) }
                as ApprovalReceipt
        }
        #expect(served.authority.published.read { $0.missions.count } == 0)
        #expect(try served.poll(id.text, as: agent).root["status"]?.stringValue == "expired")
    }

    @Test(arguments: [FaultyStore.Fault.lost, .full])
    func `is there whole or not at all`(fault: FaultyStore.Fault) throws {
        let fails = Monitor(false)
        let served = try ServedAuthority(
            store: FaultyStore(MemoryStore()) { write in
                if case .append = write { return fails.withLock { $0 } ? fault : nil }
                return nil
            })
        let agent = try served.register("agent")
        let id = try served.submit(body(served), as: agent).submission
        let signed = try served.signature(over: id, event: "ape_1")
        fails.withLock { $0 = true }
        #expect(throws: AuthorityError.self) {
            try served.done { served.authority.approve(signed, narrowed: nil, caller: .owner, completion: $0) }
                as ApprovalReceipt
        }
        fails.withLock { $0 = false }
        #expect(served.authority.published.read { $0.missions.count } == 0)
        #expect(try served.poll(id.text, as: agent).root["status"]?.stringValue == "pending")
        try served.approve(id)
        #expect(try served.poll(id.text, as: agent).root["status"]?.stringValue == "approved")
    }

    @Test func `keeps what was approved through every change`() throws {
        let served = try ServedAuthority()
        let agent = try served.register("agent")
        let mission = try served.mission(of: agent)
        let approved = try record(of: mission, in: served)
        #expect(
            approved.intent.digest
                == Anchor.intent.digest(of: approved.intent.canonical, issuer: ServedAuthority.issuer))
        let proposal = try #require(approved.proposal)
        #expect(
            proposal.set.digest
                == Anchor.proposedAuthority.digest(of: proposal.canonical, issuer: ServedAuthority.issuer))
        #expect(
            approved.authority.set.digest
                == Anchor.authoritySet.digest(of: approved.authority.canonical, issuer: ServedAuthority.issuer))
        let versions = try [
            change(served, mission, "suspend", as: agent), change(served, mission, "resume", as: agent),
            narrow(served, mission), change(served, mission, "complete", as: agent),
        ]
        #expect(versions == [2, 3, 4, 5])
        let after = try record(of: mission, in: served)
        #expect(after.intent.canonical == approved.intent.canonical)
        #expect(after.proposal?.canonical == approved.proposal?.canonical)
        #expect(after.authority.canonical == approved.authority.canonical)
        let answer = try served.signed(served.status(of: mission, as: agent)).member("mission")
        #expect(answer["authority_hash"]?.stringValue == DigestText.format(approved.authority.set.digest))
    }

    @Test func `ends with its parent at the latest, and has the authority that was asked for all the same`() throws {
        let served = try ServedAuthority()
        let agent = try served.register("agent")
        let parent = try served.mission(of: agent, [.entry("invoices.*", delegation: .children())], lifetime: .hours(1))
        let entries: [JSONValue] = [.entry("invoices.read")]
        let child = try served.submit(
            [
                "authorization_details": .array(entries), "intent": served.intent(), "parent": .string(parent.text),
                "child_actor": ["sub": "agent"],
            ], as: agent)
        let answer = try served.poll(child.submission.text, as: agent).root
        let end = try served.signed(served.status(of: parent, as: agent)).member("mission")["expires_at"]
        #expect(answer["mission_expires_at"]?.stringValue == end?.stringValue)
        #expect(answer["authorization_details"]?.canonicalBytes == JSONValue.array(entries).canonicalBytes)
    }

    private func record(of mission: MissionID, in served: ServedAuthority) throws -> MissionApproved {
        let found = served.authority.published.read { state in
            state.missions.index(of: mission).map { state.missions[$0].recordedAt }
        }
        let number = try #require(found)
        return try #require(served.authority.approval(recordedAt: number))
    }

    private func change(
        _ served: ServedAuthority, _ mission: MissionID, _ operation: String, as client: RegisteredClient
    ) throws -> Int64? {
        let answer = try served.change(mission, operation, as: client, nonce: operation)
        return try served.signed(answer).member("mission")["version"]?.integerValue
    }

    private func narrow(_ served: ServedAuthority, _ mission: MissionID) throws -> Int64? {
        let report: MissionReport = try served.done {
            served.authority.narrow(
                mission, event: "e",
                removals: [
                    Removal(
                        resource: KernelWorld.resource(JSONValue.erp),
                        actions: ["orders.*"].compactMap { ActionPattern($0) })
                ],
                reason: "tainted", caller: .owner, completion: $0)
        }
        return report.standing.version
    }
}
