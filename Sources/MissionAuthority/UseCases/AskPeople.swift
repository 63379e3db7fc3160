// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
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
    package func inbox() -> [AttentionItem] {
        read { state, now in
            state.attention.open.values
                .filter { item in
                    guard item.kind != .anomaly, let mission = item.mission else { return true }
                    return !state.standing(of: mission, at: now).state.isTerminal
                }
                .sorted { ($0.askedAt, $0.id) < ($1.askedAt, $1.id) }
        }
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
