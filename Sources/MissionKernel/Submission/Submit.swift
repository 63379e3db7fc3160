// SPDX-License-Identifier: Apache-2.0

/// Asks for a mission. It waits for an approval, unless a parent's approval covers it already.
package struct Submit: Command {
    package let caller: Caller
    package let id: SubmissionID
    /// The software that will run the mission: for a child, its actor.
    package let client: ClientID
    package let intent: RecordedIntent
    package let proposal: RecordedAuthority?
    package let derived: RecordedAuthority
    package let subject: Principal?
    package let relation: Relation
    package let expiresAt: Instant
    /// The identities that the child gets if its parent's approval covers it.
    package let drawdown: Drawdown?

    package struct Drawdown: Hashable, Sendable {
        package let mission: MissionID
        package let approvalEvent: ExactText

        package init(mission: MissionID, approvalEvent: ExactText) {
            self.mission = mission
            self.approvalEvent = approvalEvent
        }
    }

    package init(
        caller: Caller, id: SubmissionID, client: ClientID, intent: RecordedIntent, proposal: RecordedAuthority?,
        derived: RecordedAuthority, subject: Principal? = nil, relation: Relation = .none, expiresAt: Instant,
        drawdown: Drawdown? = nil
    ) {
        self.caller = caller
        self.id = id
        self.client = client
        self.intent = intent
        self.proposal = proposal
        self.derived = derived
        self.subject = subject
        self.relation = relation
        self.expiresAt = expiresAt
        self.drawdown = drawdown
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        guard state.submissions.open[id] == nil, state.submissions.resolved(id) == nil else {
            throw Refusal(.alreadyExists, "a submission has this id already")
        }
        try mayBeAsked(in: state)
        try intentIsUsable(at: now)
        try derivationIsBounded(in: state)
        try wordsAreKnown(in: state)
        var events: [Event] = [.submissionReceived(received)]
        switch relation {
        case .none: break
        case .successor(let predecessor): try expansionIsOpen(of: predecessor, in: state, at: now)
        case .child(let parent, let actor):
            let delegation = try ChildDelegation(
                of: parent, to: actor, authority: derived.set, limits: intent.intent.controls.limits, in: state, at: now
            )
            // What a child demands of its approval, its parent's was not given under.
            let isCovered = !delegation.needsApproval && intent.intent.controls.authenticationClass == nil
            if let drawdown, isCovered {
                try state.mustBeFree(drawdown.mission)
                try state.conditionsHold(intent.intent.controls.conditions)
                events.append(
                    .missionApproved(delegation.drawnDown(submission: self, as: drawdown, in: state, at: now)))
            }
        }
        return events
    }

    private var received: SubmissionReceived {
        SubmissionReceived(
            id: id, client: client, intent: intent, proposal: proposal, derived: derived, subject: subject,
            relation: relation, expiresAt: expiresAt, caller: caller)
    }

    /// What records that a process under a mission asked for a child of it and was refused, once for each stretch of
    /// repetitions; nothing where somebody else asked.
    package func refused(_ refusal: Refusal, in state: AuthorityState, at now: Instant) -> [Event] {
        guard case .session(let session) = caller, case .child(let parent, _) = relation,
            state.sessions[session]?.mission == state.missions.index(of: parent), expiresAt > now,
            state.submissions.open[id] == nil, state.submissions.resolved(id) == nil
        else { return [] }
        let refused = RefusedChild(parent: parent, authority: derived.set.digest, code: refusal.code, at: now)
        guard state.submissions.lastRefused?.isRepeated(by: refused) != true else { return [] }
        let denied = SubmissionDenied(id: id, code: refusal.code, reason: refusal.detail, parent: parent)
        return [.submissionReceived(received), .submissionDenied(denied)]
    }
}

extension Submit {
    /// A client submits for itself; a session only children of its own mission; the owner for anyone.
    private func mayBeAsked(in state: AuthorityState) throws(Refusal) {
        switch caller {
        case .owner: break
        case .client(let id):
            guard let record = state.registry.client(id), record.isEnabled, record.grants.contains(.submit) else {
                throw Refusal(.notPermitted, "`\(id.text)` may not submit missions")
            }
        case .session(let session):
            guard case .child(let parent, _) = relation else {
                throw Refusal(.notPermitted, "a process under a mission may only ask for children of that mission")
            }
            guard try state.session(session).mission == state.mission(parent) else { throw .unknownMission }
        }
        if case .client(let id) = caller { try referenceIsOwn(id, in: state) }
        if case .child(_, let actor) = relation, actor.subject != client.text {
            throw Refusal(.invalidRequest, "a child is run by the actor that it is for")
        }
    }

    /// The mission referred to is that client's: otherwise it does not exist for it. What is not a child's it will run.
    private func referenceIsOwn(_ id: ClientID, in state: AuthorityState) throws(Refusal) {
        let reference: MissionID
        switch relation {
        case .child(let parent, _): reference = parent
        case .successor(let predecessor): reference = predecessor
        case .none: return try isSelf(id)
        }
        let mission = state.missions[try state.mission(reference)]
        guard state.registry.index(of: id) == mission.parties.client else { throw .unknownMission }
        if case .successor = relation { try isSelf(id) }
    }

    private func isSelf(_ id: ClientID) throws(Refusal) {
        guard client == id else { throw Refusal(.notPermitted, "`\(id.text)` may not submit for `\(client.text)`") }
    }

    private func intentIsUsable(at now: Instant) throws(Refusal) {
        guard intent.intent.expiresAt > now else {
            throw Refusal(.invalidIntent, "`intent.expires_at` has passed")
        }
        guard expiresAt > now else { throw Refusal(.invalidRequest, "the submission would lapse at once") }
        // WHY: what wants a class of authentication that no approver can show could never be approved.
        if let demanded = intent.intent.controls.authenticationClass,
            !AuthenticationContext.allCases.contains(where: { $0.satisfies(demanded) })
        {
            throw Refusal(.invalidIntent, "`controls.acr` asks for an authentication that cannot be established here")
        }
        if let until = intent.intent.controls.until, until > intent.intent.expiresAt || until <= now {
            throw Refusal(.invalidIntent, "the end to approve must lie ahead and not after `intent.expires_at`")
        }
        for removal in intent.intent.controls.conditions.flatMap(\.removals)
        where !intent.intent.resources.contains(removal.resource) {
            throw Refusal(.invalidIntent, "a condition would narrow `\(removal.resource.text)`, which is not asked for")
        }
    }

    /// A bound on what nobody knows bounds nothing, and a person whom nobody knows answers for nothing.
    private func wordsAreKnown(in state: AuthorityState) throws(Refusal) {
        let controls = intent.intent.controls
        let entries = (proposal ?? derived).set.entries
        if let unknown = controls.limits.calls.map(\.callClass).first(where: { !state.isKnown($0, in: entries) }) {
            let known = entries.flatMap(\.actions).map { "`\($0.text)`" }.joined(separator: ", ")
            throw Refusal(
                .invalidIntent, "`controls` name the action `\(unknown.text)`, which is not asked for; that is \(known)"
            )
        }
        let people = [controls.owner, controls.successorOwner] + controls.conditions.map(\.person)
        do throws(Refusal) { try state.areKnown(people.compactMap(\.self)) } catch {
            throw Refusal(.invalidIntent, error.detail)
        }
    }

    /// What may be granted lies inside what was proposed, inside the client's ceiling, and on the intent's resources.
    private func derivationIsBounded(in state: AuthorityState) throws(Refusal) {
        for entry in derived.set.entries {
            guard intent.intent.resources.contains(entry.resources.resource) else {
                throw Refusal(
                    .invalidAuthority, "`\(entry.resources.resource.text)` is not among the intent's `resources`")
            }
            guard entry.unsupported == nil, entry.constraints.unknown.isEmpty, !entry.actions.isEmpty else {
                throw Refusal(.invalidAuthority, "an entry has a part that this authority cannot enforce, or no action")
            }
        }
        if let proposal, !derived.isSubset(of: proposal) {
            throw Refusal(.invalidAuthority, "the authority exceeds what was proposed")
        }
        if let ceiling = state.registry.client(client)?.ceiling,
            SetComparison(of: derived.set.entries, with: ceiling.entries).failure != nil
        {
            throw Refusal(.invalidAuthority, "the authority exceeds what this client may be granted")
        }
    }

    /// The predecessor is active, and the new authority is not already inside what is left of its own.
    private func expansionIsOpen(
        of predecessor: MissionID, in state: AuthorityState, at now: Instant
    ) throws(Refusal) {
        let index = try state.mission(predecessor)
        try state.mayBeSuperseded(index, at: now)
        guard !differs(from: state.missions[index], in: state) else { return }
        let held = state.missions[index].authority.entries
        let removals = state.removals(from: state.missions[index])
        let isHeld = derived.set.entries.allSatisfy { entry in
            held.contains { source in
                entry.isSubset(of: source) && !removals.contains { $0.overlaps(entry, justifiedBy: source) }
            }
        }
        guard !isHeld else { throw Refusal(.nothingToExpand, "the mission has this authority already") }
    }

    /// Whether more is asked for than authority: other bounds, a later end, or fewer conditions.
    private func differs(from predecessor: Mission, in state: AuthorityState) -> Bool {
        let controls = intent.intent.controls
        let own = predecessor.conditions.map { state.facts.terms(of: $0) }
        return controls.limits != predecessor.terms.limits || intent.intent.expiresAt > predecessor.expiresAt
            || !own.allSatisfy { $0.person != nil || controls.conditions.contains($0) }
    }
}

/// A mission, a child or a takeover was asked for. It gives no authority; it waits for an approver's decision until it
/// expires.
package struct SubmissionReceived: EventPayload {
    package let id: SubmissionID
    package let client: ClientID
    package let intent: RecordedIntent
    package let proposal: RecordedAuthority?
    package let derived: RecordedAuthority
    package let subject: Principal?
    package let relation: Relation
    package let expiresAt: Instant
    /// Who asked; nil in entries that do not say so.
    package let caller: Caller?

    package init(
        id: SubmissionID, client: ClientID, intent: RecordedIntent, proposal: RecordedAuthority?,
        derived: RecordedAuthority, subject: Principal?, relation: Relation, expiresAt: Instant, caller: Caller? = nil
    ) {
        self.id = id
        self.client = client
        self.intent = intent
        self.proposal = proposal
        self.derived = derived
        self.subject = subject
        self.relation = relation
        self.expiresAt = expiresAt
        self.caller = caller
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let runner = state.registry.place(for: client)
        let asker: Submission.Asker =
            switch caller {
            case .client(let id): .client(state.registry.place(for: id))
            case .session(let session): .session(session)
            case .owner, nil: .client(runner)
            }
        let submission = Submission(
            id: id, client: runner, intent: intent, proposal: proposal, derived: derived,
            subject: subject.map { state.registry.place(for: $0) }, relation: relation, receivedAt: moment,
            expiresAt: expiresAt, asker: asker)
        state.submissions.add(submission)
        state.deadlines.add(.submission(id), at: expiresAt)
    }
}
