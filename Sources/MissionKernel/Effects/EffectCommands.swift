// SPDX-License-Identifier: Apache-2.0

/// Begins an action under a permit, which this uses up. From here on the effect is `intended`.
package struct BeginEffect: Command {
    package let caller: Caller
    package let permit: PermitID
    /// The digest of the parameters that the action really has.
    package let parameterDigest: Digest?
    package let attempt: Attempt?

    package init(caller: Caller, permit: PermitID, parameterDigest: Digest?, attempt: Attempt? = nil) {
        self.caller = caller
        self.permit = permit
        self.parameterDigest = parameterDigest
        self.attempt = attempt
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        let effect = try state.effect(permit, askedBy: caller, attempt)
        if case .session = caller, attempt == nil {
            throw Refusal(.staleEpoch, "a process says which attempt it is, so that older ones are fenced off")
        }
        if let attempt { try state.isCurrent(attempt) }
        guard effect.state == .permitted else {
            throw Refusal(.permitConsumed, "the permit has been used")
        }
        guard now < effect.validUntil else { throw Refusal(.permitExpired, "the permit has run out; ask again") }
        guard effect.parameterDigest == parameterDigest else {
            throw Refusal(
                .parameterMismatch, "`parameter_digest` is missing, or is not that of the permit's parameters")
        }
        if let denial = state.evaluateAgain(effect, at: now) {
            guard denial.reason != .missionInactive else {
                throw Refusal(.missionNotActive, "the permit is void, for its mission is not active")
            }
            throw Refusal(.permitExpired, "the permit is void (\(denial.reason.rawValue)); ask again")
        }
        return [.effectIntended(EffectIntended(id: permit))]
    }
}

/// Reports what became of an effect. What the world did is recorded whatever has become of the mission since.
package struct ConcludeEffect: Command {
    package let caller: Caller
    package let permit: PermitID
    package let outcome: Outcome
    /// The digest of what came back.
    package let result: Digest?
    /// What it really cost, when that differs from what was reserved. Of one that did not happen: what the try cost,
    /// which then counts as a call too; without it, all that was reserved is given back.
    package let cost: Cost?
    package let attempt: Attempt?

    package enum Outcome: String, CaseIterable, Hashable, Sendable {
        case applied
        case refused
        case unknown

        /// The state that an effect has once this is reported.
        package var state: Effect.State {
            switch self {
            case .applied: .applied
            case .refused: .refused
            case .unknown: .unknown
            }
        }
    }

    package init(
        caller: Caller, permit: PermitID, outcome: Outcome, result: Digest? = nil, cost: Cost? = nil,
        attempt: Attempt? = nil
    ) {
        self.caller = caller
        self.permit = permit
        self.outcome = outcome
        self.result = result
        self.cost = cost
        self.attempt = attempt
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        let effect = try state.effect(permit, askedBy: caller, attempt)
        guard effect.state == .intended || (effect.state == .unknown && outcome != .unknown) else {
            guard effect.state == outcome.state else {
                throw Refusal(.conflict, "an effect that is \(effect.state.rawValue) cannot become \(outcome.rawValue)")
            }
            return []
        }
        let concluded = Event.effectConcluded(
            EffectConcluded(id: permit, outcome: outcome, result: result, cost: cost))
        guard outcome == .unknown else { return [concluded] }
        return [concluded, state.question(about: effect, because: "whoever did it cannot tell", at: now)]
    }
}

extension AuthorityState {
    /// The effect, for whoever may speak of it; the same answer when there is none as when it is another's.
    func effect(_ id: PermitID, askedBy caller: Caller, _ attempt: Attempt?) throws(Refusal) -> Effect {
        guard let effect = effects[id], mayKnowPermit(of: effect.attempt, under: effect.mission, caller) else {
            throw .unknownPermit
        }
        if let attempt, let own = effect.attempt, attempt.session != own.session { throw .unknownPermit }
        return effect
    }

    /// Whether a permit that was given under a mission, to an attempt or to none, is the caller's to speak of.
    package func mayKnowPermit(of attempt: Attempt?, under index: MissionIndex, _ caller: Caller) -> Bool {
        switch caller {
        case .owner: return true
        case .session(let session): return attempt?.session == session
        case .client:
            do throws(Refusal) { try mayGovern(missions[index], caller, by: .evaluate) } catch { return false }
            return true
        }
    }

    /// What is due when an action that began was not reported in time.
    func unreportedEvents(at id: PermitID, now: Instant) -> [Event] {
        guard let effect = effects[id], effect.state == .intended else { return [] }
        return unaccounted(effect, because: "nobody has reported it in time", at: now)
    }

    /// The outcome of an action is unknown from now on, and a person is asked.
    func unaccounted(_ effect: Effect, because: String, at now: Instant) -> [Event] {
        [
            .effectConcluded(EffectConcluded(id: effect.id, outcome: .unknown, result: nil, cost: nil)),
            question(about: effect, because: because, at: now),
        ]
    }

    /// Puts an unknown outcome to a person: it is never guessed.
    ///
    /// - Parameter because: why nobody knows, in words.
    func question(about effect: Effect, because: String, at now: Instant) -> Event {
        .attentionRaised(
            AttentionRaised(
                id: AttentionID(high: effect.id.high, low: effect.id.low), mission: missions[effect.mission].id,
                attempt: effect.attempt, kind: .anomaly, subject: .effect(effect.id),
                text: "did this happen? \(effect.action) on \(effect.resource.text): \(because)",
                deadline: now.adding(milliseconds: AttentionItem.questionMilliseconds), onDeadline: .escalate))
    }
}

extension Refusal {
    /// The one answer for a permit that was never given, is long over, or is another's.
    package static let unknownPermit = Refusal(.notFound, "no permit that you can see has this id")
}
