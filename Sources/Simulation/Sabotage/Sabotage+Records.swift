// SPDX-License-Identifier: Apache-2.0

import MissionKernel

extension Sabotage {
    /// Events that say something else than was decided.
    static let records: [Sabotage] = [
        Sabotage("reuse-epoch", "a new attempt gets the epoch of the one before") { faults in
            faults.staging = { event, _ in
                guard case .sessionResumed(let resumed) = event, resumed.point.startsAttempt else { return [event] }
                return [
                    .sessionResumed(
                        SessionResumed(
                            id: resumed.id, mission: resumed.mission, point: resumed.point, epoch: resumed.epoch - 1,
                            version: resumed.version, credential: resumed.credential))
                ]
            }
        },
        Sabotage("permit-outlives-mission", "a permit is good for a day, whatever ends before") { faults in
            faults.staging = { event, _ in
                guard case .permitGranted(let granted) = event else { return [event] }
                return [.permitGranted(granted.lasting(milliseconds: 24 * 3600 * 1000))]
            }
        },
        Sabotage("unknown-is-not-done", "an effect that nobody can account for is taken for not done") { faults in
            faults.staging = { event, _ in
                if case .attentionRaised(let raised) = event, raised.kind == .anomaly { return [] }
                guard case .effectConcluded(let concluded) = event, concluded.outcome == .unknown else {
                    return [event]
                }
                return [.effectConcluded(EffectConcluded(id: concluded.id, outcome: .refused, result: nil, cost: nil))]
            }
        },
        Sabotage("swallow-question", "what needs a person is put to nobody") { faults in
            faults.staging = { event, _ in if case .attentionRaised = event { [] } else { [event] } }
        },
        Sabotage("grant-more-than-signed", "what an approver left out is granted all the same") { faults in
            faults.staging = { event, state in
                guard case .missionApproved(let approved) = event,
                    let submission = state.submissions.open[approved.submission]
                else { return [event] }
                var draft = ApprovalDraft(approved)
                draft.authority = submission.derived
                return [.missionApproved(draft.approval)]
            }
        },
        Sabotage("lose-on-return", "a mission stays stopped though its conditions hold again") { faults in
            faults.staging = { event, _ in
                guard case .missionApproved(let approved) = event else { return [event] }
                var draft = ApprovalDraft(approved)
                draft.controls.conditions = draft.controls.conditions.map {
                    ConditionTerms(fact: $0.fact, test: $0.test, consequence: $0.consequence, onReturn: .stay)
                }
                return [.missionApproved(draft.approval)]
            }
        },
        Sabotage("lose-signals", "news of a fact is acknowledged and dropped") { faults in
            faults.staging = { event, _ in if case .factChanged = event { [] } else { [event] } }
        },
        Sabotage("forget-derivations", "a resumed session's credential is not counted") { faults in
            faults.staging = { event, _ in if case .derivationCounted = event { [] } else { [event] } }
        },
        Sabotage("lose-spend", "a receipt takes back what its effect has cost") { faults in
            faults.staging = { event, _ in
                guard case .effectConcluded(let concluded) = event, concluded.outcome == .applied else {
                    return [event]
                }
                let nothing = Cost(money: Vocabulary.money("0"))
                return [
                    .effectConcluded(
                        EffectConcluded(id: concluded.id, outcome: .applied, result: concluded.result, cost: nothing))
                ]
            }
        },
        Sabotage("never-settle", "what time brings is never written") { faults in
            faults.settling = { _, _ in [] }
        },
        Sabotage("ask-the-absent", "a question that nobody answered goes to somebody who has left") { faults in
            faults.settling = { event, state in
                guard case .attentionEscalated(let escalated) = event,
                    let absent = state.registry.principals.first(where: { !$0.isEnabled })
                else { return [event] }
                return [
                    .attentionEscalated(
                        AttentionEscalated(id: escalated.id, to: absent.principal, deadline: escalated.deadline))
                ]
            }
        },
    ]
}

extension PermitGranted {
    fileprivate func lasting(milliseconds: Int64) -> PermitGranted {
        PermitGranted(
            id: id, mission: mission, attempt: attempt, client: client, action: action, resource: resource,
            operation: operation,
            terms: PermitTerms(
                entry: terms.entry, validUntil: terms.validUntil.adding(milliseconds: milliseconds),
                useLimit: terms.useLimit, parameterDigest: terms.parameterDigest),
            actionClass: actionClass, version: version, key: key, cost: cost)
    }
}
