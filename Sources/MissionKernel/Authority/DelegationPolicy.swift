// SPDX-License-Identifier: Apache-2.0

/// Who else may exercise an entry, and whether child missions may be made from it (`delegation`).
///
/// An entry without a policy may be exercised by the mission's own client only and is never passed on.
package struct DelegationPolicy: Hashable, Sendable {
    /// How many delegates deep the entry may be exercised.
    package let maxDepth: Int
    /// The delegates, or nil to leave it to the authority's policy, which lets nobody act for another. An empty list
    /// allows nobody.
    package let allowedDelegates: [ActorMatcher]?
    /// Present when child missions may draw on the entry.
    package let children: ChildPolicy?
    /// Members without a rule here, in canonical order: carried, and never provably narrower.
    package let unknown: [ExactText]

    package init(
        maxDepth: Int, allowedDelegates: [ActorMatcher]? = nil, children: ChildPolicy? = nil,
        unknown: [ExactText] = []
    ) {
        self.maxDepth = maxDepth
        self.allowedDelegates = allowedDelegates
        self.children = children
        self.unknown = unknown
    }
}

/// One way to name who may act: a particular actor, or all of a type.
package enum ActorMatcher: Hashable, Sendable {
    case subject(ExactText)
    case profile(ExactText)

    package func matches(_ actor: Actor) -> Bool {
        switch self {
        case .subject(let subject): actor.subject == subject
        case .profile(let profile): actor.profiles.contains(profile)
        }
    }
}

/// The bounds on child missions made from an entry (`delegation.children`, draft-…-child-delegation, *Fan-Out
/// Controls*).
package struct ChildPolicy: Hashable, Sendable {
    /// Children of one mission that may draw on the entry at the same time without having ended; nil is unbounded.
    package let maxChildren: Int?
    /// Generations of children that may carry the entry, at least 1.
    package let maxChildDepth: Int
    /// Who may receive such a child, or nil for anyone.
    package let allowedChildActors: [ActorMatcher]?
    /// Whether a person must approve each child; otherwise the parent's approval covers it.
    package let creationPolicy: CreationPolicy
    /// Controls without a rule here, in canonical order: while there is one, no child can be made.
    package let unknown: [ExactText]

    /// The values of `child_creation_policy` that this authority knows.
    package enum CreationPolicy: CaseIterable, Hashable, Sendable {
        /// The approver consented to children within the bounds (`approval_basis.type` = `policy_drawdown`).
        case drawdown
        /// Each child needs an approval of its own.
        case approval
    }

    package init(
        maxChildren: Int? = nil, maxChildDepth: Int = 1, allowedChildActors: [ActorMatcher]? = nil,
        creationPolicy: CreationPolicy = .drawdown, unknown: [ExactText] = []
    ) {
        self.maxChildren = maxChildren
        self.maxChildDepth = maxChildDepth
        self.allowedChildActors = allowedChildActors
        self.creationPolicy = creationPolicy
        self.unknown = unknown
    }
}
