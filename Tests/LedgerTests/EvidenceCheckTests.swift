// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import Ledger
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// Entries that somebody who can write to the file could append: whoever reads them finds the forged ones.
struct `The check of what people have signed` {
    private let eve = Person("eve")

    /// What is found to be wrong with an event that would come next, as it would be read.
    private func flaw(_ event: Event, in world: KernelWorld) throws -> EvidenceFlaw? {
        var reader = EntryReader()
        let read = try reader.read(EntryCodec.bytes(of: event, at: world.now.next))
        do throws(EvidenceFlaw) {
            try EvidenceCheck(for: KernelWorld.issuer).check(read.event, at: read.at, in: world.state)
            return nil
        } catch {
            return error
        }
    }

    /// A world in which a mission waits for an approval, and the entry that the approval would make.
    private func waiting() throws -> (KernelWorld, MissionApproved) {
        var world = KernelWorld()
        let submission = try world.submit(MissionDraft())
        let approve = world.approval(of: submission, MissionDraft())
        guard case .missionApproved(let event)? = try approve.decide(in: world.state, at: world.now.next).last else {
            preconditionFailure("an approval makes a mission")
        }
        return (world, event)
    }

    /// An approval of the same, signed by somebody, and where that is said for somebody else or other authority.
    private func signed(
        _ event: MissionApproved, by person: Person, as approver: Principal? = nil, authority: Digest? = nil
    ) throws -> ApprovalEvidence {
        let evidence = try #require(event.evidence)
        let statement = ApprovalStatement(
            issuer: KernelWorld.issuer, submission: event.submission, approvalEvent: evidence.approvalEvent,
            approver: approver ?? evidence.approver, intentHash: evidence.intentHash,
            authorityHash: authority ?? evidence.authorityHash, subject: evidence.subject,
            expiresAt: evidence.expiresAt)
        let bytes = statement.signedBytes
        return statement.evidence(key: person.key, statement: bytes, signature: person.keyPair.sign(bytes))
    }

    @Test func `passes an approval as the kernel decides it`() throws {
        let (world, event) = try waiting()
        #expect(try flaw(.missionApproved(event), in: world) == nil)
    }

    @Test func `finds an approval that nobody has signed`() throws {
        let (world, event) = try waiting()
        #expect(try flaw(.missionApproved(event.with(evidence: nil)), in: world)?.reason == "nobody has signed it")
        let drawn = event.with(evidence: nil, basis: .drawdown)
        #expect(try flaw(.missionApproved(drawn), in: world)?.reason == "nobody has signed it")
    }

    @Test func `finds a signature of zeros`() throws {
        let (world, event) = try waiting()
        let evidence = try #require(event.evidence)
        let zeros = evidence.with(signature: Array(repeating: 0, count: 64))
        #expect(
            try flaw(.missionApproved(event.with(evidence: zeros)), in: world)?.reason
                == "the signature does not fit the statement and the key")
    }

    @Test func `finds a key that is nobody's, and one that is somebody else's`() throws {
        let (world, event) = try waiting()
        for person in [eve, .ben] {
            let foreign = try signed(event, by: person)
            #expect(
                try flaw(.missionApproved(event.with(evidence: foreign)), in: world)?.reason
                    == "the key that signed was not one of `ada`'s")
        }
    }

    @Test func `finds an approver who had left, and one who runs the mission`() throws {
        var (world, event) = try waiting()
        try world.enable(.ada, false)
        #expect(try flaw(.missionApproved(event), in: world)?.reason == "`ada` could not approve any more")
        (world, event) = try waiting()
        let agent = Person("agent")
        world.register(agent)
        let own = event.with(
            evidence: try signed(event, by: agent, as: agent.principal), approver: agent.principal)
        #expect(try flaw(.missionApproved(own), in: world)?.reason == "who runs a mission has signed it")
    }

    @Test func `finds a statement that says something else`() throws {
        let (world, event) = try waiting()
        let evidence = try #require(event.evidence)
        let other = RecordedAuthority([.entry("invoices.pay")])
        let wider = event.with(evidence: evidence, authority: other)
        #expect(try flaw(.missionApproved(wider), in: world)?.reason == "what was signed says something else")
        let replaced = event.with(evidence: try signed(event, by: .ada, authority: other.set.digest))
        #expect(try flaw(.missionApproved(replaced), in: world)?.reason == "what was signed says something else")
        let later = event.with(evidence: evidence, expiresAt: evidence.expiresAt.next)
        #expect(try flaw(.missionApproved(later), in: world)?.reason == "what was signed says something else")
    }

    @Test func `finds authority under the hash of another`() throws {
        let (world, event) = try waiting()
        let other = RecordedAuthority([.entry("invoices.pay")])
        let wider = RecordedAuthority(
            set: AuthoritySet(entries: other.set.entries, digest: event.authority.set.digest),
            canonical: other.canonical)
        let forged = event.with(evidence: event.evidence, authority: wider)
        #expect(try flaw(.missionApproved(forged), in: world)?.reason == "its authority is not what its hash commits")
    }

    @Test func `finds an approval that comes a second time`() throws {
        var (world, event) = try waiting()
        let submission = event.submission
        try world.perform(world.approval(of: submission, MissionDraft()))
        #expect(try flaw(.missionApproved(event), in: world)?.reason == "no such mission had been asked for")
    }

    @Test func `finds a mission that is let go on by nobody, or by an older word`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        try world.suspend(mission)
        let bare = MissionResumed(mission: mission, at: world.now.next, cause: .request, caller: .owner)
        #expect(try flaw(.missionResumed(bare), in: world)?.reason == "nobody has signed it")
        let statement = ResumeStatement(
            issuer: KernelWorld.issuer, approver: Person.ada.principal, mission: mission, version: 1)
        let stale = MissionResumed(
            mission: mission, at: world.now.next, cause: .request, caller: .owner,
            evidence: Person.ada.signed(statement))
        #expect(
            try flaw(.missionResumed(stale), in: world)?.reason
                == "what was signed is about another version of the mission")
    }

    @Test func `finds an extension that was signed by somebody else`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        let statement = ExtensionStatement(
            issuer: KernelWorld.issuer, approver: Person.ada.principal, mission: mission, version: 1,
            expiresAt: world.now + .hours(9))
        let forged = MissionExtended(eve.signed(statement))
        #expect(
            try flaw(.missionExtended(forged), in: world)?.reason == "the key that signed was not one of `ada`'s")
    }

    @Test func `finds an approver, governing software and a policy that nobody has agreed to`() throws {
        let world = KernelWorld()
        let events: [Event] = [
            .principalRegistered(PrincipalRegistered(principal: eve.principal, approvalKeys: [eve.key])),
            .clientRegistered(ClientRegistered(id: "eve", grants: .governing, keySet: [], ceiling: nil)),
            .policySet(PolicySet(policy: .standard)),
        ]
        for event in events { #expect(try flaw(event, in: world)?.reason == "nobody has signed it") }
        let registration = PrincipalRegistration(principal: eve.principal, approvalKeys: [eve.key], version: 1)
        let own = PrincipalRegistered(
            principal: eve.principal, approvalKeys: [eve.key], evidence: world.evidence(of: registration, by: eve))
        #expect(
            try flaw(.principalRegistered(own), in: world)?.reason == "the key that signed was not one of `eve`'s")
    }

    @Test func `finds what was signed for another authority`() throws {
        let (world, event) = try waiting()
        do throws(EvidenceFlaw) {
            try EvidenceCheck(for: "https://other.example.com").check(
                .missionApproved(event), at: world.now.next, in: world.state)
            Issue.record("nothing was found")
        } catch {
            #expect(error.reason == "its intent is not the one that its hash commits")
        }
    }
}

extension MissionApproved {
    /// The same with some of it changed.
    func with(
        evidence: ApprovalEvidence?, basis: ApprovalBasis = .direct, authority: RecordedAuthority? = nil,
        approver: Principal? = nil, expiresAt: Instant? = nil
    ) -> MissionApproved {
        MissionApproved(
            id: id, submission: submission, approvalEvent: approvalEvent, client: client, subject: subject,
            approver: approver ?? self.approver, owner: owner, successorOwner: successorOwner, basis: basis,
            intent: intent, proposal: proposal, authority: authority ?? self.authority, relation: relation,
            justifications: justifications, expiresAt: expiresAt ?? self.expiresAt, evidence: evidence)
    }
}

extension ApprovalEvidence {
    /// The same with another signature.
    func with(signature: [UInt8]) -> ApprovalEvidence {
        ApprovalEvidence(
            approver: approver, key: key, approvalEvent: approvalEvent, intentHash: intentHash,
            authorityHash: authorityHash, subject: subject, expiresAt: expiresAt, authentication: authentication,
            statement: statement, signature: signature)
    }
}
