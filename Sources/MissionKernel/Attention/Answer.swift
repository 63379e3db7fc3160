// SPDX-License-Identifier: Apache-2.0

/// What a person says.
package enum PersonsAnswer: Hashable, Sendable {
    /// Yes, to an action that waits for agreement; signed.
    case agree(SignedEvidence<AgreedAction>)
    case deny(comment: String)
    case respond(text: String)
    /// What became of an effect that nobody could account for.
    case outcome(ConcludeEffect.Outcome)
}

extension PersonsAnswer {
    /// What is kept of it when it is about an action.
    fileprivate func aboutAction(at moment: Instant) -> ActionAnswer? {
        switch self {
        case .agree(let evidence): ActionAnswer(at: moment, until: evidence.terms.until, declined: nil)
        case .deny(let comment):
            ActionAnswer(
                at: moment, until: moment.adding(milliseconds: AttentionItem.declinedMilliseconds), declined: comment)
        case .respond, .outcome: nil
        }
    }
}

/// One action until a moment, as an approver agrees to it.
package struct AgreedAction: Hashable, Sendable {
    package let mission: MissionID
    package let operation: Digest
    package let until: Instant

    package init(mission: MissionID, operation: Digest, until: Instant) {
        self.mission = mission
        self.operation = operation
        self.until = until
    }
}

/// Answers a question.
package struct AnswerAttention: Command {
    package let caller: Caller
    package let id: AttentionID
    package let answer: PersonsAnswer

    package init(caller: Caller, id: AttentionID, answer: PersonsAnswer) {
        self.caller = caller
        self.id = id
        self.answer = answer
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "answer for a person")
        guard let item = state.attention[id] else { throw Refusal(.notFound, "no open question has this id") }
        switch (answer, item.kind) {
        case (.agree(let evidence), .approval): return try agree(evidence, to: item, in: state, at: now)
        case (.outcome(let outcome), .anomaly): return try conclude(outcome, item, in: state, at: now)
        // What became of an effect is a fact, and cannot be declined.
        case (.deny, _) where item.kind != .anomaly, (.respond, .question), (.respond, .review),
            (.respond, .escalation), (.respond, .budget):
            return [.attentionAnswered(AttentionAnswered(id: id, answer: answer))]
        default:
            throw Refusal(.invalidRequest, "a question of kind `\(item.kind.rawValue)` is not answered like this")
        }
    }

    private func agree(
        _ evidence: SignedEvidence<AgreedAction>, to item: AttentionItem, in state: AuthorityState, at now: Instant
    ) throws(Refusal) -> [Event] {
        guard let mission = item.mission,
            item.subject == .operation(evidence.terms.operation, under: evidence.terms.mission)
        else { throw Refusal(.evidenceMismatch, "the agreement signs another action") }
        try state.isApprover(evidence.approver, key: evidence.key, insteadOf: state.missions[mission].parties.client)
        guard evidence.terms.until > now else { throw Refusal(.invalidRequest, "the agreement has run out already") }
        return [.attentionAnswered(AttentionAnswered(id: id, answer: answer))]
    }

    private func conclude(
        _ outcome: ConcludeEffect.Outcome, _ item: AttentionItem, in state: AuthorityState, at now: Instant
    ) throws(Refusal) -> [Event] {
        guard case .effect(let permit) = item.subject, outcome != .unknown else {
            throw Refusal(.invalidRequest, "say whether it was `applied` or `refused`")
        }
        let answered = Event.attentionAnswered(AttentionAnswered(id: id, answer: answer))
        return [answered]
            + (try ConcludeEffect(caller: caller, permit: permit, outcome: outcome).decide(in: state, at: now))
    }
}

/// A person answered.
package struct AttentionAnswered: EventPayload {
    package let id: AttentionID
    package let answer: PersonsAnswer

    package init(id: AttentionID, answer: PersonsAnswer) {
        self.id = id
        self.answer = answer
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let subject = state.attention[id]?.subject
        state.attention.close(id)
        guard case .operation(let operation, let mission) = subject,
            let answer = answer.aboutAction(at: moment)
        else { return }
        state.attention.note(answer, about: operation, under: mission)
    }
}

/// Nobody answered in time, and the rule says that the answer is no.
package struct AttentionExpired: EventPayload {
    package let id: AttentionID

    package init(id: AttentionID) { self.id = id }

    func apply(to state: inout AuthorityState, at moment: Instant) { state.attention.close(id) }
}

/// Nobody answered in time, and someone else is asked.
package struct AttentionEscalated: EventPayload {
    package let id: AttentionID
    package let to: Principal
    /// When the next person is asked; nil when there is nobody after this one.
    package let deadline: Instant?

    package init(id: AttentionID, to: Principal, deadline: Instant?) {
        self.id = id
        self.to = to
        self.deadline = deadline
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let person = state.registry.place(for: to)
        state.attention.assign(id, to: person, deadline: deadline)
        if let deadline { state.deadlines.add(.attention(id), at: deadline) }
    }
}

extension AuthorityState {
    /// What the passing of an item's deadline brings.
    func attentionEvents(at id: AttentionID, now: Instant) -> [Event] {
        guard let item = attention[id] else { return [] }
        // An effect that nobody could account for still matters when its mission has ended.
        if item.kind != .anomaly, let mission = item.mission, standing(of: mission, at: now).state.isTerminal {
            return [.attentionExpired(AttentionExpired(id: id))]
        }
        switch item.onDeadline {
        case .expire: return [.attentionExpired(AttentionExpired(id: id))]
        case .escalate: return [escalation(of: item, at: now)]
        }
    }

    /// Asks the next enabled person: owner, successor owner, approver, then anyone who can approve. The last one asked
    /// keeps the question; while nobody is enabled it is tried again.
    private func escalation(of item: AttentionItem, at now: Instant) -> Event {
        let people = answerable(for: item)
        let current = item.assignee.flatMap { people.firstIndex(of: $0) }
        let place = current.map { $0 + 1 } ?? 0
        let later = now.adding(milliseconds: AttentionItem.questionMilliseconds)
        guard place < people.count else {
            let keeper = people.last ?? item.assignee
            let person = keeper.map { registry[$0].principal } ?? Principal(issuer: "", subject: "nobody")
            return .attentionEscalated(
                AttentionEscalated(id: item.id, to: person, deadline: people.isEmpty ? later : nil))
        }
        let deadline = place + 1 < people.count ? later : nil
        return .attentionEscalated(
            AttentionEscalated(id: item.id, to: registry[people[place]].principal, deadline: deadline))
    }

    private func answerable(for item: AttentionItem) -> [PrincipalIndex] {
        var people: [PrincipalIndex] = []
        if let mission = item.mission.map({ missions[$0] }) {
            people = [mission.owner, mission.parties.successorOwner, mission.parties.approver].compactMap(\.self)
        }
        for position in registry.principals.indices where registry.principals[position].isApprover {
            people.append(PrincipalIndex(position: Int32(position)))
        }
        var seen: Set<PrincipalIndex> = []
        return people.filter { registry[$0].isEnabled && seen.insert($0).inserted }
    }
}
