// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

/// Answers to those who work, and what is read.
extension Oracle {
    func hearWork(_ answer: Answer, to call: Call, _ testimony: Testimony) {
        switch (call, answer) {
        case (.permit(let call), .decided(let receipt)): hear(receipt, to: call)
        case (.begin(let command), .done): hearBegin(command, testimony)
        case (.conclude(let report, _), .done): hear(report)
        case (.open, .opened(let grant)): hear(grant, isNew: true, testimony)
        case (.resume(_, let point, _, _), .resumed(let receipt)):
            if let grant = receipt.grant { hear(grant, isNew: point.startsAttempt, testimony) }
        case (.checkpoint(let attempt, _), .checkpointed(let number)):
            let kept = sessions[attempt.session]?.checkpoint ?? 0
            expect(kept >= number, .durable, "checkpoint \(number) of \(attempt.text) is gone")
        case (.close(let command), .done):
            let state = sessions[command.attempt.session]?.state
            expect(state == .terminated, .durable, "the end of \(command.attempt.text) is gone")
        case (.enqueue, .queued(let id)): expect(items[id] != nil, .durable, "\(id.short) was queued and is gone")
        case (.dispatch, .dispatched(let item)):
            expect(items[item.id]?.state != .waiting, .durable, "the dispatch of \(item.id.short) is gone")
        case (.ask, .asked(let id)):
            let isRaised = questions[id] != nil || roundEvents.count > 1
            expect(isRaised, .waiting, "\(id.short) was asked and nobody has the question")
        default: break
        }
    }

    private func hear(_ receipt: DecisionReceipt, to call: Call.PermitCall) {
        let name = receipt.id.short
        guard let effect = effects[receipt.id] else { return fail(.durable, "\(name) was given and is gone") }
        let granted = effect.granted
        expect(
            granted.mission == call.request.mission && granted.action == call.request.action
                && granted.resource == call.request.resource && granted.operation == call.request.operation
                && granted.key == call.key, .lineage, "\(name) is recorded as something else than was asked for")
        expect(
            granted.actionClass >= actionClass(of: call.request), .authority, "\(name) was taken for a milder action")
        for level in lineage(of: call.request.mission) {
            let isAllowed = level.entries.contains {
                $0.allows(call.request.action, call.request.resource.text, call.request.parameters)
            }
            expect(isAllowed, .authority, "\(name) breaks a constraint of \(level.id.short)")
        }
        if call.begins { expect(effect.state != .permitted, .durable, "the beginning of \(name) is gone") }
    }

    /// An outcome is kept, and with it what the effect has cost: what was reserved, where the report says no more.
    private func hear(_ report: EffectReport) {
        let name = report.permit.short
        guard let effect = effects[report.permit] else { return fail(.durable, "\(name) is gone") }
        expect(
            effect.state != .permitted && effect.state != .intended, .durable, "the outcome of \(name) is gone")
        guard report.outcome == .applied, effect.state == .applied else { return }
        let cost = report.cost ?? effect.granted.cost
        expect(effect.cost == cost, .costs, "\(name) has cost another amount than it counts for")
    }

    private func hearBegin(_ command: BeginEffect, _ testimony: Testimony) {
        let name = command.permit.short
        guard let effect = effects[command.permit] else { return fail(.durable, "\(name) was begun and is gone") }
        expect(effect.state != .permitted, .durable, "the beginning of \(name) is gone")
        expect(
            effect.granted.terms.parameterDigest == command.parameterDigest, .effects,
            "\(name) was begun with other parameters")
        expect(testimony.begin(command.permit), .effects, "\(name) was used twice")
    }

    private func hear(_ grant: SessionGrant, isNew: Bool, _ testimony: Testimony) {
        let attempt = grant.attempt
        guard let session = sessions[attempt.session] else { return fail(.durable, "\(attempt.text) is gone") }
        expect(session.epoch >= attempt.epoch, .durable, "\(attempt.text) was given and is not recorded")
        if isNew { expect(testimony.start(attempt), .possession, "\(attempt.text) was given twice") }
    }
}

/// Readings.
extension Oracle {
    /// A report agrees with the oracle and with all that was told before.
    func compare(_ report: MissionReport, _ testimony: Testimony) {
        let name = report.id.short
        guard let mission = missions[report.id], let standing = standing(of: report.id) else {
            return fail(.durable, "\(name) is told of and not recorded")
        }
        let told = report.standing.state
        if told != standing.state {
            let promise: Promise = standing.state == .cascaded ? .cascade : told == .active ? .authority : .endings
            fail(promise, "\(name) is told to be \(told.rawValue), and is \(standing.state.rawValue)")
        }
        expect(report.expiresAt == mission.expiresAt, .durable, "\(name) is told to end at another moment")
        if case .ended(.superseded, _, let successor) = mission.own, told == .superseded {
            expect(
                report.standing.ending?.successor == successor, .endings, "\(name) is told to have another successor")
        }
        if case .suspended(_, _, let until, let onExpiry) = mission.own, told == .suspended {
            let isSame = report.standing.suspension.map { $0.until == until && $0.onExpiry == onExpiry }
            expect(isSame == true, .endings, "\(name) is told to be suspended otherwise than it is")
        }
        if let contradiction = testimony.tell(report) { fail(.endings, "\(name) \(contradiction)") }
    }

    /// A permit that is read, not recorded: nothing may be known against it.
    func judge(_ decision: Decision, _ request: ActionRequest, at now: Instant) {
        guard decision.isPermit else { return }
        if let objection = objection(to: request, now: now) {
            fail(.authority, "\(request.action) under \(request.mission.short) was permitted: \(objection)")
        }
        let actionClass = actionClass(of: request)
        expect(decision.actionClass >= actionClass, .authority, "\(request.action) was taken for a milder action")
        if needsPerson(
            actionClass, for: request.action, on: request.resource, request.parameters, under: request.mission)
        {
            let key = request.operation.map { OperationKey(mission: request.mission, operation: $0) }
            expect(key.flatMap { agreements[$0] } != nil, .approval, "nobody agreed to \(request.action)")
        }
    }

    /// A session is told that it may go on for a while.
    func judgeLease(of attempt: Attempt, _ decision: HarnessDecision) {
        guard decision == .continue, let session = sessions[attempt.session] else { return }
        mustBeActive(session.mission, .possession, "the lease of \(attempt.text) was renewed")
        expect(
            session.epoch == attempt.epoch, .possession, "the lease of \(attempt.text), an older attempt, was renewed")
    }

    /// What an enforcement point lets through without asking.
    func judgeCached(_ request: ActionRequest, at now: Instant) {
        let actionClass = actionClass(of: request)
        expect(
            actionClass < .consequentialWrite, .authority,
            "\(request.action), \(actionClass.rawValue), was let through from a cache")
        guard let since = objectedSince(request) else { return }
        let age = now.milliseconds(since: since)
        expect(
            age <= Vocabulary.staleness(of: actionClass), .authority,
            "\(request.action) under \(request.mission.short) was let through \(age) ms after it was stopped")
    }
}
