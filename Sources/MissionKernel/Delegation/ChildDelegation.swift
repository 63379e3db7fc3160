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
        if let excess = limits.excess(over: mission.terms.limits) {
            throw Refusal(.notStrictSubset, "the child may spend more than its parent: \(excess)")
        }
    }

    /// Finds the parent's entry for each entry of the child, in what the parent may still do.
    private static func justify(
        _ authority: AuthoritySet, by parent: Mission, in state: AuthorityState
    ) throws(Refusal) -> [Int] {
        let comparison = SetComparison(of: authority.entries, with: parent.authority.entries)
        if let failure = comparison.failure {
            throw Refusal(
                .notStrictSubset,
                "the child asks for \(authority.entries[failure.entry].spelled), which no entry of its parent gives"
            )
        }
        let removals = state.removals(from: parent)
        for (child, justification) in zip(authority.entries, comparison.justifications) {
            let source = parent.authority.entries[justification]
            if removals.contains(where: { $0.overlaps(child, justifiedBy: source) }) {
                throw Refusal(
                    .notStrictSubset,
                    "the parent was narrowed, and the child asks for what was taken away: \(child.spelled)")
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
                throw Refusal(.delegationNotPermitted, "the parent gives no child \(child.spelled)")
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
            let spelled = parent.authority.entries[entry].spelled
            throw Refusal(
                .fanoutExceeded, "as many children as the parent allows at a time (\(limit)) have \(spelled) already")
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
            throw Refusal(
                .childActorNotAllowed,
                "`\(actor.subject)` may not work under a child of this parent, but only "
                    + allowed.map(\.spelled).joined(separator: ", "))
        }
        guard let grandchildren = child.delegation?.children else { return }
        guard grandchildren.maxChildDepth < maxChildDepth else {
            throw Refusal(
                .notStrictSubset,
                "the parent allows \(maxChildDepth) generations of children, and the child wants as many of its own")
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

extension AuthorityEntry {
    /// What it is about, for whoever wrote it: ``git.commit, git.push on `…` ``.
    fileprivate var spelled: String {
        let below = resources.match == .prefix ? " and all below it" : ""
        return "\(actions.map { "`\($0.text)`" }.joined(separator: ", ")) on `\(resources.resource.text)`\(below)"
    }
}

extension ActorMatcher {
    fileprivate var spelled: String {
        switch self {
        case .subject(let subject): "`\(subject)`"
        case .profile(let profile): "any `\(profile)`"
        }
    }
}

extension SpendLimits {
    /// The first limit here that is above `parent`'s, in words. An absent limit leaves it to the parent's, which also
    /// holds.
    func excess(over parent: SpendLimits) -> String? {
        if let budget, let bound = parent.budget {
            guard budget.currency == bound.currency else {
                return "a budget in \(budget.currency.text), where the parent's is in \(bound.currency.text)"
            }
            guard budget.amount <= bound.amount else {
                return "a budget of \(budget.amount.text), where the parent has \(bound.amount.text)"
            }
        }
        if let durationMilliseconds, let bound = parent.durationMilliseconds, durationMilliseconds > bound {
            return "\(durationMilliseconds / 1000) s of working time, where the parent has \(bound / 1000) s"
        }
        for call in calls {
            for bound in parent.calls where call.callClass.isContained(in: bound.callClass) && call.count > bound.count
            {
                return "\(call.count) calls of `\(call.callClass.text)`, where the parent has \(bound.count)"
            }
        }
        return nil
    }
}
