// SPDX-License-Identifier: Apache-2.0

/// The states of a mission (draft-mcguinness-oauth-mission-status, *Consolidated State Machine*). Only `active`
/// permits.
package enum MissionState: String, CaseIterable, Hashable, Sendable {
    case active
    case suspended
    case revoked
    case completed
    case expired
    case superseded
    case cascaded

    /// Terminal states absorb: nothing leaves them.
    package var isTerminal: Bool { self != .active && self != .suspended }
}

/// What happens when the deadline of a suspension passes.
package enum OnExpiry: String, CaseIterable, Hashable, Sendable {
    case resume
    case revoke
}

/// Why a transition happened.
package enum Cause: Hashable, Sendable {
    /// Someone asked for it.
    case request
    /// A deadline passed: the mission's expiry, or the end of its suspension.
    case clock
    /// A fact stopped holding, or holds again.
    case fact(FactKey)
    /// An ancestor ended.
    case ancestor
    /// A successor took over.
    case expansion
}

/// A suspension in force.
package struct Suspension: Hashable, Sendable {
    package let since: Instant
    package let cause: Cause
    /// With ``onExpiry``: both or neither.
    package let until: Instant?
    package let onExpiry: OnExpiry?
    /// What whoever asked for it said; empty when they said nothing.
    package let reason: String

    package init(
        since: Instant, cause: Cause, until: Instant? = nil, onExpiry: OnExpiry? = nil, reason: String = ""
    ) {
        precondition((until == nil) == (onExpiry == nil), "a deadline and what follows it come together")
        self.since = since
        self.cause = cause
        self.until = until
        self.onExpiry = onExpiry
        self.reason = reason
    }

    /// Whether under these terms the mission comes back sooner than under `other`, or a revocation is put off.
    func isMilder(than other: Suspension) -> Bool {
        if comesBackAt < other.comesBackAt { return true }
        guard other.onExpiry == .revoke else { return false }
        return onExpiry != .revoke || (until ?? .distantFuture) > (other.until ?? .distantFuture)
    }

    private var comesBackAt: Instant { onExpiry == .resume ? until ?? .distantFuture : .distantFuture }
}

/// How a mission ended.
package struct Ending: Hashable, Sendable {
    package let state: MissionState
    package let at: Instant
    package let cause: Cause
    /// The mission that took over, when this one was superseded.
    package let successor: MissionID?
    /// What whoever asked for it said; empty when they said nothing.
    package let reason: String

    package init(
        _ state: MissionState, at: Instant, cause: Cause, successor: MissionID? = nil, reason: String = ""
    ) {
        precondition(state.isTerminal, "`\(state)` is not an ending")
        self.state = state
        self.at = at
        self.cause = cause
        self.successor = successor
        self.reason = reason
    }
}

/// A mission's own lifecycle as it is recorded. What most missions do not have takes no place in their records.
package enum Lifecycle: Hashable, Sendable {
    case active
    indirect case suspended(Suspension)
    indirect case ended(Ending)

    package var state: MissionState {
        switch self {
        case .active: .active
        case .suspended: .suspended
        case .ended(let ending): ending.state
        }
    }

    package var ending: Ending? {
        if case .ended(let ending) = self { ending } else { nil }
    }

    package var suspension: Suspension? {
        if case .suspended(let suspension) = self { suspension } else { nil }
    }
}
