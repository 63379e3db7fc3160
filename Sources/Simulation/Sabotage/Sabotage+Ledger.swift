// SPDX-License-Identifier: Apache-2.0

import MissionKernel

extension Sabotage {
    /// Promises about what is durable.
    static let ledger: [Sabotage] = [
        Sabotage("answer-before-durable", "answers do not wait for the disk") { $0.answersEarly = true },
        Sabotage("trust-failed-writes", "an append that failed is taken for done") { $0.trustsFailedWrites = true },
        Sabotage("forget-the-tail", "a restart does not see the last entry") { $0.forgottenEntries = 1 },
        replaying("forget-containment-at-replay", "a restart forgets what was taken away") { event in
            if case .missionContained(let event) = event { event.mission } else { nil }
        },
        replaying("forget-end-at-replay", "a restart forgets that missions were revoked") { event in
            if case .missionEnded(let event) = event, event.ending.state == .revoked { event.mission } else { nil }
        },
        replaying("forget-nonce-at-replay", "a restart forgets what was answered to nonces") { event in
            if case .lifecycleAnswered(let event) = event { event.key.mission } else { nil }
        },
        replaying("forget-permit-at-replay", "a restart forgets the permits that are out") { event in
            if case .permitGranted(let event) = event { event.mission } else { nil }
        },
        replaying("forget-session-stop-at-replay", "a restart forgets that sessions were stopped") { event in
            if case .sessionStopped(let event) = event { event.mission } else { nil }
        },
        replaying("replay-without-due-events", "a restart forgets what time and facts had brought") { event in
            switch event {
            case .missionSuspended(let event): event.suspension.cause == .request ? nil : event.mission
            case .missionEnded(let event): event.ending.cause == .request ? nil : event.mission
            default: nil
            }
        },
    ]

    /// A sabotage under which a restart takes some entries for others of the same stream that change nothing.
    private static func replaying(
        _ name: String, _ summary: String, _ mission: @escaping @Sendable (Event) -> MissionID?
    ) -> Sabotage {
        Sabotage(name, summary) { faults in
            faults.replaying = { event, _ in
                guard let id = mission(event) else { return event }
                return .permitRefused(
                    PermitRefused(
                        mission: id, attempt: nil, client: Vocabulary.gate, action: Vocabulary.read,
                        resource: Vocabulary.resource(Vocabulary.app), operation: nil, actionClass: .nonConsequential,
                        version: 0, reason: .policyDenied))
            }
        }
    }
}
