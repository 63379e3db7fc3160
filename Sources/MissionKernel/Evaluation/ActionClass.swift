// SPDX-License-Identifier: Apache-2.0

/// How much an action matters, from the least to the most (draft-mcguinness-mission-runtime, *Action Classes*).
package enum ActionClass: String, CaseIterable, Comparable, Hashable, Sendable {
    case nonConsequential = "non_consequential"
    case consequentialRead = "consequential_read"
    case consequentialWrite = "consequential_write"
    case irreversibleAction = "irreversible_action"
    case externalCommitment = "external_commitment"
    case privilegedAdministration = "privileged_administration"

    /// What cannot be classed is this.
    package static let strictest = ActionClass.privilegedAdministration

    package var rank: Int {
        switch self {
        case .nonConsequential: 0
        case .consequentialRead: 1
        case .consequentialWrite: 2
        case .irreversibleAction: 3
        case .externalCommitment: 4
        case .privilegedAdministration: 5
        }
    }

    package static func < (left: ActionClass, right: ActionClass) -> Bool { left.rank < right.rank }

    /// The classes of which each action must be decided on fresh state and happens at most once per permit.
    package var isHighConsequence: Bool { self >= .irreversibleAction }

    /// Whether a permit must name the parameters it is for.
    package var bindsParameters: Bool { self >= .consequentialWrite }
}

/// What a stop does to an action of a class that is under way.
package enum InFlight: String, CaseIterable, Hashable, Sendable {
    /// It may run to its end.
    case finish
    /// It is interrupted.
    case interrupt
    /// It may run to its end, and a person looks at what came of it.
    case finishThenReview = "finish_then_review"
}

/// What a class means here.
package struct ClassMeaning: Hashable, Sendable {
    /// How old the mission state behind a decision may be. Zero means that only the authority itself can decide.
    package let stalenessMilliseconds: Int64
    /// How long a permit may be used.
    package let permitMilliseconds: Int64
    /// Whether the permit is on disk before it is answered.
    package let isDurable: Bool
    /// Whether a person must agree to each action.
    package let needsPerson: Bool
    package let inFlight: InFlight

    package init(
        stalenessMilliseconds: Int64, permitMilliseconds: Int64, isDurable: Bool, needsPerson: Bool, inFlight: InFlight
    ) {
        self.stalenessMilliseconds = stalenessMilliseconds
        self.permitMilliseconds = permitMilliseconds
        self.isDurable = isDurable
        self.needsPerson = needsPerson
        self.inFlight = inFlight
    }
}
