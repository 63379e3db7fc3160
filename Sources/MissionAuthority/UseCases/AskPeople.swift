// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import Ledger
package import MissionKernel
import MissionWire

/// A person's answer, as the edge read it.
package enum AnswerRequest: Sendable {
    case agree(SignedBytes)
    case deny(comment: String)
    case respond(text: String)
    case outcome(ConcludeEffect.Outcome)
}

extension MissionAuthority {
    /// Puts a question of a session to people.
    package func ask(
        _ attempt: Attempt, kind: AttentionItem.Kind, text: String, deadline: Instant,
        onDeadline: AttentionItem.OnDeadline, caller: Caller, completion: @escaping Completion<AttentionID>
    ) {
        let id: AttentionID = identities.next()
        let command = Ask(
            caller: caller, id: id, attempt: attempt, kind: kind, text: text, deadline: deadline, onDeadline: onDeadline
        )
        perform(completion) { (state, now) throws(Refusal) in
            Decided(try command.decide(in: state, at: now)) { _, _ in id }
        }
    }

    /// Records a person's answer.
    package func answer(
        _ id: AttentionID, _ request: AnswerRequest, caller: Caller, completion: @escaping Completion<Void>
    ) {
        perform(completion) { [configuration] (state, now) throws(Refusal) in
            let answer = try request.verified(for: configuration.issuer)
            let command = AnswerAttention(caller: caller, id: id, answer: answer)
            return Decided(try command.decide(in: state, at: now)) { _, _ in () }
        }
    }

    /// The questions that wait, the oldest first; those of missions that have ended are left out, except for effects
    /// that nobody can account for.
    package func inbox() throws(StoreError) -> [InboxItem] {
        let items = readCopy { state, now in
            state.attention.open.values
                .filter { item in
                    guard item.kind != .anomaly, let mission = item.mission else { return true }
                    return !state.standing(of: mission, at: now).state.isTerminal
                }
                .sorted { ($0.askedAt, $0.id) < ($1.askedAt, $1.id) }
                .map { InboxItem($0, in: state) }
        }
        return try items.map { (item) throws(StoreError) in try item.completed(from: store) }
    }
}

/// A question with what the person who answers it must see.
package struct InboxItem: Sendable {
    package let item: AttentionItem
    package let mission: Origin?
    package let assignee: Principal?
    /// The terms of the operation that it is about, as canonical JSON: the digest that the question names is theirs.
    /// Nil when it is about none, or when nobody kept them.
    package private(set) var operation: [UInt8]?
    /// The parameters of the operation as canonical JSON, when they are known.
    package private(set) var parameters: [UInt8]?

    /// The mission under which it is asked.
    package struct Origin: Sendable {
        package let id: MissionID
        package let client: ClientID
        /// The number of the ledger entry that records it.
        package let recordedAt: Int64
    }
}

extension InboxItem {
    fileprivate init(_ item: AttentionItem, in state: AuthorityState) {
        self.item = item
        mission = item.mission.map { index in
            let mission = state.missions[index]
            return Origin(
                id: mission.id, client: state.registry[mission.parties.client].id, recordedAt: mission.recordedAt)
        }
        assignee = item.assignee.map { state.registry[$0].principal }
        guard case .effect(let permit) = item.subject, let effect = state.effects[permit] else { return }
        operation = OperationTerms(effect).canonical
    }

    /// With what is kept beside the ledger.
    fileprivate func completed(from store: any LedgerStore) throws(StoreError) -> InboxItem {
        var item = self
        if case .operation(let digest, _) = self.item.subject { item.operation = try store.blob(digest) }
        if let digest = item.parameterDigest { item.parameters = try store.blob(digest) }
        return item
    }

    private var parameterDigest: Digest? {
        guard let operation else { return nil }
        do {
            return try JSONDocument(operation, limits: .committed).root.optional("parameter_digest", JSONNode.digest)
        } catch {
            return nil
        }
    }
}

extension OperationTerms {
    fileprivate init(_ effect: Effect) {
        self.init(
            action: effect.action, resource: effect.resource, parameterDigest: effect.parameterDigest,
            key: effect.key, cost: effect.cost)
    }
}

extension AnswerRequest {
    fileprivate func verified(for issuer: String) throws(Refusal) -> PersonsAnswer {
        switch self {
        case .deny(let comment): return .deny(comment: comment)
        case .respond(let text): return .respond(text: text)
        case .outcome(let outcome): return .outcome(outcome)
        case .agree(let signed): return .agree(try signed.evidence(AgreementStatement.self, for: issuer))
        }
    }
}
