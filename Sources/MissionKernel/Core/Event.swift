// SPDX-License-Identifier: Apache-2.0

/// Something that has happened. Events are what the ledger holds; replaying them gives the state.
///
/// The case is the entry's `type` on the ledger (`docs/wire/ledger.md`); the payload says all that its effect needs.
package enum Event: Sendable {
    // The registry.
    case clientRegistered(ClientRegistered)
    case clientDisabled(ClientDisabled)
    case principalRegistered(PrincipalRegistered)
    case policySet(PolicySet)

    // Intake.
    case submissionReceived(SubmissionReceived)
    case submissionDenied(SubmissionDenied)
    case submissionExpired(SubmissionExpired)

    // The lifecycle.
    case missionApproved(MissionApproved)
    case missionSuspended(MissionSuspended)
    case suspensionChanged(SuspensionChanged)
    case missionResumed(MissionResumed)
    case missionEnded(MissionEnded)
    case missionContained(MissionContained)
    case missionExtended(MissionExtended)
    case missionTightened(MissionTightened)
    case ownerChanged(OwnerChanged)
    case lifecycleAnswered(LifecycleAnswered)

    // Facts.
    case factChanged(FactChanged)
    case factSettled(FactSettled)

    // Permits and effects.
    case permitGranted(PermitGranted)
    case permitRefused(PermitRefused)
    case effectIntended(EffectIntended)
    case effectConcluded(EffectConcluded)
    case derivationCounted(DerivationCounted)

    // Sessions.
    case sessionOpened(SessionOpened)
    case sessionCheckpointed(SessionCheckpointed)
    case sessionResumed(SessionResumed)
    case sessionStopped(SessionStopped)
    case sessionRebound(SessionRebound)
    case itemQueued(ItemQueued)
    case itemDispatched(ItemDispatched)
    case itemConcluded(ItemConcluded)
    case processStopped(ProcessStopped)

    // What needs a person.
    case attentionRaised(AttentionRaised)
    case attentionAnswered(AttentionAnswered)
    case attentionEscalated(AttentionEscalated)
    case attentionExpired(AttentionExpired)
}

/// What an event records, and what it does to the state.
protocol EventPayload: Sendable {
    /// Applies the event. Total: an event that was decided against a state can always be applied to it.
    func apply(to state: inout AuthorityState, at moment: Instant)
}
