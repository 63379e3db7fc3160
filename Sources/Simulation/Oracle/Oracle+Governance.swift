// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Entries that govern: the registry, intake, the lifecycle, facts.
extension Oracle {
    func takeGovernance(_ event: Event, at moment: Instant) {
        switch event {
        case .clientRegistered(let event): register(event)
        case .clientDisabled(let event): enabledClients[event.id] = false
        case .principalRegistered(let event): enrol(event)
        case .submissionReceived(let event): receive(event, at: moment)
        case .submissionDenied(let event): deny(event)
        case .submissionExpired(let event):
            expect(
                submissions[event.id].map { $0.received.expiresAt <= moment } ?? false, .waiting,
                "\(event.id.short) lapsed before its time")
            resolve(event.id, "expired")
        case .missionApproved(let event): approve(event, at: moment)
        case .factChanged(let event): take(event, at: moment)
        case .lifecycleAnswered(let event): take(event, at: moment)
        default: takeLifecycle(event, at: moment)
        }
    }

    private func receive(_ event: SubmissionReceived, at moment: Instant) {
        expect(submissions[event.id] == nil, .durable, "\(event.id.short) was received twice")
        submissions[event.id] = SubmissionModel(received: event)
    }

    /// The authority itself declines only a child that it refused at once, and what rests on a mission that has ended.
    private func deny(_ event: SubmissionDenied) {
        if event.code != nil, let received = submissions[event.id]?.received, let mission = received.relation.mission {
            let isRefusedAtOnce = if case .session? = received.caller { true } else { false }
            expect(
                isRefusedAtOnce || hasEnded(mission),
                .endings, "\(event.id.short) was declined by the authority, and its mission goes on")
        }
        resolve(event.id, "denied")
    }

    func resolve(_ id: SubmissionID, _ how: String) {
        expect(submissions[id]?.isOpen == true, .endings, "\(id.short) was \(how) and is not open")
        submissions[id]?.isOpen = false
    }

    private func take(_ event: FactChanged, at moment: Instant) {
        expect(!facts.events.contains(event.event), .closed, "the signal `\(event.event)` was recorded twice")
        if let known = facts[event.fact], let observedAt = event.observedAt {
            expect(observedAt >= known.observedAt, .closed, "\(event.fact.text) went back to older news")
        }
        facts.take(event, at: moment)
        for id in order where missions[id]?.terms.contains(where: { $0.terms.fact == event.fact }) == true {
            missions[id]?.judge(at: moment, facts)
        }
    }

    private func take(_ event: LifecycleAnswered, at moment: Instant) {
        let key = NonceKey(event.key)
        if let known = nonces[key], moment < known.at.adding(milliseconds: NonceTable.retentionMilliseconds) {
            fail(.durable, "the nonce `\(event.key.nonce)` of \(event.key.mission.short) was answered twice")
        }
        nonces[key] = NonceModel(request: event.key.request, answer: event.answer, at: moment)
    }
}

/// The lifecycle.
extension Oracle {
    private func takeLifecycle(_ event: Event, at moment: Instant) {
        switch event {
        case .missionSuspended(let event): suspend(event, at: moment)
        case .suspensionChanged(let event): change(event, at: moment)
        case .missionResumed(let event): resume(event, at: moment)
        case .missionEnded(let event): end(event, at: moment)
        case .missionContained(let event): contain(event, at: moment)
        case .missionExtended(let event): extend(event, at: moment)
        case .missionTightened(let event):
            expect(!hasEnded(event.mission), .endings, "\(event.mission.short) was tightened after its end")
            missions[event.mission]?.terms += event.conditions.map { MissionModel.Term(terms: $0, since: moment) }
            missions[event.mission]?.judge(at: moment, facts)
        case .ownerChanged(let event): missions[event.mission]?.owner = event.owner
        default: break
        }
    }

    /// What the record says the clock or a fact has done, they have done, at that moment.
    private func wasDue(_ id: MissionID, _ turn: String, _ cause: Cause) {
        expect(
            missions[id]?.turns.contains(turn) == true, .closed,
            "the record of \(id.short) says \(turn) by \(cause), and nothing brought that")
    }

    private func suspend(_ event: MissionSuspended, at moment: Instant) {
        let suspension = event.suspension
        guard case .request = suspension.cause else {
            return wasDue(event.mission, "suspended \(suspension.since.microseconds)", suspension.cause)
        }
        expect(!hasEnded(event.mission), .endings, "\(event.mission.short) was suspended after its end")
        expect(
            missions[event.mission]?.suspendedSince == nil, .closed, "\(event.mission.short) was suspended twice")
        missions[event.mission]?.own = .suspended(
            since: suspension.since, isByFact: false, until: suspension.until, suspension.onExpiry)
    }

    private func change(_ event: SuspensionChanged, at moment: Instant) {
        expect(
            missions[event.mission]?.suspendedSince != nil && !hasEnded(event.mission), .endings,
            "the suspension of \(event.mission.short), which is not suspended, was changed")
        missions[event.mission]?.own = .suspended(
            since: event.suspension.since, isByFact: false, until: event.suspension.until, event.suspension.onExpiry)
    }

    private func resume(_ event: MissionResumed, at moment: Instant) {
        guard case .request = event.cause else {
            return wasDue(event.mission, "resumed \(event.at.microseconds)", event.cause)
        }
        expect(!hasEnded(event.mission), .endings, "\(event.mission.short) was resumed after its end")
        expect(
            missions[event.mission]?.suspendedSince != nil, .endings,
            "\(event.mission.short) was resumed and is not suspended")
        missions[event.mission]?.comeBack(at: event.at)
    }

    private func end(_ event: MissionEnded, at moment: Instant) {
        let ending = event.ending
        if ending.state == .cascaded {
            let above = lineage(of: event.mission).dropFirst().compactMap(\.endedAt).min()
            return expect(
                above == ending.at, .cascade,
                "\(event.mission.short) is recorded as cascaded and no ancestor ended then")
        }
        guard ending.cause == .request || ending.cause == .expansion else {
            return wasDue(event.mission, "\(ending.state.rawValue) \(ending.at.microseconds)", ending.cause)
        }
        expect(!hasEnded(event.mission), .endings, "\(event.mission.short) ended after its end")
        if let successor = ending.successor {
            expect(
                missions[successor] != nil, .durable, "\(event.mission.short) gave way to a mission that is not there")
        }
        missions[event.mission]?.end(ending.state, at: ending.at, successor: ending.successor)
    }

    private func contain(_ event: MissionContained, at moment: Instant) {
        if event.event.string.hasPrefix("fact:") {
            return wasDue(event.mission, "narrowed \(event.at.microseconds)", .fact(.named(event.event)))
        }
        expect(!hasEnded(event.mission), .endings, "\(event.mission.short) was narrowed after its end")
        let isNew = missions[event.mission]?.events.insert(event.event).inserted
        expect(isNew == true, .durable, "\(event.mission.short) was narrowed twice by `\(event.event)`")
        missions[event.mission]?.taken += event.removals.map { MissionModel.Taken(removal: $0, at: event.at) }
    }

    private func extend(_ event: MissionExtended, at moment: Instant) {
        guard let mission = missions[event.mission] else { return fail(.durable, "no \(event.mission.short)") }
        expect(!hasEnded(event.mission), .endings, "\(event.mission.short) was extended after its end")
        expect(event.expiresAt > mission.expiresAt, .authority, "\(event.mission.short) was extended to an earlier end")
        expect(
            event.expiresAt <= mission.approval.intent.intent.expiresAt, .authority,
            "\(event.mission.short) was extended beyond what its intent asked for")
        if let parent = mission.parent.flatMap({ missions[$0] }) {
            expect(
                event.expiresAt <= parent.expiresAt, .children, "\(event.mission.short) was extended beyond its parent")
        }
        missions[event.mission]?.expiresAt = event.expiresAt
    }
}
