// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension EntryReader {
    /// The event of `type` whose members `node` has.
    mutating func event(_ type: EventType, _ node: JSONNode) throws(JSONShapeError) -> Event {
        switch type {
        case .clientRegistered: .clientRegistered(try clientRegistered(node))
        case .clientDisabled: .clientDisabled(ClientDisabled(id: try node.member("client").clientID()))
        case .principalRegistered: .principalRegistered(try PrincipalRegistered(json: node))
        case .policySet: .policySet(try PolicySet(json: node))
        case .submissionReceived: .submissionReceived(try submissionReceived(node))
        case .submissionDenied: .submissionDenied(try SubmissionDenied(json: node))
        case .submissionExpired: .submissionExpired(SubmissionExpired(id: try node.member("submission").identifier()))
        case .missionApproved: .missionApproved(try missionApproved(node))
        case .missionSuspended: .missionSuspended(try MissionSuspended(json: node))
        case .suspensionChanged: .suspensionChanged(try SuspensionChanged(json: node))
        case .missionResumed: .missionResumed(try MissionResumed(json: node))
        case .missionRevoked: .missionEnded(try MissionEnded(json: node, state: .revoked))
        case .missionCompleted: .missionEnded(try MissionEnded(json: node, state: .completed))
        case .missionExpired: .missionEnded(try MissionEnded(json: node, state: .expired))
        case .missionSuperseded: .missionEnded(try MissionEnded(json: node, state: .superseded))
        case .missionCascaded: .missionEnded(try MissionEnded(json: node, state: .cascaded))
        case .missionContained: .missionContained(try MissionContained(json: node))
        case .missionExtended: .missionExtended(try MissionExtended(json: node))
        case .missionTightened: .missionTightened(try MissionTightened(json: node))
        case .ownerChanged: .ownerChanged(try OwnerChanged(json: node))
        case .lifecycleAnswered: .lifecycleAnswered(try LifecycleAnswered(json: node))
        case .factChanged: .factChanged(try FactChanged(json: node))
        case .factSettled: .factSettled(try FactSettled(json: node))
        case .permitGranted: .permitGranted(try PermitGranted(json: node))
        case .permitRefused: .permitRefused(try PermitRefused(json: node))
        case .effectIntended: .effectIntended(EffectIntended(id: try node.member("permit").identifier()))
        case .effectApplied: .effectConcluded(try EffectConcluded(json: node, outcome: .applied))
        case .effectRefused: .effectConcluded(try EffectConcluded(json: node, outcome: .refused))
        case .effectUnknown: .effectConcluded(try EffectConcluded(json: node, outcome: .unknown))
        case .derivationCounted: .derivationCounted(DerivationCounted(mission: try node.member("mission").identifier()))
        case .sessionOpened: .sessionOpened(try SessionOpened(json: node))
        case .sessionCheckpointed: .sessionCheckpointed(try SessionCheckpointed(json: node))
        case .sessionResumed: .sessionResumed(try SessionResumed(json: node))
        case .sessionStopped: .sessionStopped(try SessionStopped(json: node))
        case .sessionRebound: .sessionRebound(try SessionRebound(json: node))
        case .itemQueued: .itemQueued(try ItemQueued(json: node))
        case .itemDispatched: .itemDispatched(try ItemDispatched(json: node))
        case .itemConcluded: .itemConcluded(try ItemConcluded(json: node))
        case .processStopped: .processStopped(try ProcessStopped(json: node))
        case .attentionRaised: .attentionRaised(try AttentionRaised(json: node))
        case .attentionAnswered: .attentionAnswered(try AttentionAnswered(json: node))
        case .attentionEscalated: .attentionEscalated(try AttentionEscalated(json: node))
        case .attentionExpired: .attentionExpired(AttentionExpired(id: try node.member("item").identifier()))
        }
    }
}
