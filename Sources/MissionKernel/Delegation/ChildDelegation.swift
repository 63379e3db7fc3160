// SPDX-License-Identifier: Apache-2.0

/// A child mission that its parent can justify at this moment. There is no other way to make one.
///
/// The check runs in the same step that commits the child, so a child never comes to be under a parent that has ended
/// (draft-mcguinness-oauth-mission-child-delegation, *Creation and Revocation Race*).
struct ChildDelegation {
    let parent: MissionIndex
    /// For each entry of the child, the first entry of the parent that contains it.
    let justifications: [Int]
    /// Whether one of those entries wants a person to approve each child.
    let needsApproval: Bool

    /// The deepest generation that the authority keeps, whatever entries allow.
    static let depthMax: Int16 = 32

    init(
        of parentID: MissionID, to actor: Actor, authority: AuthoritySet, limits: SpendLimits,
        in state: AuthorityState, at now: Instant
    ) throws(Refusal) {
        parent = try state.mission(parentID)
        let mission = state.missions[parent]
        guard state.standing(of: parent, at: now).state == .active else {
            throw Refusal(.parentNotActive, "the parent mission is not active")
        }
        guard mission.lineage.depth < Self.depthMax else {
            throw Refusal(.delegationNotPermitted, "missions go \(Self.depthMax) generations deep at most")
        }
        justifications = try Self.justify(authority, by: mission, in: state)
        needsApproval = try Self.admit(
            authority, to: actor, by: mission, justifications: justifications, in: state, at: now)
        guard limits.isWithin(mission.terms.limits) else {
            throw Refusal(.notStrictSubset, "the child's spending limits exceed its parent's")
        }
    }

    /// Finds the parent's entry for each entry of the child, in what the parent may still do.
    private static func justify(
        _ authority: AuthoritySet, by parent: Mission, in state: AuthorityState
    ) throws(Refusal) -> [Int] {
        let comparison = SetComparison(of: authority.entries, with: parent.authority.entries)
        if let failure = comparison.failure {
            throw Refusal(.notStrictSubset, "entry \(failure.entry) of the child is not inside any of its parent's")
        }
        let removals = state.removals(from: parent)
        for (child, justification) in zip(authority.entries, comparison.justifications) {
            let source = parent.authority.entries[justification]
            if removals.contains(where: { $0.overlaps(child, justifiedBy: source) }) {
                throw Refusal(
                    .notStrictSubset, "the parent was narrowed: part of what the child asks for is taken away")
            }
        }
        return comparison.justifications
    }

    /// Checks each justifying entry's controls; answers whether a person must approve.
    private static func admit(
        _ authority: AuthoritySet, to actor: Actor, by parent: Mission, justifications: [Int],
        in state: AuthorityState, at now: Instant
    ) throws(Refusal) -> Bool {
        var needsApproval = false
        for (child, justification) in zip(authority.entries, justifications) {
            guard let policy = parent.authority.entries[justification].delegation?.children else {
                throw Refusal(.delegationNotPermitted, "entry \(justification) of the parent allows no children")
            }
            try policy.admits(child, for: actor)
            needsApproval = needsApproval || policy.creationPolicy == .approval
        }
        for justification in Set(justifications) {
            try hasRoom(parent, entry: justification, in: state, at: now)
        }
        return needsApproval
    }

    /// The children that draw on the entry, counted as they stand now, are fewer than it allows.
    private static func hasRoom(
        _ parent: Mission, entry: Int, in state: AuthorityState, at now: Instant
    ) throws(Refusal) {
        guard let limit = parent.authority.entries[entry].delegation?.children?.maxChildren,
            !parent.offspring.drawing.isEmpty, Int(parent.offspring.drawing[entry]) >= limit
        else { return }
        // WHY: the counter still holds children that ended by the clock and are not written off yet.
        let live = parent.offspring.children.count { child in
            let justifies = state.missions[child].lineage.justifications.contains(Int16(entry))
            return justifies && !state.standing(of: child, at: now).state.isTerminal
        }
        guard live < limit else {
            throw Refusal(.fanoutExceeded, "entry \(entry) of the parent allows \(limit) children at a time")
        }
    }
}

extension ChildPolicy {
    /// Whether an entry like `child` may be given to `actor` under this policy.
    fileprivate func admits(_ child: AuthorityEntry, for actor: Actor) throws(Refusal) {
        if let unknown = unknown.first {
            throw Refusal(.policyDenied, "the parent's `children.\(unknown)` cannot be enforced here")
        }
        if let allowed = allowedChildActors, !allowed.contains(where: { $0.matches(actor) }) {
            throw Refusal(.childActorNotAllowed, "`\(actor.subject)` is not an actor that the parent allows")
        }
        guard let grandchildren = child.delegation?.children else { return }
        guard grandchildren.maxChildDepth < maxChildDepth else {
            throw Refusal(.notStrictSubset, "a child's `children.max_child_depth` must be below its parent's")
        }
    }
}

extension Removal {
    /// Whether this takes from `source` something that `child` would have.
    func overlaps(_ child: AuthorityEntry, justifiedBy source: AuthorityEntry) -> Bool {
        guard source.resources.resource == resource else { return false }
        guard let actions else { return true }
        return child.actions.contains { wanted in
            actions.contains(where: wanted.overlaps)
        }
    }
}

extension SpendLimits {
    /// Whether each limit here is no higher than `parent`'s. An absent limit leaves it to the parent's, which also
    /// holds.
    func isWithin(_ parent: SpendLimits) -> Bool {
        if let budget, let bound = parent.budget, budget.currency != bound.currency || budget.amount > bound.amount {
            return false
        }
        if let durationMilliseconds, let bound = parent.durationMilliseconds, durationMilliseconds > bound {
            return false
        }
        return calls.allSatisfy { call in
            parent.calls.allSatisfy { !call.callClass.isContained(in: $0.callClass) || call.count <= $0.count }
        }
    }
}
