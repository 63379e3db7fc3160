// SPDX-License-Identifier: Apache-2.0

extension AuthorityEntry {
    /// The largest entry that is a subset of both, or nil when they share nothing.
    ///
    /// Used to narrow what was proposed to what policy allows. An entry that cannot be reasoned about shares nothing.
    package func intersection(with ceiling: AuthorityEntry) -> AuthorityEntry? {
        guard unsupported == nil, ceiling.unsupported == nil,
            constraints.unknown.isEmpty, ceiling.constraints.unknown.isEmpty,
            let resources = resources.intersection(with: ceiling.resources),
            let constraints = constraints.intersection(with: ceiling.constraints)
        else { return nil }
        let actions = Self.common(actions, ceiling.actions)
        guard !actions.isEmpty else { return nil }
        let delegation = delegation.flatMap { own in ceiling.delegation.flatMap { own.intersection(with: $0) } }
        return AuthorityEntry(resources: resources, actions: actions, constraints: constraints, delegation: delegation)
    }

    /// Of each pair the narrower pattern, in the order of `proposed` and without repetition.
    private static func common(_ proposed: [ActionPattern], _ ceiling: [ActionPattern]) -> [ActionPattern] {
        var common: [ActionPattern] = []
        for action in proposed {
            let narrowed = ceiling.compactMap { allowed in
                action.isContained(in: allowed) ? action : allowed.isContained(in: action) ? allowed : nil
            }
            for pattern in narrowed where !common.contains(pattern) { common.append(pattern) }
        }
        return common
    }
}

extension DelegationPolicy {
    /// The widest policy inside both, or nil when one of them has a member that cannot be compared.
    fileprivate func intersection(with ceiling: DelegationPolicy) -> DelegationPolicy? {
        guard unknown.isEmpty, ceiling.unknown.isEmpty else { return nil }
        return DelegationPolicy(
            maxDepth: min(maxDepth, ceiling.maxDepth),
            allowedDelegates: commonDelegates(with: ceiling),
            children: children.flatMap { own in ceiling.children.flatMap { own.intersection(with: $0) } })
    }

    /// The delegates that both name. One side that leaves it to the authority's policy names nobody.
    private func commonDelegates(with ceiling: DelegationPolicy) -> [ActorMatcher]? {
        guard allowedDelegates != nil || ceiling.allowedDelegates != nil else { return nil }
        return (allowedDelegates ?? []).filter((ceiling.allowedDelegates ?? []).contains)
    }
}

extension ChildPolicy {
    fileprivate func intersection(with ceiling: ChildPolicy) -> ChildPolicy? {
        guard unknown.isEmpty, ceiling.unknown.isEmpty else { return nil }
        return ChildPolicy(
            maxChildren: [maxChildren, ceiling.maxChildren].compactMap(\.self).min(),
            maxChildDepth: min(maxChildDepth, ceiling.maxChildDepth),
            allowedChildActors: ActorMatcher.common(allowedChildActors, ceiling.allowedChildActors),
            creationPolicy: creationPolicy == .approval || ceiling.creationPolicy == .approval ? .approval : .drawdown)
    }
}

extension ActorMatcher {
    /// The matchers that both lists have; an absent list has all.
    fileprivate static func common(_ left: [ActorMatcher]?, _ right: [ActorMatcher]?) -> [ActorMatcher]? {
        guard let left else { return right }
        guard let right else { return left }
        return left.filter(right.contains)
    }
}
