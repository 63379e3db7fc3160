// SPDX-License-Identifier: Apache-2.0

/// A mission came to be.
package struct MissionApproved: EventPayload {
    package let id: MissionID
    package let submission: SubmissionID
    package let approvalEvent: ExactText
    package let client: ClientID
    package let subject: Principal
    package let approver: Principal
    package let owner: Principal
    package let successorOwner: Principal?
    package let basis: ApprovalBasis
    package let intent: RecordedIntent
    package let proposal: RecordedAuthority?
    package let authority: RecordedAuthority
    package let relation: Relation
    /// For a child: the parent's entry behind each of its own.
    package let justifications: [Int]
    package let expiresAt: Instant
    /// Nil when the parent's approval covers it.
    package let evidence: ApprovalEvidence?

    /// What the approval rests on (`approval_basis.type`).
    package enum ApprovalBasis: String, Hashable, Sendable {
        case direct
        case drawdown = "policy_drawdown"
    }

    package init(
        id: MissionID, submission: SubmissionID, approvalEvent: ExactText, client: ClientID, subject: Principal,
        approver: Principal, owner: Principal, successorOwner: Principal?, basis: ApprovalBasis,
        intent: RecordedIntent, proposal: RecordedAuthority?, authority: RecordedAuthority, relation: Relation,
        justifications: [Int], expiresAt: Instant, evidence: ApprovalEvidence?
    ) {
        self.id = id
        self.submission = submission
        self.approvalEvent = approvalEvent
        self.client = client
        self.subject = subject
        self.approver = approver
        self.owner = owner
        self.successorOwner = successorOwner
        self.basis = basis
        self.intent = intent
        self.proposal = proposal
        self.authority = authority
        self.relation = relation
        self.justifications = justifications
        self.expiresAt = expiresAt
        self.evidence = evidence
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let index = state.missions.nextIndex
        let mission = mission(at: index, in: &state, moment: moment)
        state.missions.append(mission, approvalEvent: approvalEvent)
        state.submissions.resolve(submission, .approved(index), at: moment)
        state.deadlines.add(.mission(index), at: expiresAt)
        state.watch(mission.conditions, for: index)
        if let parent = mission.lineage.parent {
            state.missions.update(parent) { $0.offspring.add(index, drawingOn: justifications, of: $0.authority) }
        }
    }

    private func mission(at index: MissionIndex, in state: inout AuthorityState, moment: Instant) -> Mission {
        let controls = intent.intent.controls
        let terms = controls.conditions + [.grantorEnabled(approver, else: controls.grantorConsequence)]
        let charter = Charter(
            id: id, lineage: lineage(at: index, in: state, moment: moment), parties: parties(in: &state),
            authority: state.missions.shared(authority.set), intentHash: intent.digest, createdAt: moment,
            expiryCeiling: intent.intent.expiresAt,
            terms: MissionTerms(limits: controls.limits, classes: controls.classes, perAction: controls.perAction),
            predecessor: predecessor(in: state), recordedAt: state.size)
        return Mission(
            charter: charter, expiresAt: expiresAt, owner: state.registry.place(for: owner),
            conditions: state.conditions(from: terms, at: moment), spend: Spend(limits: controls.limits))
    }

    private func lineage(at index: MissionIndex, in state: AuthorityState, moment: Instant) -> Lineage {
        guard case .child(let parentID, _) = relation, let parent = state.missions.index(of: parentID) else {
            let tree = predecessor(in: state).map { state.missions[$0].lineage.tree } ?? index
            return Lineage(parent: nil, tree: tree, depth: 0, ordinal: 0, ancestorTurns: 0, justifications: [])
        }
        let above = state.missions[parent]
        return Lineage(
            parent: parent, tree: above.lineage.tree, depth: above.lineage.depth + 1,
            ordinal: Int32(above.offspring.children.count),
            ancestorTurns: Int32(state.turns(from: parent, before: .distantFuture, at: moment)),
            justifications: justifications.map(Int16.init))
    }

    private func predecessor(in state: AuthorityState) -> MissionIndex? {
        guard case .successor(let predecessor) = relation else { return nil }
        return state.missions.index(of: predecessor)
    }

    private func parties(in state: inout AuthorityState) -> Parties {
        var profiles: [ExactText] = []
        if case .child(_, let actor) = relation { profiles = actor.profiles }
        return Parties(
            client: state.registry.place(for: client), subject: state.registry.place(for: subject),
            approver: state.registry.place(for: approver),
            successorOwner: successorOwner.map { state.registry.place(for: $0) }, actorProfiles: profiles)
    }
}

extension Offspring {
    mutating func add(_ child: MissionIndex, drawingOn justifications: [Int], of authority: AuthoritySet) {
        children.append(child)
        liveCount += 1
        if drawing.isEmpty { drawing = Array(repeating: 0, count: authority.entries.count) }
        for entry in Set(justifications) { drawing[entry] += 1 }
    }

    /// Writes a child off that has ended.
    mutating func remove(drawingOn justifications: [Int16]) {
        liveCount -= 1
        for entry in Set(justifications) { drawing[Int(entry)] -= 1 }
    }
}

extension Spend {
    /// Nothing spent yet, with a counter for each limit on calls.
    init(limits: SpendLimits) {
        self.init()
        calls = Array(repeating: 0, count: limits.calls.count)
    }
}

extension AuthorityState {
    /// The conditions of `terms`, their facts by position, taken on at `moment`.
    mutating func conditions(from terms: [ConditionTerms], at moment: Instant) -> [Condition] {
        terms.map { terms in
            Condition(
                fact: facts.place(for: terms.fact), test: terms.test, consequence: terms.consequence,
                onReturn: terms.onReturn, since: moment)
        }
    }

    mutating func watch(_ conditions: [Condition], for mission: MissionIndex) {
        for condition in conditions { facts.addWatcher(mission, to: condition.fact) }
    }
}
