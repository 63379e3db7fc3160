// SPDX-License-Identifier: Apache-2.0

extension AuthorityState {
    /// Takes in what has happened. The same events in the same order give the same state, on every machine.
    package mutating func apply(_ event: Event, at moment: Instant) {
        advance(to: moment)
        // WHY: before the event, because it may close what tells which stream it belongs to.
        // Asked first and counted then: while the state is read whole, changing a part of it would copy that part.
        let concerned = streams(of: event)
        streams.count(in: concerned)
        event.payload.apply(to: &self, at: moment)
        size += 1
        if !settlements.isEmpty { advanceCascades() }
        while let first = deadlines.first, isOvertaken(first.matter, at: first.at) { deadlines.removeFirst() }
    }

    /// Lets time pass: permits that ran out unused are taken back, and what was to be remembered for a while is forgotten.
    ///
    /// Nothing is written for it, for it follows from the moment alone.
    package mutating func advance(to moment: Instant) {
        guard moment > latest else { return }
        latest = moment
        while let permit = effects.nextLapse(before: moment) { dropPermit(permit) }
        effects.forgetClaims(before: moment)
        nonces.forget(before: moment)
        facts.forget(before: moment)
        submissions.forget(before: moment)
    }
}

extension Event {
    /// What the event says.
    var payload: any EventPayload {
        switch self {
        case .clientRegistered(let payload): payload
        case .clientDisabled(let payload): payload
        case .principalRegistered(let payload): payload
        case .policySet(let payload): payload
        case .submissionReceived(let payload): payload
        case .submissionDenied(let payload): payload
        case .submissionExpired(let payload): payload
        case .missionApproved(let payload): payload
        case .missionSuspended(let payload): payload
        case .suspensionChanged(let payload): payload
        case .missionResumed(let payload): payload
        case .missionEnded(let payload): payload
        case .missionContained(let payload): payload
        case .missionExtended(let payload): payload
        case .missionTightened(let payload): payload
        case .ownerChanged(let payload): payload
        case .lifecycleAnswered(let payload): payload
        case .factChanged(let payload): payload
        case .factSettled(let payload): payload
        case .permitGranted(let payload): payload
        case .permitRefused(let payload): payload
        case .effectIntended(let payload): payload
        case .effectConcluded(let payload): payload
        case .derivationCounted(let payload): payload
        case .sessionOpened(let payload): payload
        case .sessionCheckpointed(let payload): payload
        case .sessionResumed(let payload): payload
        case .sessionStopped(let payload): payload
        case .sessionRebound(let payload): payload
        case .itemQueued(let payload): payload
        case .itemDispatched(let payload): payload
        case .itemConcluded(let payload): payload
        case .processStopped(let payload): payload
        case .attentionRaised(let payload): payload
        case .attentionAnswered(let payload): payload
        case .attentionEscalated(let payload): payload
        case .attentionExpired(let payload): payload
        }
    }
}
