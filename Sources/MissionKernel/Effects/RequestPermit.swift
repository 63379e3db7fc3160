// SPDX-License-Identifier: Apache-2.0

/// Asks for a permit that is on the ledger before it is answered, so that it has its place among all stops.
package struct RequestPermit: Command {
    package let caller: Caller
    package let id: PermitID
    package let request: ActionRequest
    /// Names the one execution that is meant (`idempotency_key`).
    package let key: ExactText?
    package let attempt: Attempt?
    /// Whether the action begins at once, so that no permit is out unused.
    package let begins: Bool

    package init(
        caller: Caller, id: PermitID, request: ActionRequest, key: ExactText? = nil, attempt: Attempt? = nil,
        begins: Bool = false
    ) {
        self.caller = caller
        self.id = id
        self.request = request
        self.key = key
        self.attempt = attempt
        self.begins = begins
    }

    /// The answer to a request, and the events that record it.
    package struct Answer: Sendable {
        package let decision: Decision
        /// The permit that the decision gives: a new one, or the one that its key stands for. When it gives none, what
        /// this decision alone is called by.
        package let permit: PermitID
        /// What the key stands for already.
        package let claim: Claim?
        package let events: [Event]
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try answer(in: state, at: now).events
    }

    /// Decides the request. Throws only when the caller may not ask at all; a denial is an answer.
    package func answer(in state: AuthorityState, at now: Instant) throws(Refusal) -> Answer {
        try state.mayRequest(self)
        if let answer = claimed(in: state, at: now) { return answer }
        var decision = isNameless ? nameless(in: state, at: now) : state.evaluate(request, at: now)
        switch decision.outcome {
        case .permit(var terms):
            terms.useLimit = 1
            decision.outcome = .permit(terms)
            return Answer(decision: decision, permit: id, claim: nil, events: granted(decision, terms))
        case .deny(let denial):
            return Answer(
                decision: decision, permit: id, claim: nil, events: refused(decision, denial, in: state, at: now))
        }
    }

    private func granted(_ decision: Decision, _ terms: PermitTerms) -> [Event] {
        let granted = Event.permitGranted(
            PermitGranted(
                id: id, mission: request.mission, attempt: attempt, client: request.client, action: request.action,
                resource: request.resource, operation: request.operation, terms: terms,
                actionClass: decision.actionClass, version: decision.version, key: key, cost: request.cost))
        return begins ? [granted, .effectIntended(EffectIntended(id: id))] : [granted]
    }
}

/// Keys that are taken.
extension RequestPermit {
    /// Whether there is a key and nothing that it could stand for.
    private var isNameless: Bool { key != nil && request.operation == nil }

    private func nameless(in state: AuthorityState, at now: Instant) -> Decision {
        let index = state.missions.index(of: request.mission)
        return Decision(
            outcome: .deny(Denial(.parameterViolation, .missingDigest)),
            actionClass: index.map { state.actionClass(of: request, under: $0) } ?? .strictest,
            version: index.map { state.standing(of: $0, at: now).version } ?? 0, decidedAt: now, checks: .parameters)
    }

    /// The answer that the key's claim gives, or nil when the key is free (draft-mcguinness-mission-runtime,
    /// *Idempotency*): the same operation is never executed twice, another operation never under the same key.
    private func claimed(in state: AuthorityState, at now: Instant) -> Answer? {
        guard let key, !isNameless, !request.isReferenceContradicted,
            let index = state.missions.index(of: request.mission),
            let claim = state.effects.claim(of: key, in: state.missions[index].lineage.tree)
        else { return nil }
        guard claim.operation == request.operation else {
            return answer(Denial(.idempotencyConflict, .claim(claim.permit)), claim: claim, in: state, at: now)
        }
        if claim.state == .permitted, let effect = state.effects[claim.permit] {
            guard now < effect.validUntil else { return nil }
            if effect.mission == index, effect.attempt?.session == attempt?.session {
                return again(effect, claim: claim, in: state, at: now)
            }
        }
        // Another mission of the tree, or another session, may use its permit yet, and what has begun will be reported.
        let retry: Int64? = claim.state == .intended || claim.state == .permitted ? 1000 : nil
        let denial = Denial(.duplicateSuppressed, .claim(claim.permit), retryAfterMilliseconds: retry)
        return answer(denial, claim: claim, in: state, at: now)
    }

    /// A permit that is out and unused is answered again, if it would still be given.
    private func again(_ effect: Effect, claim: Claim, in state: AuthorityState, at now: Instant) -> Answer {
        if let denial = state.evaluateAgain(effect, at: now) ?? changed(since: effect, in: state, at: now) {
            return answer(denial, claim: claim, in: state, at: now)
        }
        let terms = PermitTerms(
            entry: effect.entry, validUntil: min(effect.validUntil, request.reliableUntil),
            useLimit: 1, parameterDigest: effect.parameterDigest)
        let decision = Decision(
            outcome: .permit(terms), actionClass: effect.actionClass, version: effect.version, decidedAt: now,
            checks: [])
        let events: [Event] = begins ? [.effectIntended(EffectIntended(id: effect.id))] : []
        return Answer(decision: decision, permit: effect.id, claim: claim, events: events)
    }

    /// Why this request is not given what an earlier one was. The permit that is out does not count against itself, and
    /// the agreement that it rests on is used up.
    private func changed(since effect: Effect, in state: AuthorityState, at now: Instant) -> Denial? {
        var view = state
        view.withdrawPermit(effect.id)
        let decision = view.evaluate(request, at: now)
        let isAgreed = [.approvalRequired, .approvalExpired].contains(decision.denial?.reason)
        if let denial = decision.denial, !isAgreed { return denial }
        guard decision.actionClass > effect.actionClass else { return nil }
        // WHY: a permit of a milder class is no permit for this. When it has run out, its key is free for one.
        let rest = max(1, effect.validUntil.milliseconds(since: now))
        return Denial(.duplicateSuppressed, .claim(effect.id), retryAfterMilliseconds: rest)
    }

    private func answer(_ denial: Denial, claim: Claim, in state: AuthorityState, at now: Instant) -> Answer {
        let index = state.missions.index(of: request.mission)
        let decision = Decision(
            outcome: .deny(denial),
            actionClass: index.map { state.actionClass(of: request, under: $0) } ?? .strictest,
            version: index.map { state.standing(of: $0, at: now).version } ?? 0, decidedAt: now, checks: [])
        return Answer(decision: decision, permit: id, claim: claim, events: [])
    }
}

/// Refusals.
extension RequestPermit {
    /// How long a refusal that is repeated word for word is not written again.
    private static let repetitionMilliseconds: Int64 = 60_000

    /// Writes a refusal down, once for each stretch of repetitions, and asks the person whose agreement is missing.
    private func refused(
        _ decision: Decision, _ denial: Denial, in state: AuthorityState, at now: Instant
    ) -> [Event] {
        guard let index = state.missions.index(of: request.mission) else { return [] }
        let question = question(denial, under: index, in: state, at: now)
        let last = state.missions[index].lastRefusal
        let isRepeated =
            last.map { last in
                last.operation == request.operation && last.action == request.action
                    && last.resource == request.resource.text && last.reason == denial.reason
                    && now.milliseconds(since: last.at) < Self.repetitionMilliseconds
            } ?? false
        guard !isRepeated else { return question }
        let refused = Event.permitRefused(
            PermitRefused(
                mission: request.mission, attempt: attempt, client: request.client, action: request.action,
                resource: request.resource, operation: request.operation, actionClass: decision.actionClass,
                version: decision.version, reason: denial.reason))
        return [refused] + question
    }

    private func question(
        _ denial: Denial, under index: MissionIndex, in state: AuthorityState, at now: Instant
    ) -> [Event] {
        guard denial.nextAction == .request, let operation = request.operation,
            state.attention.openApproval(of: operation, under: request.mission) == nil,
            state.attention.hasRoom(under: index)
        else { return [] }
        let item = AttentionID(high: id.high, low: id.low)
        return [
            .attentionRaised(
                AttentionRaised(
                    id: item, mission: request.mission, attempt: attempt, kind: .approval,
                    subject: .operation(operation, under: request.mission),
                    text: "\(request.action) on \(request.resource.text)",
                    deadline: now.adding(milliseconds: AttentionItem.approvalMilliseconds), onDeadline: .expire))
        ]
    }
}

extension AuthorityState {
    /// A session asks for its own mission and from its current attempt; a client needs the grant.
    func mayRequest(_ command: RequestPermit) throws(Refusal) {
        switch command.caller {
        case .owner: break
        case .client(let id):
            let index = try mission(command.request.mission)
            try mayGovern(missions[index], .client(id), by: .evaluate)
        case .session(let session):
            guard command.attempt?.session == session else {
                throw Refusal(.notPermitted, "a process asks for its own session only")
            }
        }
        guard let attempt = command.attempt else { return }
        try isCurrent(attempt)
        guard missions[try session(attempt.session).mission].id == command.request.mission else {
            throw .unknownMission
        }
    }

    /// Why an effect that was permitted would not be permitted now, or nil: its mission, lineage, facts and bounds.
    package func evaluateAgain(_ effect: Effect, at now: Instant) -> Denial? {
        let standing = standing(of: effect.mission, at: now)
        guard standing.state == .active else { return Denial(.missionInactive, .state(MissionStop(standing))) }
        if let client = disabledClient(of: effect.mission) { return Denial(.actorInvalid, .client(client)) }
        guard covers(effect.action, on: effect.resource, by: effect.entry, of: effect.mission) else {
            return Denial(.authorityContained, .removed)
        }
        if let returnedAt = returnedAt(effect.mission, at: now), effect.grantedAt < returnedAt {
            // WHY: a stop voids what was out. When it has run out its key is free for a fresh one.
            let rest = max(1, effect.validUntil.milliseconds(since: now))
            return Denial(.staleState, .claim(effect.id), retryAfterMilliseconds: rest)
        }
        return nil
    }
}
