// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// The `type` of a ledger entry: what happened, in the past tense.
enum EventType: String, CaseIterable {
    case clientRegistered = "client.registered"
    case clientDisabled = "client.disabled"
    case principalRegistered = "principal.registered"
    case policySet = "policy.set"
    case submissionReceived = "submission.received"
    case submissionDenied = "submission.denied"
    case submissionExpired = "submission.expired"
    case missionApproved = "mission.approved"
    case missionSuspended = "mission.suspended"
    case suspensionChanged = "mission.suspension_changed"
    case missionResumed = "mission.resumed"
    case missionRevoked = "mission.revoked"
    case missionCompleted = "mission.completed"
    case missionExpired = "mission.expired"
    case missionSuperseded = "mission.superseded"
    case missionCascaded = "mission.cascaded"
    case missionContained = "mission.contained"
    case missionExtended = "mission.extended"
    case missionTightened = "mission.tightened"
    case ownerChanged = "mission.owner_changed"
    case lifecycleAnswered = "lifecycle.answered"
    case factChanged = "fact.changed"
    case factSettled = "fact.settled"
    case permitGranted = "permit.granted"
    case permitRefused = "permit.refused"
    case effectIntended = "effect.intended"
    case effectApplied = "effect.applied"
    case effectRefused = "effect.refused"
    case effectUnknown = "effect.unknown"
    case derivationCounted = "derivation.counted"
    case sessionOpened = "session.opened"
    case sessionCheckpointed = "session.checkpointed"
    case sessionResumed = "session.resumed"
    case sessionStopped = "session.stopped"
    case sessionRebound = "session.rebound"
    case itemQueued = "queue.added"
    case itemDispatched = "queue.dispatched"
    case itemConcluded = "queue.concluded"
    case processStopped = "process.stopped"
    case attentionRaised = "attention.raised"
    case attentionAnswered = "attention.answered"
    case attentionEscalated = "attention.escalated"
    case attentionExpired = "attention.expired"

    init(_ event: Event) {
        self =
            switch event {
            case .clientRegistered: .clientRegistered
            case .clientDisabled: .clientDisabled
            case .principalRegistered: .principalRegistered
            case .policySet: .policySet
            case .submissionReceived: .submissionReceived
            case .submissionDenied: .submissionDenied
            case .submissionExpired: .submissionExpired
            case .missionApproved: .missionApproved
            case .missionSuspended: .missionSuspended
            case .suspensionChanged: .suspensionChanged
            case .missionResumed: .missionResumed
            case .missionEnded(let event): Self(ending: event.ending.state)
            case .missionContained: .missionContained
            case .missionExtended: .missionExtended
            case .missionTightened: .missionTightened
            case .ownerChanged: .ownerChanged
            case .lifecycleAnswered: .lifecycleAnswered
            case .factChanged: .factChanged
            case .factSettled: .factSettled
            case .permitGranted: .permitGranted
            case .permitRefused: .permitRefused
            case .effectIntended: .effectIntended
            case .effectConcluded(let event): Self(outcome: event.outcome)
            case .derivationCounted: .derivationCounted
            case .sessionOpened: .sessionOpened
            case .sessionCheckpointed: .sessionCheckpointed
            case .sessionResumed: .sessionResumed
            case .sessionStopped: .sessionStopped
            case .sessionRebound: .sessionRebound
            case .itemQueued: .itemQueued
            case .itemDispatched: .itemDispatched
            case .itemConcluded: .itemConcluded
            case .processStopped: .processStopped
            case .attentionRaised: .attentionRaised
            case .attentionAnswered: .attentionAnswered
            case .attentionEscalated: .attentionEscalated
            case .attentionExpired: .attentionExpired
            }
    }

    private init(ending state: MissionState) {
        self =
            switch state {
            case .revoked: .missionRevoked
            case .completed: .missionCompleted
            case .expired: .missionExpired
            case .superseded: .missionSuperseded
            case .cascaded: .missionCascaded
            case .active, .suspended: preconditionFailure("`\(state)` is not an ending")
            }
    }

    private init(outcome: ConcludeEffect.Outcome) {
        self =
            switch outcome {
            case .applied: .effectApplied
            case .refused: .effectRefused
            case .unknown: .effectUnknown
            }
    }
}
