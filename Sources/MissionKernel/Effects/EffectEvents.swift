// SPDX-License-Identifier: Apache-2.0

/// A durable permit was given.
package struct PermitGranted: EventPayload {
    package let id: PermitID
    package let mission: MissionID
    package let attempt: Attempt?
    package let client: ClientID
    package let action: String
    package let resource: ResourceURI
    package let operation: Digest?
    package let terms: PermitTerms
    package let actionClass: ActionClass
    package let version: Int64
    package let key: ExactText?
    package let cost: Cost

    package init(
        id: PermitID, mission: MissionID, attempt: Attempt?, client: ClientID, action: String, resource: ResourceURI,
        operation: Digest?, terms: PermitTerms, actionClass: ActionClass, version: Int64, key: ExactText?, cost: Cost
    ) {
        self.id = id
        self.mission = mission
        self.attempt = attempt
        self.client = client
        self.action = action
        self.resource = resource
        self.operation = operation
        self.terms = terms
        self.actionClass = actionClass
        self.version = version
        self.key = key
        self.cost = cost
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        let grant = Effect.Grant(
            id: id, mission: index, attempt: attempt, action: action, resource: resource, operation: operation,
            parameterDigest: terms.parameterDigest, actionClass: actionClass, entry: terms.entry, version: version,
            key: key, validUntil: terms.validUntil, grantedAt: moment)
        state.effects.add(Effect(grant, cost: cost, state: .permitted), in: state.missions[index].lineage.tree)
        state.effects.lapse(id, at: terms.validUntil)
        state.charge(cost, for: action, to: index)
        if let operation { state.attention.useAnswer(about: operation, under: mission) }
    }
}

/// A permit was refused.
package struct PermitRefused: EventPayload {
    package let mission: MissionID
    package let attempt: Attempt?
    package let client: ClientID
    package let action: String
    package let resource: ResourceURI
    package let operation: Digest?
    package let actionClass: ActionClass
    package let version: Int64
    package let reason: DenialReason

    package init(
        mission: MissionID, attempt: Attempt?, client: ClientID, action: String, resource: ResourceURI,
        operation: Digest?, actionClass: ActionClass, version: Int64, reason: DenialReason
    ) {
        self.mission = mission
        self.attempt = attempt
        self.client = client
        self.action = action
        self.resource = resource
        self.operation = operation
        self.actionClass = actionClass
        self.version = version
        self.reason = reason
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.missions.update(index) { mission in
            mission.lastRefusal = RecordedRefusal(
                operation: operation, action: action, resource: resource.text, reason: reason, at: moment)
        }
    }
}

/// An action began under its permit.
package struct EffectIntended: EventPayload {
    package let id: PermitID

    package init(id: PermitID) { self.id = id }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let effect = state.effects[id] else { return }
        state.effects.change(id, to: .intended)
        let tree = state.missions[effect.mission].lineage.tree
        state.effects.changeClaim(of: effect.key, in: tree, to: .intended, result: nil)
        state.deadlines.add(.effect(id), at: effect.reportBy)
    }
}

/// What became of an action is known, or known to be unknown.
package struct EffectConcluded: EventPayload {
    package let id: PermitID
    package let outcome: ConcludeEffect.Outcome
    package let result: Digest?
    package let cost: Cost?

    package init(id: PermitID, outcome: ConcludeEffect.Outcome, result: Digest?, cost: Cost?) {
        self.id = id
        self.outcome = outcome
        self.result = result
        self.cost = cost
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let effect = state.effects[id] else { return }
        let tree = state.missions[effect.mission].lineage.tree
        state.effects.changeClaim(of: effect.key, in: tree, to: outcome.state, result: result)
        switch outcome {
        case .unknown:
            state.effects.change(id, to: .unknown)
            return
        case .applied:
            if let cost { state.correct(effect.cost, to: cost, under: effect.mission) }
        case .refused:
            // What was tried and failed may have cost something nevertheless.
            if let cost {
                state.correct(effect.cost, to: cost, under: effect.mission)
            } else {
                state.refund(effect.cost, for: effect.action, to: effect.mission)
            }
        }
        state.effects.close(effect, in: tree, at: moment)
        state.attention.close(.effect(id))
    }
}

/// A credential was derived under a mission.
package struct DerivationCounted: EventPayload {
    package let mission: MissionID

    package init(mission: MissionID) { self.mission = mission }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        guard let index = state.missions.index(of: mission) else { return }
        state.missions.update(index) { $0.spend.derivations += 1 }
    }
}

/// Charges go to the mission and to every ancestor: a bound holds over the lineage.
extension AuthorityState {
    mutating func charge(_ cost: Cost, for action: String, to index: MissionIndex) {
        forLineage(of: index) { $0.spend.charge(cost, for: action, under: $0.terms.limits) }
    }

    mutating func refund(_ cost: Cost, for action: String, to index: MissionIndex) {
        forLineage(of: index) { $0.spend.refund(cost, for: action, under: $0.terms.limits) }
    }

    fileprivate mutating func correct(_ reserved: Cost, to actual: Cost, under index: MissionIndex) {
        forLineage(of: index) { $0.spend.correct(reserved, to: actual) }
    }

    private mutating func forLineage(of index: MissionIndex, _ change: (inout Mission) -> Void) {
        var next: MissionIndex? = index
        while let current = next {
            missions.update(current, change)
            next = missions[current].lineage.parent
        }
    }

    /// Drops a permit that has run out. What it reserved stays spent, for nothing proves that nothing was done
    /// (draft-mcguinness-mission-metering, *Retry*).
    mutating func dropPermit(_ id: PermitID) {
        guard let effect = effects[id], effect.state == .permitted else { return }
        effects.drop(effect, in: missions[effect.mission].lineage.tree)
    }

    /// Takes a permit that is out back, with its cost, as if it had not been given.
    mutating func withdrawPermit(_ id: PermitID) {
        guard let effect = effects[id], effect.state == .permitted else { return }
        refund(effect.cost, for: effect.action, to: effect.mission)
        effects.drop(effect, in: missions[effect.mission].lineage.tree)
    }
}
