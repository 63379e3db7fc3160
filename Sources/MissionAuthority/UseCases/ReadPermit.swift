// SPDX-License-Identifier: Apache-2.0

import Ledger
package import MissionKernel

/// What a durable permit was given for, and how it stands.
package struct PermitReport: Sendable {
    package let id: PermitID
    package let mission: MissionID
    /// The attempt that asked; nil when it ran under no session.
    package let attempt: Attempt?
    package let action: String
    package let resource: ResourceURI
    package let parameterDigest: Digest?
    package let actionClass: ActionClass
    /// The mission's version that it was given under.
    package let version: Int64
    package let key: ExactText?
    package let grantedAt: Instant
    package let validUntil: Instant
    package let state: Effect.State
    /// The digest of what came back, once it did.
    package let result: Digest?
    /// What the report said it really cost; nil while there is none, or it did not say.
    package let reportedCost: Cost?
    /// Whether the action may begin now, or if it has begun, whether it would still be permitted.
    package let holds: Bool
    /// Why it does not hold, when the rules and not the clock or an outcome say so.
    package let denial: Denial?

    /// How often it may be used; nil when the class does not count uses.
    package var useLimit: Int? { actionClass.isHighConsequence ? 1 : nil }
    /// Whether an action has begun under it.
    package var isUsed: Bool { state != .permitted }
}

extension MissionAuthority {
    /// A permit, whether it is open or over.
    package func permit(_ id: PermitID, caller: Caller) throws(PermitFailure) -> PermitReport {
        let (open, size) = read { state, now -> (PermitReport??, Int64) in
            guard let effect = state.effects[id] else { return (nil, state.size) }
            let mayKnow = state.mayKnowPermit(of: effect.attempt, under: effect.mission, caller)
            return (.some(mayKnow ? PermitReport(effect, in: state, at: now) : nil), state.size)
        }
        let report = if let open { open } else { try past(id, among: size, caller: caller) }
        guard let report else { throw .unknown }
        return report
    }

    /// The permits under which exactly this is being done now: begun, not concluded, and still permitted. For whoever
    /// guards a resource and sees a change arrive. A session is told of its own only.
    package func permitsInUse(
        action: String, resource: ResourceURI, parameterDigest: Digest, caller: Caller
    ) -> [PermitReport] {
        readCopy { state, now in
            state.effects.open.values.filter { effect in
                effect.state == .intended && effect.parameterDigest == parameterDigest && effect.action == action
                    && effect.resource == resource
                    && state.mayKnowPermit(of: effect.attempt, under: effect.mission, caller)
            }
            .map { PermitReport($0, in: state, at: now) }.filter(\.holds).sorted { $0.id < $1.id }
        }
    }

    /// What the first `size` entries of the ledger say of a permit that is over.
    private func past(_ id: PermitID, among size: Int64, caller: Caller) throws(PermitFailure) -> PermitReport? {
        let found: PermitReport?
        do {
            found = try PermitReport(id, from: ledger.entries(about: id, among: size))
        } catch {
            throw .storage
        }
        guard let report = found else { return nil }
        let mayKnow = read { state, _ in
            state.missions.index(of: report.mission).map {
                state.mayKnowPermit(of: report.attempt, under: $0, caller)
            }
        }
        return mayKnow == true ? report : nil
    }
}

/// Why a permit cannot be shown.
package enum PermitFailure: Error {
    /// Never given, or another's.
    case unknown
    /// The ledger cannot be read.
    case storage
}

extension PermitReport {
    fileprivate init(_ effect: Effect, in state: AuthorityState, at now: Instant) {
        let denial = state.evaluateAgain(effect, at: now)
        let isInTime = effect.state == .intended || (effect.state == .permitted && now < effect.validUntil)
        self.init(
            id: effect.id, mission: state.missions[effect.mission].id, attempt: effect.attempt, action: effect.action,
            resource: effect.resource, parameterDigest: effect.parameterDigest, actionClass: effect.actionClass,
            version: effect.version, key: effect.key, grantedAt: effect.grantedAt, validUntil: effect.validUntil,
            state: effect.state, result: nil, reportedCost: nil, holds: isInTime && denial == nil, denial: denial)
    }

    /// One that is over, as the entries about it say: what it says has no more bearing on anything. Nil when they do
    /// not say that it was given.
    fileprivate init?(_ id: PermitID, from entries: [StoredEntry]) throws(StoreError) {
        var reader = EntryReader()
        var granted: (event: PermitGranted, at: Instant)?
        var state = Effect.State.permitted
        var concluded: EffectConcluded?
        for entry in entries {
            let staged = try StagedEvent(entry, &reader)
            switch staged.event {
            case .permitGranted(let event) where event.id == id: granted = (event, staged.at)
            case .effectIntended(let event) where event.id == id: state = .intended
            case .effectConcluded(let event) where event.id == id:
                state = event.outcome.state
                concluded = event
            default: continue
            }
        }
        guard let (event, moment) = granted else { return nil }
        self.init(
            id: id, mission: event.mission, attempt: event.attempt, action: event.action, resource: event.resource,
            parameterDigest: event.terms.parameterDigest, actionClass: event.actionClass, version: event.version,
            key: event.key, grantedAt: moment, validUntil: event.terms.validUntil, state: state,
            result: concluded?.result, reportedCost: concluded?.cost, holds: false, denial: nil)
    }
}
