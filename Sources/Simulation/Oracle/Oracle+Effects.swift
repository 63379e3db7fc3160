// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Permits, effects and the questions about them.
extension Oracle {
    func takeEffects(_ event: Event, at moment: Instant) {
        switch event {
        case .permitGranted(let event): grant(event, at: moment)
        case .effectIntended(let event): begin(event.id, at: moment)
        case .effectConcluded(let event): conclude(event)
        case .attentionRaised(let event):
            mustBeNew(event, at: moment)
            questions[event.id] = QuestionModel(
                raised: event, deadline: event.deadline, assignee: event.mission.flatMap { missions[$0]?.owner })
        case .attentionAnswered(let event): answer(event, at: moment)
        case .attentionExpired(let event): questions[event.id] = nil
        case .attentionEscalated(let event): escalate(event)
        default: break
        }
    }

    private func grant(_ event: PermitGranted, at moment: Instant) {
        let name = event.id.short
        guard let mission = missions[event.mission] else { return fail(.authority, "\(name) is under no mission") }
        mustBeActive(event.mission, .authority, "\(name) was permitted")
        expect(
            enabledClients[mission.approval.client] != false, .possession, "\(name) was permitted to a disabled client")
        bounds(event, at: moment)
        mustBeAllowed(event, "permitted")
        if let attempt = event.attempt {
            expect(sessions[attempt.session]?.epoch == attempt.epoch, .possession, "\(name) went to an older attempt")
        }
        if let overdrawn = overdrawn(by: event.cost, action: event.action, under: event.mission) {
            fail(.costs, "\(name) was permitted and \(overdrawn)")
        }
        if needsPerson(event.actionClass, for: event.action, on: event.resource, nil, under: event.mission) {
            useAgreement(event, at: moment)
        }
        if let key = event.key, let claim = claim(of: key, in: mission.tree), !isFree(claim, at: moment) {
            fail(.effects, "\(name) was permitted under the key of \(claim.granted.id.short)")
        }
        if let operation = event.operation {
            refusals[OperationKey(mission: event.mission, operation: operation)] = nil
        }
        effects[event.id] = EffectModel(granted: event, at: moment, cost: event.cost)
        effectOrder.append(event.id)
    }

    private func mustBeAllowed(_ event: PermitGranted, _ what: String) {
        for level in lineage(of: event.mission) where !level.allows(event.action, on: event.resource, nil) {
            fail(
                .authority, "\(event.id.short), \(event.action), was \(what) outside the authority of \(level.id.short)"
            )
        }
    }

    /// The permit says no more than its mission and class allow.
    private func bounds(_ event: PermitGranted, at moment: Instant) {
        let name = event.id.short
        let end = lineage(of: event.mission).map(\.expiresAt).min() ?? moment
        let longest = moment.adding(milliseconds: 300_000)
        expect(event.terms.validUntil <= min(end, longest), .authority, "\(name) is good for longer than its mission")
        expect(
            event.actionClass < .consequentialWrite || event.terms.parameterDigest != nil, .effects,
            "\(name) is for any parameters")
        let isUnlimited = event.terms.useLimit == nil
        expect(event.actionClass < .irreversibleAction || !isUnlimited, .effects, "\(name) is good more than once")
    }

    private func useAgreement(_ event: PermitGranted, at moment: Instant) {
        let name = event.id.short
        guard let operation = event.operation else {
            return fail(.approval, "\(name) needs a person and names no operation")
        }
        let key = OperationKey(mission: event.mission, operation: operation)
        guard let agreement = agreements[key] else { return fail(.approval, "nobody agreed to \(name)") }
        expect(moment < agreement.until, .approval, "the agreement to \(name) had run out")
        expect(agreement.at >= returnedAt(event.mission), .approval, "\(name) was agreed to before a stop")
        agreements[key] = nil
    }

    /// The latest effect under a key.
    func claim(of key: ExactText, in tree: MissionID) -> EffectModel? {
        effectOrder.last { id in
            effects[id]?.granted.key == key && effects[id].flatMap { missions[$0.granted.mission]?.tree } == tree
        }.flatMap { effects[$0] }
    }

    private func isFree(_ claim: EffectModel, at moment: Instant) -> Bool {
        claim.state == .permitted && claim.granted.terms.validUntil <= moment
    }

    private func begin(_ id: PermitID, at moment: Instant) {
        guard let effect = effects[id] else { return fail(.effects, "\(id.short) was begun and never permitted") }
        expect(effect.state == .permitted, .effects, "\(id.short) was begun while \(effect.state.rawValue)")
        mustBeActive(effect.granted.mission, .authority, "\(id.short) was begun")
        mustBeAllowed(effect.granted, "begun")
        expect(moment < effect.granted.terms.validUntil, .authority, "\(id.short) was begun after it ran out")
        expect(effect.at >= returnedAt(effect.granted.mission), .authority, "\(id.short) was begun after a stop")
        effects[id]?.state = .intended
    }

    private func conclude(_ event: EffectConcluded) {
        guard let effect = effects[event.id] else {
            return fail(.effects, "\(event.id.short) has an outcome and no permit")
        }
        let isOpen = effect.state == .intended || (effect.state == .unknown && event.outcome != .unknown)
        expect(isOpen, .effects, "\(event.id.short) became \(event.outcome.rawValue) from \(effect.state.rawValue)")
        effects[event.id]?.state = Effect.State(rawValue: event.outcome.rawValue) ?? .unknown
        effects[event.id]?.result = event.result
        if event.outcome != .unknown, let cost = event.cost { effects[event.id]?.cost = cost }
        effects[event.id]?.isGivenBack = event.outcome == .refused && event.cost == nil
        if event.outcome != .unknown { questions[AttentionID(high: event.id.high, low: event.id.low)] = nil }
    }

    private func answer(_ event: AttentionAnswered, at moment: Instant) {
        let question = questions.removeValue(forKey: event.id)
        expect(question != nil, .waiting, "\(event.id.short) was answered and is not open")
        if case .deny = event.answer, let key = question?.operation {
            agreements[key] = nil
            refusals[key] = AnswerModel(at: moment, until: moment.adding(milliseconds: 86_400_000))
        }
        guard case .agree(let evidence) = event.answer else { return }
        let client = missions[evidence.terms.mission]?.approval.client.text
        expect(approvers[evidence.approver]?.contains(evidence.key) == true, .approval, "nobody's key agreed")
        expect(facts.isEnabled(evidence.approver), .approval, "somebody who has left agreed")
        expect(evidence.approver.subject != client, .approval, "who runs a mission agreed to its action")
        let key = OperationKey(mission: evidence.terms.mission, operation: evidence.terms.operation)
        refusals[key] = nil
        agreements[key] = AnswerModel(at: moment, until: evidence.terms.until)
    }

    /// A person who has said no to an action is not asked about it again while that holds.
    private func mustBeNew(_ event: AttentionRaised, at moment: Instant) {
        guard case .operation(let operation, let mission) = event.subject else { return }
        let isDeclined = isDeclined(OperationKey(mission: mission, operation: operation), at: moment)
        expect(!isDeclined, .approval, "\(event.id.short) asks again what a person has declined")
    }

    /// Whether a person's no to an action holds: for its time, and until the mission was stopped and goes on.
    func isDeclined(_ key: OperationKey, at moment: Instant) -> Bool {
        guard let refusal = refusals[key] else { return false }
        return moment < refusal.until && refusal.at >= returnedAt(key.mission)
    }

    private func escalate(_ event: AttentionEscalated) {
        questions[event.id]?.assignee = event.to
        questions[event.id]?.deadline = event.deadline
        let isAnybodyThere = approvers.keys.contains { facts.isEnabled($0) }
        expect(
            facts.isEnabled(event.to) || !isAnybodyThere, .waiting,
            "\(event.id.short) was put to \(event.to.subject), who has left")
    }
}

extension Oracle {
    /// Somebody has been asked about each effect that nobody can account for.
    func accountForUnknown() {
        for id in effectOrder where effects[id]?.state == .unknown {
            let isAsked = questions[AttentionID(high: id.high, low: id.low)] != nil
            expect(isAsked, .effects, "the outcome of \(id.short) is unknown, and nobody was asked")
        }
    }
}
