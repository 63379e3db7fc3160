// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

extension House {
    /// Puts a call to the authority. `then` hears the answer, unless the process dies first.
    func put(_ call: Call, _ then: @escaping @Sendable (Answer) -> Void) {
        queue.call = call
        defer { queue.call = nil }
        let hear: @Sendable (Answer) -> Void = { [self] answer in
            if !isDead { then(answer) }
        }
        if !putGovernance(call, hear) { putWork(call, hear) }
    }

    private func putGovernance(_ call: Call, _ hear: @escaping @Sendable (Answer) -> Void) -> Bool {
        switch call {
        case .register(let client, let grants, let signed):
            authority.register(
                RegisterClient(caller: .owner, id: client, grants: grants), signed: signed,
                completion: Self.told(hear))
        case .enrol(let person, let key, let signed):
            authority.register(
                RegisterPrincipal(caller: .owner, principal: person, approvalKeys: [key]), signed: signed,
                completion: Self.told(hear))
        case .disable(let client):
            authority.disable(DisableClient(caller: .owner, id: client), completion: Self.told(hear))
        case .submit(let request): authority.submit(request, completion: Self.told(hear, Answer.submitted))
        case .approve(let signed, let narrowed, let caller):
            authority.approve(
                signed, narrowed: narrowed, caller: caller, completion: Self.told(hear, Answer.approved))
        case .deny(let id): authority.deny(id, reason: "no", caller: .owner, completion: Self.told(hear))
        case .change(let request, nil): authority.change(request, completion: Self.told(hear, Answer.report))
        case .change(let request, let replay?):
            authority.change(
                request, replay: replay, sign: { [authority] in authority.seal($0, for: replay, at: $1) },
                completion: Self.told(hear, Answer.signed))
        case .narrow(let command):
            authority.narrow(
                command.mission, event: command.event, removals: command.removals, reason: command.reason,
                caller: command.caller, completion: Self.told(hear, Answer.report))
        case .tighten(let mission, let terms):
            authority.tighten(
                mission, conditions: terms, reason: "a rule was added", caller: .owner,
                completion: Self.told(hear, Answer.report))
        case .changeOwner(let mission, let owner):
            authority.changeOwner(
                of: mission, to: owner, caller: .owner, completion: Self.told(hear, Answer.report))
        case .extend(let signed):
            authority.extend(signed, caller: .owner, completion: Self.told(hear, Answer.report))
        case .signal(let signal): authority.signal(signal, completion: Self.told(hear, Answer.news))
        case .answer(let id, let answer):
            authority.answer(id, answer, caller: .owner, completion: Self.told(hear))
        default: return false
        }
        return true
    }

    private func putWork(_ call: Call, _ hear: @escaping @Sendable (Answer) -> Void) {
        switch call {
        case .permit(let call):
            authority.requestPermit(
                call.request, key: call.key, attempt: call.attempt, begins: call.begins, caller: call.caller,
                completion: Self.told(hear, Answer.decided))
        case .begin(let command): authority.begin(command, completion: Self.told(hear))
        case .conclude(let report, let caller):
            authority.conclude(report, caller: caller, completion: Self.told(hear))
        case .open(let mission, let parent, let policy, let caller):
            authority.openSession(
                mission: mission, parent: parent, stopPolicy: policy, launch: Array("sh run.sh".utf8), caller: caller,
                completion: Self.told(hear, Answer.opened))
        case .resume(let session, let point, let epoch, let caller):
            authority.resume(
                session, at: point, epoch: epoch, caller: caller, completion: Self.told(hear, Answer.resumed))
        case .checkpoint(let attempt, let caller):
            authority.checkpoint(
                attempt, label: "step", data: Array("work".utf8), caller: caller,
                completion: Self.told(hear, Answer.checkpointed))
        case .close(let command): authority.close(command, completion: Self.told(hear))
        case .rebind(let command): authority.rebind(command, completion: Self.told(hear))
        case .reportStop(let command): authority.reportStop(command, completion: Self.told(hear))
        case .enqueue(let request, let caller):
            authority.enqueue(request, caller: caller, completion: Self.told(hear, Answer.queued))
        case .dispatch(let command): authority.dispatch(command, completion: Self.told(hear, Answer.dispatched))
        case .concludeItem(let command): authority.conclude(command, completion: Self.told(hear))
        case .ask(let attempt, let deadline, let onDeadline, let caller):
            authority.ask(
                attempt, kind: .question, text: "which way?", deadline: deadline, onDeadline: onDeadline,
                caller: caller, completion: Self.told(hear, Answer.asked))
        default: preconditionFailure("nobody takes the call `\(call.text)`")
        }
    }

    private static func told<Value>(
        _ hear: @escaping @Sendable (Answer) -> Void, _ wrap: @escaping @Sendable (Value) -> Answer
    ) -> Completion<Value> {
        { result in
            switch result {
            case .success(let value): hear(wrap(value))
            case .failure(let error): hear(Answer(error))
            }
        }
    }

    private static func told(_ hear: @escaping @Sendable (Answer) -> Void) -> Completion<Void> {
        told(hear) { _ in .done }
    }
}

extension MissionAuthority {
    /// The answer to a lifecycle request that its repetition gets again.
    fileprivate func seal(_ report: MissionReport, for replay: ReplayKey, at now: Instant) -> [UInt8] {
        signedStatus(report, audience: nil, requester: replay.client, nonce: replay.nonce.string, details: nil, at: now)
    }
}
