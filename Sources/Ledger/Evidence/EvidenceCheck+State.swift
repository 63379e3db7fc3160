// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// With what the entries before say.
extension EvidenceCheck {
    /// Throws unless `event` may come next, as far as people have to sign: what must be signed is, over what the entry
    /// says and the state that it changes, and by a key that `state` has for somebody who may approve.
    ///
    /// Takes some tens of microseconds for what is signed, and next to nothing for all else.
    package func check(_ event: Event, at moment: Instant, in state: AuthorityState) throws(EvidenceFlaw) {
        try checkAlone(event)
        switch event {
        case .missionApproved(let event): try check(event, in: state)
        case .missionResumed(let event): try check(event, at: moment, in: state)
        case .missionExtended(let event):
            let terms = event.evidence.terms
            try isVersion(terms.version, of: terms.mission, at: moment, in: state)
            try mayApprove(RecordedEvidence(event.evidence), under: terms.mission, in: state)
        case .attentionAnswered(let event): try check(event, in: state)
        case .principalRegistered(let event): try check(event, in: state)
        case .clientRegistered(let event): try check(event, in: state)
        case .policySet(let event):
            try mayRegister(event.evidence, isNeeded: true, in: state) { $0.replaces == state.policy.version }
        default: break
        }
    }
}

/// Missions.
extension EvidenceCheck {
    private func check(_ event: MissionApproved, in state: AuthorityState) throws(EvidenceFlaw) {
        guard let submission = state.submissions.open[event.submission],
            state.registry[submission.client].id == event.client, submission.intent.digest == event.intent.digest,
            submission.relation == event.relation
        else { throw EvidenceFlaw("no such mission had been asked for") }
        let parent = try parent(of: event, in: state)
        guard let evidence = event.evidence else {
            guard let parties = parent?.parties, state.registry[parties.approver].principal == event.approver,
                state.registry[parties.subject].principal == event.subject
            else { throw .unsigned }
            return
        }
        guard state.missions.approvals[event.approvalEvent] == nil else {
            throw EvidenceFlaw("its approval has made a mission before")
        }
        try mayApprove(RecordedEvidence(evidence), insteadOf: event.client, in: state)
    }

    private func parent(of event: MissionApproved, in state: AuthorityState) throws(EvidenceFlaw) -> Mission? {
        guard case .child(let parent, _) = event.relation else { return nil }
        guard let index = state.missions.index(of: parent) else { throw EvidenceFlaw("there is no such parent") }
        let mission = state.missions[index]
        guard event.justifications.allSatisfy(mission.authority.entries.indices.contains) else {
            throw EvidenceFlaw("its parent has no such entries")
        }
        return mission
    }

    /// The owner needs a person's word to let a mission go on; a client needs the grant, and facts and deadlines none.
    private func check(
        _ event: MissionResumed, at moment: Instant, in state: AuthorityState
    ) throws(EvidenceFlaw) {
        guard let evidence = event.evidence else {
            guard event.cause == .request else { return }
            guard case .client = event.caller else { throw .unsigned }
            return
        }
        try isVersion(evidence.terms.version, of: event.mission, at: moment, in: state)
        try mayApprove(RecordedEvidence(evidence), under: event.mission, in: state)
    }

    private func check(_ event: AttentionAnswered, in state: AuthorityState) throws(EvidenceFlaw) {
        guard let evidence = event.agreement else { return }
        let terms = evidence.terms
        guard state.attention[event.id]?.subject == .operation(terms.operation, under: terms.mission) else {
            throw .otherwise
        }
        try mayApprove(RecordedEvidence(evidence), under: terms.mission, in: state)
    }

    /// A signature is good for one version of a mission.
    private func isVersion(
        _ version: Int64, of mission: MissionID, at moment: Instant, in state: AuthorityState
    ) throws(EvidenceFlaw) {
        guard let index = state.missions.index(of: mission), state.standing(of: index, at: moment).version == version
        else { throw EvidenceFlaw("what was signed is about another version of the mission") }
    }

    private func mayApprove(
        _ evidence: RecordedEvidence, under mission: MissionID, in state: AuthorityState
    ) throws(EvidenceFlaw) {
        guard let index = state.missions.index(of: mission) else { throw EvidenceFlaw("there is no such mission") }
        let client = state.missions[index].parties.client
        try mayApprove(evidence, insteadOf: state.registry[client].id, in: state)
    }

    private func mayApprove(
        _ evidence: RecordedEvidence, insteadOf client: ClientID, in state: AuthorityState
    ) throws(EvidenceFlaw) {
        let approver = try signer(of: evidence, in: state)
        guard approver.isEnabled else { throw .disabled(approver) }
        guard approver.principal.subject != client.text else { throw EvidenceFlaw("who runs a mission has signed it") }
    }

    private func signer(
        of evidence: RecordedEvidence, in state: AuthorityState
    ) throws(EvidenceFlaw) -> PrincipalRecord {
        guard let approver = state.registry.principal(evidence.approver), approver.approvalKeys.contains(evidence.key)
        else { throw EvidenceFlaw("the key that signed was not one of `\(evidence.approver.subject)`'s") }
        return approver
    }
}

/// People, software and policy.
extension EvidenceCheck {
    private func check(_ event: PrincipalRegistered, in state: AuthorityState) throws(EvidenceFlaw) {
        let isApprover = state.registry.principal(event.principal)?.isApprover == true
        try mayRegister(event.evidence, isNeeded: isApprover || !event.approvalKeys.isEmpty, in: state) {
            $0.version == state.registry.nextVersion(of: event.principal)
        }
    }

    private func check(_ event: ClientRegistered, in state: AuthorityState) throws(EvidenceFlaw) {
        let isShutOut = state.registry.client(event.id)?.isEnabled == false
        let isNeeded = isShutOut || !event.grants.isDisjoint(with: .governing)
        try mayRegister(event.evidence, isNeeded: isNeeded, in: state) {
            $0.version == state.registry.nextVersion(of: event.id)
        }
    }

    /// As the kernel decides it: the first approver is founded by nobody, and where none is left, one can come back.
    private func mayRegister<Terms>(
        _ evidence: SignedEvidence<Terms>?, isNeeded: Bool, in state: AuthorityState, _ isNext: (Terms) -> Bool
    ) throws(EvidenceFlaw) {
        guard state.registry.hasApprover else { return }
        guard let evidence else {
            guard !isNeeded else { throw .unsigned }
            return
        }
        guard isNext(evidence.terms) else {
            throw EvidenceFlaw("what was signed is about another version of the record")
        }
        let approver = try signer(of: RecordedEvidence(evidence), in: state)
        let isAnybodyLeft = state.registry.principals.contains { $0.isApprover && $0.isEnabled }
        guard approver.isEnabled || !isAnybodyLeft else { throw .disabled(approver) }
    }
}

extension EvidenceFlaw {
    fileprivate static func disabled(_ person: PrincipalRecord) -> EvidenceFlaw {
        EvidenceFlaw("`\(person.principal.subject)` could not approve any more")
    }
}
