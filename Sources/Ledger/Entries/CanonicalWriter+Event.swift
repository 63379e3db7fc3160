// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    /// The members of an event, in canonical order.
    mutating func event(_ event: Event) {
        switch event {
        case .clientRegistered(let event): members(of: event)
        case .clientDisabled(let event): member("client", event.id.text)
        case .principalRegistered(let event): members(of: event)
        case .policySet(let event): members(of: event)
        case .submissionReceived(let event): members(of: event)
        case .submissionDenied(let event): members(of: event)
        case .submissionExpired(let event): member("submission", event.id)
        case .missionApproved(let event): members(of: event)
        case .missionSuspended(let event): members(of: event)
        case .suspensionChanged(let event): members(of: event)
        case .missionResumed(let event): members(of: event)
        case .missionEnded(let event): members(of: event)
        case .missionContained(let event): members(of: event)
        case .missionExtended(let event): members(of: event)
        case .missionTightened(let event): members(of: event)
        case .ownerChanged(let event): members(of: event)
        case .lifecycleAnswered(let event): members(of: event)
        case .factChanged(let event): members(of: event)
        case .factSettled(let event): members(of: event)
        case .permitGranted(let event): members(of: event)
        case .permitRefused(let event): members(of: event)
        case .effectIntended(let event): member("permit", event.id)
        case .effectConcluded(let event): members(of: event)
        case .derivationCounted(let event): member("mission", event.mission)
        case .sessionOpened(let event): members(of: event)
        case .sessionCheckpointed(let event): members(of: event)
        case .sessionResumed(let event): members(of: event)
        case .sessionStopped(let event): members(of: event)
        case .sessionRebound(let event): members(of: event)
        case .itemQueued(let event): members(of: event)
        case .itemDispatched(let event): members(of: event)
        case .itemConcluded(let event): members(of: event)
        case .processStopped(let event): members(of: event)
        case .attentionRaised(let event): members(of: event)
        case .attentionAnswered(let event): members(of: event)
        case .attentionEscalated(let event): members(of: event)
        case .attentionExpired(let event): member("item", event.id)
        }
    }
}
