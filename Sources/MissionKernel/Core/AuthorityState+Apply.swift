// SPDX-License-Identifier: Apache-2.0

extension AuthorityState {
    /// Takes in what has happened. The same events in the same order give the same state, on every machine.
    package mutating func apply(_ event: Event, at moment: Instant) {
        advance(to: moment)
        // WHY: before the event, because it may close what tells which stream it belongs to.
        streams.count(event, in: self)
        event.apply(to: &self, at: moment)
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
    /// Applies what the event says.
    // WHY: case by case, for a payload that is handed on as any `EventPayload` is copied to the heap first.
    fileprivate func apply(to state: inout AuthorityState, at moment: Instant) {
        switch self {
        case .clientRegistered(let payload): payload.apply(to: &state, at: moment)
        case .clientDisabled(let payload): payload.apply(to: &state, at: moment)
        case .principalRegistered(let payload): payload.apply(to: &state, at: moment)
        case .policySet(let payload): payload.apply(to: &state, at: moment)
        case .submissionReceived(let payload): payload.apply(to: &state, at: moment)
        case .submissionDenied(let payload): payload.apply(to: &state, at: moment)
        case .submissionExpired(let payload): payload.apply(to: &state, at: moment)
        case .missionApproved(let payload): payload.apply(to: &state, at: moment)
        case .missionSuspended(let payload): payload.apply(to: &state, at: moment)
        case .suspensionChanged(let payload): payload.apply(to: &state, at: moment)
        case .missionResumed(let payload): payload.apply(to: &state, at: moment)
        case .missionEnded(let payload): payload.apply(to: &state, at: moment)
        case .missionContained(let payload): payload.apply(to: &state, at: moment)
        case .missionExtended(let payload): payload.apply(to: &state, at: moment)
        case .missionTightened(let payload): payload.apply(to: &state, at: moment)
        case .ownerChanged(let payload): payload.apply(to: &state, at: moment)
        case .lifecycleAnswered(let payload): payload.apply(to: &state, at: moment)
        case .factChanged(let payload): payload.apply(to: &state, at: moment)
        case .factSettled(let payload): payload.apply(to: &state, at: moment)
        case .permitGranted(let payload): payload.apply(to: &state, at: moment)
        case .permitRefused(let payload): payload.apply(to: &state, at: moment)
        case .effectIntended(let payload): payload.apply(to: &state, at: moment)
        case .effectConcluded(let payload): payload.apply(to: &state, at: moment)
        case .derivationCounted(let payload): payload.apply(to: &state, at: moment)
        case .sessionOpened(let payload): payload.apply(to: &state, at: moment)
        case .sessionCheckpointed(let payload): payload.apply(to: &state, at: moment)
        case .sessionResumed(let payload): payload.apply(to: &state, at: moment)
        case .sessionStopped(let payload): payload.apply(to: &state, at: moment)
        case .sessionRebound(let payload): payload.apply(to: &state, at: moment)
        case .itemQueued(let payload): payload.apply(to: &state, at: moment)
        case .itemDispatched(let payload): payload.apply(to: &state, at: moment)
        case .itemConcluded(let payload): payload.apply(to: &state, at: moment)
        case .processStopped(let payload): payload.apply(to: &state, at: moment)
        case .attentionRaised(let payload): payload.apply(to: &state, at: moment)
        case .attentionAnswered(let payload): payload.apply(to: &state, at: moment)
        case .attentionEscalated(let payload): payload.apply(to: &state, at: moment)
        case .attentionExpired(let payload): payload.apply(to: &state, at: moment)
        }
    }
}
