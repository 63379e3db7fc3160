// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
package import MissionKernel
import MissionWire

/// A decision with the permit that it gives, when it gives one.
package struct DecisionReceipt: Sendable {
    package let decision: Decision
    /// The identifier of the decision (`evaluation_id`): the permit's, when there is one.
    package let id: PermitID
    /// What the idempotency key stands for already.
    package let claim: Claim?
    /// How long the same question may be answered from this permit; zero when each use must be asked about.
    package let stalenessMilliseconds: Int64
    /// Whether a bound counts each use.
    let isMetered: Bool

    init(_ decision: Decision, id: PermitID, claim: Claim?, isMetered: Bool, under policy: ClassPolicy) {
        let meaning = policy.meaning(of: decision.actionClass)
        let isCounted = isMetered || meaning.isDurable || decision.actionClass.isHighConsequence
        self.decision = decision
        self.id = id
        self.claim = claim
        self.isMetered = isMetered
        stalenessMilliseconds = isCounted ? 0 : meaning.stalenessMilliseconds
    }
}

extension MissionAuthority {
    /// Answers whether an action may happen now. Nothing is recorded and nothing is reserved.
    package func evaluate(_ request: ActionRequest, caller: Caller) -> DecisionReceipt {
        let id: PermitID = identities.next()
        let answer = read { state, now in receipt(request, caller, id, in: state, at: now) }
        metrics.count(answer.decision)
        return answer
    }

    /// The same, but nil for an action that needs a permit which is durable before it is answered: its class does, a
    /// bound counts it, or a person must agree to it, and an agreement is good once.
    package func evaluateUnlessDurable(_ request: ActionRequest, caller: Caller) -> DecisionReceipt? {
        let id: PermitID = identities.next()
        let answer = read { state, now -> DecisionReceipt? in
            let receipt = receipt(request, caller, id, in: state, at: now)
            let meaning = state.policy.meaning(of: receipt.decision.actionClass)
            switch receipt.decision.denial?.reason {
            case .missionBindingFailed: return receipt
            case .approvalRequired, .approvalExpired: return nil
            case nil where receipt.isMetered: return nil
            default: return meaning.isDurable ? nil : receipt
            }
        }
        if let answer { metrics.count(answer.decision) }
        return answer
    }

    /// A name for an answer that needs no decision: each answer has one (`evaluation_id`).
    package func newEvaluation() -> PermitID { identities.next() }

    private func receipt(
        _ request: ActionRequest, _ caller: Caller, _ id: PermitID, in state: AuthorityState, at now: Instant
    ) -> DecisionReceipt {
        let decision =
            mayAsk(request, caller, in: state)
            ? state.evaluate(request, at: now) : state.evaluate(request.ofNoMission, at: now)
        let isMetered = state.missions.index(of: request.mission).map { state.isMetered(request, under: $0) } ?? false
        return DecisionReceipt(decision, id: id, claim: nil, isMetered: isMetered, under: state.policy)
    }

    /// Answers whether each of several actions may happen now, all as of one moment. Nothing is recorded.
    package func evaluate(_ requests: [ActionRequest], caller: Caller) -> [Decision] {
        let decisions = readCopy { state, now in
            requests.map { request in
                state.evaluate(mayAsk(request, caller, in: state) ? request : request.ofNoMission, at: now)
            }
        }
        for decision in decisions { metrics.count(decision) }
        return decisions
    }

    /// The mission that a session works under; nil for other callers.
    package func ownMission(of caller: Caller) -> MissionID? {
        guard case .session(let id) = caller else { return nil }
        return read { state, _ in state.sessions[id].map { state.missions[$0.mission].id } }
    }

    /// Who acts when a caller does not say: the client that asks, or else the mission's own; nil without a mission.
    package func actor(under mission: MissionID, askedBy caller: Caller) -> ClientID? {
        if case .client(let id) = caller { return id }
        return read { state, _ in
            state.missions.index(of: mission).map { state.registry[state.missions[$0].parties.client].id }
        }
    }

    /// Whether a decision about this mission is this caller's to ask. Otherwise the mission does not exist for it.
    private func mayAsk(_ request: ActionRequest, _ caller: Caller, in state: AuthorityState) -> Bool {
        // WHY: first and without a look, for nobody has to find out what the owner may ask.
        if case .owner = caller { return true }
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

    /// Asks for a durable permit. The parameters, when they came along, are kept for whoever is asked about the action.
    package func requestPermit(
        _ request: ActionRequest, parameters: [UInt8]? = nil, key: ExactText?, attempt: Attempt?, begins: Bool,
        caller: Caller, completion: @escaping Completion<DecisionReceipt>
    ) {
        let command = RequestPermit(
            caller: caller, id: identities.next(), request: request, key: key, attempt: attempt, begins: begins)
        let counted: Completion<DecisionReceipt> = { [metrics] result in
            if case .success(let receipt) = result { metrics.count(receipt.decision) }
            completion(result)
        }
        perform(counted) { (state, now) throws(Refusal) in
            let answer = try command.answer(in: state, at: now)
            let shown = command.shown(after: answer.events, parameters)
            return Decided(answer.events, keeping: shown) { state, _ in
                DecisionReceipt(
                    answer.decision, id: answer.permit, claim: answer.claim, isMetered: true, under: state.policy)
            }
        }
    }

    /// Begins an action under a permit.
    package func begin(_ command: BeginEffect, completion: @escaping Completion<Void>) {
        if read({ state, _ in state.effects[command.permit] == nil }) {
            return completion(.failure(beginAgain(command)))
        }
        perform(command, completion)
    }

    /// Why an action does not begin under a permit that is not open: it never was, or it is over.
    private func beginAgain(_ command: BeginEffect) -> AuthorityError {
        do throws(AuthorityError) {
            let over = try closedPermit(command.permit, command.attempt, caller: command.caller)
            return .refused(
                over.isUsed
                    ? Refusal(.permitConsumed, "the permit has been used")
                    : Refusal(.permitExpired, "the permit has run out; ask again"))
        } catch {
            return error
        }
    }
}

extension RequestPermit {
    /// What a person is shown of the action: when they are asked whether it may happen, and later whether it did.
    fileprivate func shown(after events: [Event], _ parameters: [UInt8]?) -> [[UInt8]] {
        for event in events {
            switch event {
            case .attentionRaised:
                return [request.terms(under: key, parameters).canonical] + [parameters].compactMap(\.self)
            case .permitGranted: return [parameters].compactMap(\.self)
            default: continue
            }
        }
        return []
    }
}

extension ActionRequest {
    /// The same request under a mission that nobody has.
    fileprivate var ofNoMission: ActionRequest {
        ActionRequest(mission: .unassigned, client: client, action: action, resource: resource)
    }
}
