// SPDX-License-Identifier: Apache-2.0

/// An action that a durable permit was given for, and what became of it.
package struct Effect: Sendable, Equatable {
    /// What was permitted: an object, for nothing changes it, and effects are moved more often than they are looked at.
    private let grant: Shared<Grant>
    package internal(set) var cost: Cost
    package internal(set) var state: State

    init(_ grant: Grant, cost: Cost, state: State) {
        self.grant = Shared(grant)
        self.cost = cost
        self.state = state
    }

    struct Grant: Sendable, Equatable {
        let id: PermitID
        let mission: MissionIndex
        let attempt: Attempt?
        let action: String
        let resource: ResourceURI
        let operation: Digest?
        let parameterDigest: Digest?
        let actionClass: ActionClass
        let entry: Int
        let version: Int64
        let key: ExactText?
        let validUntil: Instant
        let grantedAt: Instant
    }

    package enum State: String, CaseIterable, Hashable, Sendable {
        /// Permitted and not begun: the permit can be used until it runs out.
        case permitted
        /// Begun; its receipt has not come.
        case intended
        case applied
        /// It did not happen.
        case refused
        /// Begun by an attempt that is gone, or not reported in time: whether it happened must be found out.
        case unknown
    }

    /// How much longer than its permit was good an action of a session may take: its supervisor, which says what
    /// became of the session's processes, is expected back.
    package static let supervisedMilliseconds: Int64 = 4 * 3600 * 1000

    /// When the outcome of an action that began is unknown if nobody has reported it. A report can still come later.
    package var reportBy: Instant {
        attempt == nil ? validUntil : validUntil.adding(milliseconds: Self.supervisedMilliseconds)
    }
}

extension Effect {
    package var id: PermitID { grant.value.id }
    package var mission: MissionIndex { grant.value.mission }
    /// The attempt that asked, when it runs under a session here.
    package var attempt: Attempt? { grant.value.attempt }
    package var action: String { grant.value.action }
    package var resource: ResourceURI { grant.value.resource }
    package var operation: Digest? { grant.value.operation }
    package var parameterDigest: Digest? { grant.value.parameterDigest }
    package var actionClass: ActionClass { grant.value.actionClass }
    package var entry: Int { grant.value.entry }
    /// The version of the mission that the permit was given under.
    package var version: Int64 { grant.value.version }
    package var key: ExactText? { grant.value.key }
    package var validUntil: Instant { grant.value.validUntil }
    package var grantedAt: Instant { grant.value.grantedAt }
}

/// One run of a session.
package struct Attempt: Hashable, Sendable {
    package let session: SessionID
    package let epoch: Int32

    package init(session: SessionID, epoch: Int32) {
        self.session = session
        self.epoch = epoch
    }
}

/// What remains of an effect under a key: enough never to do it again.
package struct Claim: Hashable, Sendable {
    package let permit: PermitID
    package let operation: Digest?
    package internal(set) var state: Effect.State
    /// The digest of what came back, once it did.
    package internal(set) var result: Digest?
}

/// The permits that are out, and the claims under keys.
package struct EffectTable: Sendable {
    /// A key stands for one intended execution within a mission's tree.
    struct ClaimKey: Hashable {
        let tree: MissionIndex
        let key: ExactText
    }

    package internal(set) var open = PagedDictionary<PermitID, Effect>()
    var claims = PagedDictionary<ClaimKey, Claim>()
    var concluded = RecentTable<ClaimKey, Seen>()
    /// When permits run out if they are not used.
    var lapses = MomentQueue<PermitID>()

    /// How long a concluded key is remembered.
    package static let horizonMilliseconds: Int64 = 30 * 24 * 3600 * 1000

    package subscript(_ id: PermitID) -> Effect? { open[id] }

    package func claim(of key: ExactText, in tree: MissionIndex) -> Claim? {
        claims[ClaimKey(tree: tree, key: key)]
    }

    mutating func add(_ effect: Effect, in tree: MissionIndex) {
        open[effect.id] = effect
        if let key = effect.key {
            claims[ClaimKey(tree: tree, key: key)] = Claim(
                permit: effect.id, operation: effect.operation, state: effect.state, result: nil)
        }
    }

    mutating func change(_ id: PermitID, to state: Effect.State, cost: Cost? = nil) {
        open[id]?.state = state
        if let cost { open[id]?.cost = cost }
    }

    mutating func changeClaim(of key: ExactText?, in tree: MissionIndex, to state: Effect.State, result: Digest?) {
        guard let key else { return }
        claims[ClaimKey(tree: tree, key: key)]?.state = state
        if let result { claims[ClaimKey(tree: tree, key: key)]?.result = result }
    }

    /// Drops an effect that is settled; its claim stays until the horizon.
    mutating func close(_ effect: Effect, in tree: MissionIndex, at moment: Instant) {
        open[effect.id] = nil
        guard let key = effect.key else { return }
        concluded.remember(
            ClaimKey(tree: tree, key: key), Seen(), until: moment.adding(milliseconds: Self.horizonMilliseconds))
    }

    /// Drops a permit that ran out unused, with its claim if it is still its own: nothing was begun under it.
    mutating func drop(_ effect: Effect, in tree: MissionIndex) {
        open[effect.id] = nil
        guard let key = effect.key.map({ ClaimKey(tree: tree, key: $0) }), claims[key]?.permit == effect.id else {
            return
        }
        claims[key] = nil
    }
}

/// Permits that run out.
extension EffectTable {
    mutating func lapse(_ permit: PermitID, at moment: Instant) {
        lapses.add(permit, at: moment)
    }

    /// The next permit whose time was up before `moment`, removed from the list.
    mutating func nextLapse(before moment: Instant) -> PermitID? {
        guard let first = lapses.first, first.at < moment else { return nil }
        lapses.removeFirst()
        return first.matter
    }

    mutating func forgetClaims(before moment: Instant) {
        for key in concluded.forget(before: moment) { claims[key] = nil }
    }
}
