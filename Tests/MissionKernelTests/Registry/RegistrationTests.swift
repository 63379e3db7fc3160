// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

/// Who may approve is decided by those who may: running programs as the owner is not enough.
struct `Registering somebody who can approve` {
    private let eve = Person("eve")

    private func registration(
        in world: KernelWorld, of person: Person, keys: [ApprovalKey]? = nil
    ) -> PrincipalRegistration {
        PrincipalRegistration(
            principal: person.principal, approvalKeys: keys ?? [person.key],
            version: world.state.registry.nextVersion(of: person.principal))
    }

    private func command(
        _ registration: PrincipalRegistration, _ evidence: SignedEvidence<PrincipalRegistration>?
    ) -> RegisterPrincipal {
        RegisterPrincipal(
            caller: .owner, principal: registration.principal, approvalKeys: registration.approvalKeys,
            evidence: evidence)
    }

    @Test func `is refused without an approver's signature`() {
        let world = KernelWorld()
        let registration = registration(in: world, of: eve)
        #expect(world.refusal { try $0.perform(command(registration, nil)) } == .evidenceMismatch)
    }

    @Test func `is refused where it signs for itself, or with a key that is nobody's`() {
        let world = KernelWorld()
        let registration = registration(in: world, of: eve)
        let own = world.evidence(of: registration, by: eve)
        #expect(world.refusal { try $0.perform(command(registration, own)) } == .approverUnknown)
        let ada = world.evidence(of: registration, by: .ada)
        let foreign = SignedEvidence(
            approver: ada.approver, key: eve.key, terms: registration, statement: ada.statement,
            signature: ada.signature)
        #expect(world.refusal { try $0.perform(command(registration, foreign)) } == .approverUnknown)
    }

    @Test func `is refused where something else was signed`() {
        let world = KernelWorld()
        let registration = registration(in: world, of: eve)
        let others = [
            self.registration(in: world, of: Person("sam")),
            self.registration(in: world, of: eve, keys: [Person("sam").key]),
            PrincipalRegistration(principal: eve.principal, approvalKeys: [eve.key], version: 2),
        ]
        for other in others {
            #expect(
                world.refusal { try $0.perform(command(registration, $0.evidence(of: other))) } == .evidenceMismatch)
        }
    }

    @Test func `is good once: an older signature brings no older key back`() throws {
        var world = KernelWorld()
        let first = registration(in: world, of: eve)
        let signed = world.evidence(of: first)
        try world.perform(command(first, signed))
        let changed = registration(in: world, of: eve, keys: [Person("new key").key])
        try world.perform(command(changed, world.evidence(of: changed)))
        #expect(world.refusal { try $0.perform(command(first, signed)) } == .evidenceMismatch)
    }

    @Test func `changes and takes away keys only by a signature, and leaves somebody who can approve`() throws {
        var world = KernelWorld()
        for keys in [[eve.key], []] {
            let registration = registration(in: world, of: .ada, keys: keys)
            #expect(world.refusal { try $0.perform(command(registration, nil)) } == .evidenceMismatch)
        }
        let ben = registration(in: world, of: .ben, keys: [])
        try world.perform(command(ben, world.evidence(of: ben)))
        let ada = registration(in: world, of: .ada, keys: [])
        #expect(world.refusal { try $0.perform(command(ada, $0.evidence(of: ada))) } == .conflict)
    }

    @Test func `is refused when signed by an approver who has left, while another is there`() throws {
        var world = KernelWorld()
        try world.enable(.ada, false)
        let registration = registration(in: world, of: eve)
        #expect(
            world.refusal { try $0.perform(command(registration, $0.evidence(of: registration, by: .ada))) }
                == .approverDisabled)
        try world.perform(command(registration, world.evidence(of: registration, by: .ben)))
        #expect(world.state.registry.principal(eve.principal)?.isApprover == true)
    }

    @Test func `is how an approver who has left comes back: news of it is not enough`() throws {
        var world = KernelWorld()
        let mission = try world.approve()
        try world.enable(.ada, false)
        #expect(world.status(of: mission) == .suspended)
        let news = Signal(
            caller: .owner, event: "back", fact: .enabled(Person.ada.principal), value: .boolean(true))
        #expect(world.refusal { try $0.perform(news) } == .evidenceMismatch)
        let back = registration(in: world, of: .ada)
        try world.perform(command(back, world.evidence(of: back, by: .ben)))
        #expect(world.state.registry.principal(Person.ada.principal)?.isEnabled == true)
        try world.resume(mission)
        #expect(world.status(of: mission) == .active)
    }

    @Test func `is possible for the last approver by their own key, so that nobody is shut out for ever`() throws {
        var world = KernelWorld()
        try world.enable(.ada, false)
        try world.enable(.ben, false)
        let registration = registration(in: world, of: .ada)
        #expect(world.refusal { try $0.perform(command(registration, nil)) } == .evidenceMismatch)
        try world.perform(command(registration, world.evidence(of: registration, by: .ada)))
        #expect(world.state.registry.principal(Person.ada.principal)?.isEnabled == true)
    }

    @Test func `is recorded with its signature`() throws {
        var world = KernelWorld()
        let registration = registration(in: world, of: eve)
        let events = try world.perform(command(registration, world.evidence(of: registration, by: .ben)))
        guard case .principalRegistered(let event)? = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(event.evidence?.approver == Person.ben.principal)
        #expect(world.replayed().registry == world.state.registry)
    }

    @Test func `is asked of nobody for somebody who only answers for missions`() throws {
        var world = KernelWorld()
        try world.perform(RegisterPrincipal(caller: .owner, principal: eve.principal, approvalKeys: []))
        #expect(world.state.registry.principal(eve.principal)?.isApprover == false)
    }
}

/// Software that may govern is registered by approvers too.
struct `Registering software` {
    private func command(
        _ grants: Grants, _ evidence: SignedEvidence<ClientRegistration>? = nil
    ) -> RegisterClient {
        RegisterClient(caller: .owner, id: "governor", grants: grants, evidence: evidence)
    }

    @Test(arguments: [Grants.lifecycle, .resume, .everyMission, .signal, .narrow])
    func `that may govern is refused without an approver's signature`(grant: Grants) {
        let world = KernelWorld()
        #expect(world.refusal { try $0.perform(command([.submit, grant])) } == .evidenceMismatch)
    }

    @Test func `with more than was signed is refused`() throws {
        var world = KernelWorld()
        let signed = ClientRegistration(
            client: "governor", grants: [.lifecycle], keySet: [], ceiling: nil, version: 1)
        #expect(
            world.refusal { try $0.perform(command([.lifecycle, .resume], $0.evidence(of: signed))) }
                == .evidenceMismatch)
        try world.perform(command([.lifecycle], world.evidence(of: signed)))
        #expect(
            world.refusal { try $0.perform(command([.lifecycle], $0.evidence(of: signed))) } == .evidenceMismatch,
            "a signature is good once")
    }

    @Test func `that was shut out lets it in again only by a signature`() throws {
        var world = KernelWorld()
        try world.perform(command([.submit]))
        try world.disable("governor")
        #expect(world.refusal { try $0.perform(command([.submit])) } == .evidenceMismatch)
        world.register("governor", grants: [.submit])
        #expect(world.state.registry.client("governor")?.isEnabled == true)
    }

    @Test func `that may only ask is the owner's to do`() throws {
        var world = KernelWorld()
        try world.perform(command([.submit, .status, .evaluate, .watch]))
        #expect(world.state.registry.client("governor")?.grants == [.submit, .status, .evaluate, .watch])
    }
}
