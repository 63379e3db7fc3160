// SPDX-License-Identifier: Apache-2.0

extension AuthorityState {
    /// The streams that `event` belongs to, as the state stands before it.
    package func streams(of event: Event) -> [StreamID] {
        switch event {
        case .clientRegistered, .clientDisabled, .principalRegistered, .policySet: return [.registry]
        case .submissionReceived, .submissionDenied, .submissionExpired: return [.intake]
        case .factChanged(let event):
            if case .enabled = event.fact { return [.facts, .registry] }
            return [.facts]
        case .factSettled: return [.facts]
        case .missionApproved(let event): return [.intake, tree(ofNew: event)]
        default: return subject(of: event).map { [$0] } ?? []
        }
    }

    /// The tree that an event about an existing mission, session, effect or question belongs to.
    private func subject(of event: Event) -> StreamID? {
        switch event {
        case .missionSuspended(let event): tree(of: event.mission)
        case .suspensionChanged(let event): tree(of: event.mission)
        case .missionResumed(let event): tree(of: event.mission)
        case .missionEnded(let event): tree(of: event.mission)
        case .missionContained(let event): tree(of: event.mission)
        case .missionExtended(let event): tree(of: event.mission)
        case .missionTightened(let event): tree(of: event.mission)
        case .ownerChanged(let event): tree(of: event.mission)
        case .lifecycleAnswered(let event): tree(of: event.key.mission)
        case .permitGranted(let event): tree(of: event.mission)
        case .permitRefused(let event): tree(of: event.mission)
        case .derivationCounted(let event): tree(of: event.mission)
        case .sessionOpened(let event): tree(of: event.mission)
        case .sessionResumed(let event): tree(of: event.mission)
        case .sessionStopped(let event): tree(of: event.mission)
        case .sessionRebound(let event): tree(of: event.mission)
        case .effectIntended(let event): effects[event.id].map { tree(at: $0.mission) }
        case .effectConcluded(let event): effects[event.id].map { tree(at: $0.mission) }
        case .sessionCheckpointed(let event): sessions[event.id].map { tree(at: $0.mission) }
        case .itemQueued(let event): sessions[event.session].map { tree(at: $0.mission) }
        case .itemDispatched(let event): sessions[event.session].map { tree(at: $0.mission) }
        case .itemConcluded(let event): sessions[event.session].map { tree(at: $0.mission) }
        case .processStopped(let event): sessions[event.session].map { tree(at: $0.mission) }
        case .attentionRaised(let event): event.mission.flatMap { tree(of: $0) }
        case .attentionAnswered(let event): attention[event.id]?.mission.map { tree(at: $0) }
        case .attentionEscalated(let event): attention[event.id]?.mission.map { tree(at: $0) }
        case .attentionExpired(let event): attention[event.id]?.mission.map { tree(at: $0) }
        default: nil
        }
    }

    package func tree(of mission: MissionID) -> StreamID? {
        missions.index(of: mission).map { tree(at: $0) }
    }

    private func tree(at index: MissionIndex) -> StreamID {
        .tree(missions[missions[index].lineage.tree].id)
    }

    private func tree(ofNew event: MissionApproved) -> StreamID {
        switch event.relation {
        case .none: .tree(event.id)
        case .child(let parent, _): tree(of: parent) ?? .tree(event.id)
        case .successor(let predecessor): tree(of: predecessor) ?? .tree(event.id)
        }
    }
}
