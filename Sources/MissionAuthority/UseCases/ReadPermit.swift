// SPDX-License-Identifier: Apache-2.0

import Glibc
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
    /// How far back a permit that is over is looked for. The owner's search goes to the beginning.
    private static let searchedEntriesMax: Int64 = 65_536
    /// Entries read at a time.
    private static let pageEntries: Int64 = 4096

    /// A permit: one that is open, or, as far back as the caller is shown, one that is over.
    package func permit(_ id: PermitID, caller: Caller) throws(PermitFailure) -> PermitReport {
        let open = read { state, now -> PermitReport?? in
            guard let effect = state.effects[id] else { return nil }
            guard state.mayKnowPermit(of: effect.attempt, under: effect.mission, caller) else { return .some(nil) }
            return PermitReport(effect, in: state, at: now)
        }
        if let open {
            guard let open else { throw .unknown }
            return open
        }
        guard let past = try past(id, caller: caller) else { throw .unknown }
        return past
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

    /// Looks for a permit that is over in the ledger, from its end.
    private func past(_ id: PermitID, caller: Caller) throws(PermitFailure) -> PermitReport? {
        let size = read { state, _ in state.size }
        let first = caller == .owner ? 0 : max(0, size - Self.searchedEntriesMax)
        var search = PermitSearch(id)
        do throws(StoreError) {
            var end = size
            while end > first {
                let start = max(first, end - Self.pageEntries)
                if try search.isFound(in: store.entries(from: start, max: Int(end - start))) { break }
                end = start
            }
        } catch {
            throw .storage
        }
        guard let report = search.report else { return nil }
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
    /// Never given, another's, or over for so long that only its owner may look for it.
    case unknown
    /// The ledger cannot be read.
    case storage
}

/// Goes through the ledger from its end and keeps what it says of one permit.
private struct PermitSearch {
    private let id: PermitID
    private let name: [UInt8]
    private var reader = EntryReader()
    private var state = Effect.State.permitted
    private var concluded: EffectConcluded?
    private(set) var report: PermitReport?

    init(_ id: PermitID) {
        self.id = id
        name = Array(id.text.utf8)
    }

    /// Takes in a page that comes before those that were taken in; true when nothing is left to be found.
    mutating func isFound(in entries: [StoredEntry]) throws(StoreError) -> Bool {
        for entry in entries.reversed() where entry.bytes.contains(name) {
            let staged = try StagedEvent(entry, &reader)
            take(staged.event, at: staged.at)
            if report != nil { return true }
        }
        return false
    }

    private mutating func take(_ event: Event, at moment: Instant) {
        switch event {
        case .effectConcluded(let event) where event.id == id && state == .permitted:
            state = event.outcome.state
            concluded = event
        case .effectIntended(let event) where event.id == id && state == .permitted: state = .intended
        case .permitGranted(let event) where event.id == id:
            report = PermitReport(event, at: moment, state, concluded)
        default: break
        }
    }
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

    /// One that is over: what it says has no more bearing on anything.
    fileprivate init(
        _ granted: PermitGranted, at moment: Instant, _ state: Effect.State, _ concluded: EffectConcluded?
    ) {
        self.init(
            id: granted.id, mission: granted.mission, attempt: granted.attempt, action: granted.action,
            resource: granted.resource, parameterDigest: granted.terms.parameterDigest,
            actionClass: granted.actionClass, version: granted.version, key: granted.key, grantedAt: moment,
            validUntil: granted.terms.validUntil, state: state, result: concluded?.result,
            reportedCost: concluded?.cost, holds: false, denial: nil)
    }
}

extension [UInt8] {
    /// Whether `name` stands somewhere in these bytes.
    fileprivate func contains(_ name: [UInt8]) -> Bool {
        guard let first = name.first, count >= name.count else { return false }
        return withUnsafeBytes { bytes in
            guard var place = bytes.baseAddress else { return false }
            let end = place + bytes.count - name.count + 1
            while let found = memchr(place, Int32(first), end - place) {
                if memcmp(found, name, name.count) == 0 { return true }
                place = UnsafeRawPointer(found) + 1
            }
            return false
        }
    }
}
