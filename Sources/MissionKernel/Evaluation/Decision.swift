// SPDX-License-Identifier: Apache-2.0

/// What the authority says to one action, with all that explains it.
package struct Decision: Hashable, Sendable {
    package internal(set) var outcome: Outcome
    package let actionClass: ActionClass
    /// The mission's version that was decided under; 0 when there is no mission.
    package let version: Int64
    package let decidedAt: Instant
    /// What was checked, in order; the last one decided.
    package let checks: Checks

    package enum Outcome: Hashable, Sendable {
        case permit(PermitTerms)
        case deny(Denial)
    }

    package var isPermit: Bool {
        if case .permit = outcome { true } else { false }
    }

    package var denial: Denial? {
        if case .deny(let denial) = outcome { denial } else { nil }
    }
}

/// What a permit allows (`conditions` of the decision).
package struct PermitTerms: Hashable, Sendable {
    /// The entry of the mission's authority that allows the action.
    package let entry: Int
    package let validUntil: Instant
    /// How often it may be used; nil when the class does not count uses.
    package internal(set) var useLimit: Int?
    package let parameterDigest: Digest?

    package init(entry: Int, validUntil: Instant, useLimit: Int?, parameterDigest: Digest?) {
        self.entry = entry
        self.validUntil = validUntil
        self.useLimit = useLimit
        self.parameterDigest = parameterDigest
    }
}

/// Why an action is denied.
package struct Denial: Error, Hashable, Sendable {
    package let reason: DenialReason
    /// What stood in the way, for whoever asks why.
    package let obstacle: Obstacle
    /// When a retry may succeed.
    package var retryAfterMilliseconds: Int64?

    package init(_ reason: DenialReason, _ obstacle: Obstacle, retryAfterMilliseconds: Int64? = nil) {
        self.reason = reason
        self.obstacle = obstacle
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// What whoever was denied can do about it (`next_action`): nothing when a person has said no.
    package var nextAction: NextAction {
        if case .declined = obstacle { return .none }
        return retryAfterMilliseconds == nil ? reason.nextAction : .retry
    }
}

/// What exactly stood in the way.
package enum Obstacle: Hashable, Sendable {
    case noMission
    case state(MissionStop)
    case ancestor(MissionID, MissionStop)
    case fact(FactKey)
    case client(ClientID)
    case delegate(ExactText)
    /// Who stands first in the chain of actors is not the mission's client.
    case root(ExactText)
    case credential
    case observation
    case view
    /// What came beside the request names another mission, or cannot be read.
    case reference
    case noEntry
    /// An ancestor's authority does not cover the action.
    case ancestorAuthority(MissionID)
    case removed
    case unsupported(AuthorityEntry.Unsupported)
    case unknownConstraint(ExactText)
    case constraint(ConstraintKey)
    /// A constraint needs a parameter that the request does not have.
    case missingParameter(ConstraintKey)
    case missingDigest
    case parameters(ParameterFault)
    case subject(ExactText)
    case person(ActionClass)
    /// The mission's approver wants to be asked each time.
    case personEachTime
    /// A person was asked about exactly this action, and said no.
    case declined(at: Instant, String)
    case limit(Limit)
    case claim(PermitID)

    package enum Limit: Hashable, Sendable {
        case budget, calls(ActionPattern), duration, currency, amount
    }
}

/// The checks of a decision, each in its place.
package struct Checks: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let binding = Checks(rawValue: 1 << 0)
    package static let state = Checks(rawValue: 1 << 1)
    package static let lineage = Checks(rawValue: 1 << 2)
    package static let conditions = Checks(rawValue: 1 << 3)
    package static let freshness = Checks(rawValue: 1 << 4)
    package static let bounds = Checks(rawValue: 1 << 5)
    package static let constraints = Checks(rawValue: 1 << 6)
    package static let delegation = Checks(rawValue: 1 << 7)
    package static let parameters = Checks(rawValue: 1 << 8)
    package static let person = Checks(rawValue: 1 << 9)
    package static let budget = Checks(rawValue: 1 << 10)

    /// The names of the checks, in the order in which they are made.
    package static let names: [(check: Checks, name: String)] = [
        (.binding, "binding"), (.state, "state"), (.lineage, "lineage"), (.conditions, "conditions"),
        (.freshness, "freshness"), (.bounds, "bounds"), (.constraints, "constraints"), (.delegation, "delegation"),
        (.parameters, "parameters"), (.person, "person"), (.budget, "budget"),
    ]
}
