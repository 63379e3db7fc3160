// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionAuthority
import MissionKernel
import MissionWire
import WritTesting

/// Missions are steered.
extension World {
    func changeLifecycle() {
        guard let mission = anyMission() else { return submit() }
        let operation: LifecycleRequest.Operation
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<22: operation = .revoke
        case 22..<60: operation = suspension()
        case 60..<92: return resume(mission)
        default: operation = .complete
        }
        change(mission.id, operation)
    }

    private func suspension() -> LifecycleRequest.Operation {
        guard chance(55) else { return .suspend(until: nil, onExpiry: nil) }
        let until = now + .seconds(random.pick([20, 90, 600]))
        return .suspend(until: until, onExpiry: chance(70) ? .resume : .revoke)
    }

    /// Asks for a change: as the owner, or as software under a nonce.
    private func change(_ mission: MissionID, _ operation: LifecycleRequest.Operation, isForged: Bool = false) {
        let isByClient = chance(45)
        let session = workers.filter { !$0.isGone && $0.caller.isSession }.randomElement(using: &random)
        var caller: Caller = isByClient ? .client(Vocabulary.gate) : .owner
        if chance(5), let session { caller = session.caller }
        var request = LifecycleRequest(caller: caller, mission: mission, operation: operation)
        request.expectedVersion = expectedVersion(of: mission)
        guard isByClient else { return send(.change(request, nil), isForged: isForged) }
        let replay = replayKey(request)
        send(.change(request, replay), isForged: isForged)
        if chance(25) {
            note(.nonceRepeated)
            send(.change(request, replay), isForged: isForged)
        }
        if chance(6) { reuse(replay, of: request) }
    }

    /// Sometimes none, sometimes what was told last, sometimes an older one.
    private func expectedVersion(of mission: MissionID) -> Int64? {
        let version = testimony.version(of: mission)
        guard chance(40), version > 0 else { return nil }
        return chance(35) ? max(1, version - 1) : version
    }

    private func replayKey(_ request: LifecycleRequest) -> ReplayKey {
        let digest = SHA256.digest(of: Array("\(request.operation) \(request.expectedVersion ?? 0)".utf8))
        return ReplayKey(
            client: Vocabulary.gate, mission: request.mission, nonce: ExactText("n\(step).\(archive.draw())"),
            request: digest)
    }

    private func reuse(_ replay: ReplayKey, of request: LifecycleRequest) {
        let other = ReplayKey(
            client: replay.client, mission: replay.mission, nonce: replay.nonce,
            request: SHA256.digest(of: Array("another request".utf8)))
        send(.change(request, other))
    }

    /// Resumes with a person's signature over the mission as it was last told, or as software with the right.
    private func resume(_ mission: MissionModel) {
        if chance(40) { return change(mission.id, .resume(nil)) }
        let isForged = chance(15)
        let person = random.pick([Signatory.ada, .ben])
        let statement = ResumeStatement(
            issuer: House.issuer, approver: person.principal, mission: mission.id,
            version: testimony.version(of: mission.id))
        let signed = person.sign(statement.signedBytes, isForged: isForged)
        send(
            .change(LifecycleRequest(caller: .owner, mission: mission.id, operation: .resume(signed)), nil),
            isForged: isForged)
    }

    func narrow() {
        guard let mission = anyMission() else { return submit() }
        let entry = random.pick(mission.entries)
        let actions = chance(25) ? nil : [random.pick(entry.actions)]
        let event = ExactText("evt_\(Int.random(in: 0..<200, using: &random))")
        let caller: Caller = chance(30) ? .client(Vocabulary.gate) : .owner
        send(
            .narrow(
                Narrow(
                    caller: bySession(or: caller), mission: mission.id, event: event,
                    removals: [Removal(resource: entry.resources.resource, actions: actions)], reason: "tainted")))
    }

    /// Now and then a process under a mission tries to govern.
    private func bySession(or caller: Caller) -> Caller {
        guard chance(8), let worker = workers.first(where: { !$0.isGone && $0.caller.isSession }) else { return caller }
        return worker.caller
    }

    func tighten() {
        guard let mission = anyMission() else { return submit() }
        let condition = condition(random.pick(Vocabulary.facts))
        let terms = Wire.read(condition) { (node) throws(JSONShapeError) in try node.condition() }
        guard terms.isWithin(mission) else { return }
        send(.tighten(mission.id, [terms]))
    }

    func extend() {
        guard let mission = anyMission() else { return submit() }
        let person = random.pick([Signatory.ada, .ben])
        let isForged = chance(10)
        let ceiling = mission.approval.intent.intent.expiresAt
        let statement = ExtensionStatement(
            issuer: House.issuer, approver: person.principal, mission: mission.id,
            version: testimony.version(of: mission.id), expiresAt: chance(80) ? ceiling : ceiling + .hours(1))
        send(.extend(person.sign(statement.signedBytes, isForged: isForged)), isForged: isForged)
    }

    func changeOwner() {
        guard let mission = anyMission() else { return submit() }
        send(.changeOwner(mission.id, random.pick([Signatory.ada, .ben, .cem]).principal))
    }
}

extension ConditionTerms {
    /// Whether all that the condition would take is there to be taken.
    fileprivate func isWithin(_ mission: MissionModel) -> Bool {
        guard case .narrow(let removals) = consequence else { return true }
        return removals.allSatisfy { removal in
            mission.entries.contains { $0.resources.resource == removal.resource }
        }
    }
}

/// Facts and people.
extension World {
    func signal() {
        let fact = random.pick(Vocabulary.facts)
        let isUsual = chance(fact == "incident.open" ? 75 : 55)
        let value = FactValue.boolean(fact == "branch.frozen" ? !isUsual : isUsual)
        let caller: Caller = chance(40) ? .client(Vocabulary.gate) : .owner
        let event = ExactText(chance(90) ? "sig_\(step)" : "sig_\(max(0, step - 3))")
        let observedAt = chance(30) ? now - .seconds(random.pick([0, 5, 3600])) : nil
        send(
            .signal(
                Signal(
                    caller: bySession(or: caller), event: event, fact: .named(ExactText(fact)), value: value,
                    observedAt: observedAt)))
    }

    /// Somebody leaves, or is back.
    func moveSomebody() {
        let person = random.pick([Signatory.ada, .ben, .cem])
        let isThere = oracle.facts.isEnabled(person.principal)
        guard isThere || chance(20) else { return enrol(person) }
        let event = ExactText("who_\(step)")
        send(
            .signal(
                Signal(
                    caller: .owner, event: event, fact: .enabled(person.principal),
                    value: .boolean(isThere ? !chance(50) : true))))
    }

    func moveClient() {
        let client = random.pick([Vocabulary.agent, Vocabulary.helper])
        guard oracle.enabledClients[client] == false || chance(20) else { return send(.disable(client)) }
        let grants = chance(85) ? Vocabulary.grants(of: client) : Vocabulary.grants(of: Vocabulary.gate)
        guard !house.isDead, chance(85) else { return send(.register(client, grants, nil)) }
        let isForged = chance(10)
        let signed = registrar().registration(
            of: client, grants, version: house.authority.read { state, _ in state.registry.nextVersion(of: client) },
            isForged: isForged)
        send(.register(client, grants, signed), isForged: isForged)
    }

    /// Whoever signs a registration: now and then somebody who may not.
    private func registrar() -> Signatory { chance(12) ? .eve : random.pick([.ada, .ben, .cem]) }

    /// Somebody is to approve from now on, or again: by the signature of an approver, or by none that counts.
    private func enrol(_ person: Signatory) {
        guard !house.isDead, chance(85) else { return send(.enrol(person.principal, person.approvalKey, nil)) }
        let isForged = chance(10)
        let version = house.authority.read { state, _ in state.registry.nextVersion(of: person.principal) }
        let signed = registrar().enrolment(of: person, version: chance(90) ? version : version - 1, isForged: isForged)
        send(.enrol(person.principal, person.approvalKey, signed), isForged: isForged)
    }

    /// Somebody who runs programs as the owner makes themselves an approver.
    func intrude() { send(.enrol(Signatory.eve.principal, Signatory.eve.approvalKey, intrusion())) }

    private func intrusion() -> SignedBytes? {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: nil
        case 1: Signatory.eve.enrolment(of: .eve, version: 1)
        default: Signatory.ada.enrolment(of: .eve, version: 1, isForged: true)
        }
    }

    /// A person looks into the inbox.
    func answerQuestion() {
        let open = oracle.questions.keys.sorted()
        guard let id = open.randomElement(using: &random), let question = oracle.questions[id]?.raised else {
            return work()
        }
        switch question.kind {
        case .approval: agree(to: question)
        case .anomaly: account(for: question)
        default: send(.answer(id, chance(70) ? .respond(text: "left") : .deny(comment: "no")))
        }
    }

    private func agree(to question: AttentionRaised) {
        guard case .operation(let operation, let mission) = question.subject else { return }
        if chance(10) { return send(.answer(question.id, .deny(comment: "no"))) }
        let person = chance(12) ? Signatory.agent : random.pick([.ada, .ben, .cem])
        let isForged = chance(8)
        let statement = AgreementStatement(
            issuer: House.issuer, approver: person.principal, mission: mission, operation: operation,
            until: now + .minutes(random.pick([1, 15])))
        let answer = AnswerRequest.agree(person.sign(statement.signedBytes, isForged: isForged))
        send(.answer(question.id, answer), isForged: isForged)
    }

    /// Somebody has looked whether it happened.
    private func account(for question: AttentionRaised) {
        guard case .effect(let permit) = question.subject else { return }
        // Whoever looks whether it happened looks when nobody is at it any more.
        let isUnderWay = present.contains { $0.errands.contains { $0.permit == permit && $0.phase != .over } }
        guard !isUnderWay else { return }
        send(.answer(question.id, .outcome(outside.hasHappened(permit) ? .applied : .refused)))
    }
}
