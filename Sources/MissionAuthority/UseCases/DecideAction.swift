// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// A decision with the permit that it gives, when it gives one.
package struct DecisionReceipt: Sendable {
    package let decision: Decision
    /// The identifier of the decision (`evaluation_id`): the permit's, when there is one.
    package let id: PermitID
    /// What the idempotency key stands for already.
    package let claim: Claim?
}

extension MissionAuthority {
    /// Answers whether an action may happen now. Nothing is recorded and nothing is reserved.
    package func evaluate(_ request: ActionRequest, caller: Caller) -> DecisionReceipt {
        let id: PermitID = identities.next()
        let decision = read { state, now in
            mayAsk(request, caller, in: state)
                ? state.evaluate(request, at: now) : state.evaluate(request.ofNoMission, at: now)
        }
        return DecisionReceipt(decision: decision, id: id, claim: nil)
    }

    /// Whether a decision about this mission is this caller's to ask. Otherwise the mission does not exist for it.
    private func mayAsk(_ request: ActionRequest, _ caller: Caller, in state: AuthorityState) -> Bool {
        guard let index = state.missions.index(of: request.mission) else { return false }
        switch caller {
        case .owner: return true
        case .session(let session): return state.sessions[session]?.mission == index
        case .client(let id):
            guard let client = state.registry.client(id), client.isEnabled, client.grants.contains(.evaluate) else {
                return false
            }
            return client.grants.contains(.everyMission)
                || state.registry.index(of: id) == state.missions[index].parties.client
        }
    }

    /// Answers whether the class of this action needs a permit that is durable before it is answered.
    package func needsDurablePermit(_ request: ActionRequest) -> Bool {
        read { state, _ in
            guard let index = state.missions.index(of: request.mission) else { return false }
            let named = state.policy.actionClass(of: request.action, under: state.missions[index].terms)
            return state.policy.meaning(of: request.classFloor.map { max($0, named) } ?? named).isDurable
        }
    }

    /// Asks for a durable permit.
    package func requestPermit(
        _ request: ActionRequest, key: ExactText?, attempt: Attempt?, begins: Bool, caller: Caller,
        completion: @escaping Completion<DecisionReceipt>
    ) {
        let command = RequestPermit(
            caller: caller, id: identities.next(), request: request, key: key, attempt: attempt, begins: begins)
        perform(completion) { (state, now) throws(Refusal) in
            let answer = try command.answer(in: state, at: now)
            return Decided(answer.events) { _, _ in
                DecisionReceipt(decision: answer.decision, id: answer.permit, claim: answer.claim)
            }
        }
    }

    /// Begins an action under a permit.
    package func begin(_ command: BeginEffect, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }

    /// Records what became of an action.
    package func conclude(_ command: ConcludeEffect, completion: @escaping Completion<Void>) {
        perform(command, completion)
    }
}

extension ActionRequest {
    /// The same request under a mission that nobody has.
    fileprivate var ofNoMission: ActionRequest {
        ActionRequest(mission: MissionID(high: 0, low: 0), client: client, action: action, resource: resource)
    }
}
