// SPDX-License-Identifier: Apache-2.0

/// All that the authority knows: what replaying its ledger gives, and nothing else.
///
/// A pure value. Commands read it and answer with events; ``apply(_:at:)`` is the only way it changes.
package struct AuthorityState: Sendable {
    /// The time of the latest event. The kernel's clock never runs backwards: see ``moment(_:)``.
    package internal(set) var latest: Instant = .distantPast
    /// How many events led here: the number that the next one will have in the ledger.
    package internal(set) var size: Int64 = 0
    package internal(set) var registry = Registry()
    package internal(set) var policy = ClassPolicy.standard
    package internal(set) var facts = FactTable()
    package internal(set) var submissions = SubmissionTable()
    package internal(set) var missions = MissionTable()
    package internal(set) var sessions = SessionTable()
    package internal(set) var effects = EffectTable()
    package internal(set) var attention = AttentionTable()
    package internal(set) var nonces = NonceTable()
    /// The deadlines ahead. One that was overtaken stays until its turn, and then nothing is due.
    package internal(set) var deadlines = MomentQueue<DueMatter>()
    package internal(set) var settlements = SettlementQueue()
    package internal(set) var streams = StreamVersions()

    /// The state before the first event.
    package init() {}

    /// The moment at which something asked at `now` is decided: never before the latest event.
    package func moment(_ now: Instant) -> Instant { max(now, latest) }
}
