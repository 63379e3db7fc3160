// SPDX-License-Identifier: Apache-2.0

/// A person's yes, as their signature proves it. The edge has verified the signature over exactly these values.
package struct ApprovalEvidence: Hashable, Sendable {
    package let approver: Principal
    package let key: ApprovalKey
    /// `approval_event_id`: the same approval arriving twice makes one mission.
    package let approvalEvent: ExactText
    package let intentHash: Digest
    package let authorityHash: Digest
    package let subject: Principal
    package let expiresAt: Instant
    /// How the approver was authenticated; nil when the statement does not say.
    package let authentication: AuthenticationContext?
    /// The signed statement, canonical, and the signature over it: kept for whoever asks later.
    package let statement: [UInt8]
    package let signature: [UInt8]

    package init(
        approver: Principal, key: ApprovalKey, approvalEvent: ExactText, intentHash: Digest, authorityHash: Digest,
        subject: Principal, expiresAt: Instant, authentication: AuthenticationContext?, statement: [UInt8],
        signature: [UInt8]
    ) {
        self.approver = approver
        self.key = key
        self.approvalEvent = approvalEvent
        self.intentHash = intentHash
        self.authorityHash = authorityHash
        self.subject = subject
        self.expiresAt = expiresAt
        self.authentication = authentication
        self.statement = statement
        self.signature = signature
    }
}

/// Approves a submission: the mission is active from this commit on.
package struct Approve: Command {
    package let caller: Caller
    package let submission: SubmissionID
    /// The identity of the mission, if one is made.
    package let mission: MissionID
    package let evidence: ApprovalEvidence
    /// Less than what was asked for, when the approver grants less.
    package let narrowed: RecordedAuthority?

    package init(
        caller: Caller, submission: SubmissionID, mission: MissionID, evidence: ApprovalEvidence,
        narrowed: RecordedAuthority? = nil
    ) {
        self.caller = caller
        self.submission = submission
        self.mission = mission
        self.evidence = evidence
        self.narrowed = narrowed
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "bring an approval")
        if let existing = state.missions.approvals[evidence.approvalEvent] {
            return try isReplay(of: existing, in: state)
        }
        let submission = try state.openSubmission(submission, at: now)
        try state.mustBeFree(mission)
        let authority = narrowed ?? submission.derived
        try state.isApprover(evidence.approver, key: evidence.key, insteadOf: submission.client)
        try isAuthenticated(for: submission.intent.intent)
        try signs(submission, authority)
        try isForSubject(of: submission, in: state)
        try isBounded(authority, by: submission, at: now)
        try state.conditionsHold(submission.intent.intent.controls.conditions)
        return try events(for: submission, authority: authority, in: state, at: now)
    }

    /// The same event again is answered with what it made; the same event for something else is refused.
    private func isReplay(of index: MissionIndex, in state: AuthorityState) throws(Refusal) -> [Event] {
        guard state.submissions.resolved(submission)?.outcome == .approved(index) else {
            throw Refusal(.conflict, "this approval event has approved another submission")
        }
        return []
    }

    /// The approver was authenticated as the intent demands.
    private func isAuthenticated(for intent: MissionIntent) throws(Refusal) {
        guard let demanded = intent.controls.authenticationClass else { return }
        guard evidence.authentication?.satisfies(demanded) == true else {
            throw Refusal(
                .insufficientAuthentication,
                "the intent's `controls.acr` wants an approval in another class of authentication")
        }
    }

    private func signs(_ submission: Submission, _ authority: RecordedAuthority) throws(Refusal) {
        guard evidence.intentHash == submission.intent.digest, evidence.authorityHash == authority.set.digest else {
            throw Refusal(.evidenceMismatch, "the approval signs other hashes than those of this submission")
        }
    }

    /// The approval names the subject that was established already, and a child runs for its parent's.
    private func isForSubject(of submission: Submission, in state: AuthorityState) throws(Refusal) {
        var expected = [submission.subject].compactMap(\.self)
        if case .child(let parent, _) = submission.relation {
            expected.append(state.missions[try state.mission(parent)].parties.subject)
        }
        for subject in expected where state.registry[subject].principal != evidence.subject {
            throw Refusal(.evidenceMismatch, "the approval is for another subject than the submission")
        }
    }

    private func isBounded(
        _ authority: RecordedAuthority, by submission: Submission, at now: Instant
    ) throws(Refusal) {
        guard authority.isSubset(of: submission.derived) else {
            throw Refusal(.invalidAuthority, "an approval can grant less than was asked for, never more")
        }
        guard evidence.expiresAt <= submission.intent.intent.expiresAt else {
            throw Refusal(.ceilingExceeded, "the approved end is after the intent's `expires_at`")
        }
        guard evidence.expiresAt > now else {
            throw Refusal(.submissionExpired, "the approved end has passed; submit the mission again")
        }
    }

    private func events(
        for submission: Submission, authority: RecordedAuthority, in state: AuthorityState, at now: Instant
    ) throws(Refusal) -> [Event] {
        let approved = approved(submission, authority: authority, in: state)
        switch submission.relation {
        case .none:
            return [.missionApproved(approved(.init()))]
        case .child(let parent, let actor):
            let delegation = try ChildDelegation(
                of: parent, to: actor, authority: authority.set, limits: submission.intent.intent.controls.limits,
                in: state, at: now)
            let parentExpiry = state.missions[delegation.parent].expiresAt
            return [.missionApproved(approved(.init(delegation.justifications, notAfter: parentExpiry)))]
        case .successor(let predecessor):
            return try expansion(of: predecessor, approved(.init()), in: state, at: now)
        }
    }

    private func expansion(
        of predecessor: MissionID, _ approved: MissionApproved, in state: AuthorityState, at now: Instant
    ) throws(Refusal) -> [Event] {
        let index = try state.mission(predecessor)
        try state.mayBeSuperseded(index, at: now)
        guard state.registry.index(of: evidence.subject) == state.missions[index].parties.subject else {
            throw Refusal(.evidenceMismatch, "a successor runs for the same subject as its predecessor")
        }
        let ending = Ending(.superseded, at: now, cause: .expansion, successor: mission)
        let ended = Event.missionEnded(MissionEnded(mission: predecessor, ending: ending))
        return state.dueEvents(for: index, at: now) + [.missionApproved(approved), ended]
    }

    private struct Bounds {
        var justifications: [Int] = []
        var notAfter = Instant.distantFuture

        init() {}
        init(_ justifications: [Int], notAfter: Instant) {
            self.justifications = justifications
            self.notAfter = notAfter
        }
    }

    private func approved(
        _ submission: Submission, authority: RecordedAuthority, in state: AuthorityState
    ) -> (Bounds) -> MissionApproved {
        let controls = submission.intent.intent.controls
        return { bounds in
            MissionApproved(
                id: mission, submission: submission.id, approvalEvent: evidence.approvalEvent,
                client: state.registry[submission.client].id, subject: evidence.subject, approver: evidence.approver,
                owner: controls.owner ?? evidence.subject, successorOwner: controls.successorOwner, basis: .direct,
                intent: submission.intent, proposal: submission.proposal, authority: authority,
                relation: submission.relation, justifications: bounds.justifications,
                expiresAt: min(evidence.expiresAt, bounds.notAfter), evidence: evidence)
        }
    }
}

extension AuthorityState {
    /// An identifier names one mission for ever, however it was drawn.
    func mustBeFree(_ id: MissionID) throws(Refusal) {
        guard missions.index(of: id) == nil else { throw Refusal(.alreadyExists, "a mission has this id already") }
    }

    /// A mission does not begin under a condition that is known not to hold.
    func conditionsHold(_ conditions: [ConditionTerms]) throws(Refusal) {
        for terms in conditions where !terms.test.holds(for: facts[terms.fact]?.value) {
            throw Refusal(.conditionUnmet, "a condition of the mission does not hold: \(terms.fact.name)")
        }
    }

    /// An expansion replaces an active mission that stands at the root of its lineage.
    func mayBeSuperseded(_ index: MissionIndex, at now: Instant) throws(Refusal) {
        guard missions[index].lineage.parent == nil else {
            throw Refusal(.policyDenied, "a child mission is not expanded: ask its parent for a new child")
        }
        switch standing(of: index, at: now).state {
        case .active: break
        case .superseded: throw Refusal(.supersededByConcurrentExpansion, "another expansion has taken over already")
        case .suspended: throw Refusal(.predecessorNotActive, "the mission is suspended; resume it first")
        default: throw Refusal(.predecessorStateChanged, "the mission has ended")
        }
    }
}

extension FactKey {
    /// The fact as a message names it.
    package var name: String {
        switch self {
        case .named(let name): "`\(name)`"
        case .enabled(let principal): "`\(principal.subject)` is enabled"
        }
    }
}
