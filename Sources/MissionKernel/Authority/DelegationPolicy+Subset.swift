// SPDX-License-Identifier: Apache-2.0

extension DelegationPolicy {
    /// Why this policy is broader than `reference`, or nil when it is not.
    func widening(beyond reference: DelegationPolicy) -> SubsetFailure? {
        guard unknown.isEmpty, reference.unknown.isEmpty else {
            return .delegationIncomparable((reference.unknown + unknown)[0].string)
        }
        guard maxDepth <= reference.maxDepth else { return .delegationDeeper }
        guard admitsNoMore(than: reference) else { return .delegatesWider }
        guard let children else { return nil }
        guard let allowed = reference.children else { return .childrenIntroduced }
        return children.widening(beyond: allowed)
    }

    /// Whether every delegate that is named here is named by `reference` too.
    ///
    /// Without a list it is the authority's policy that says who is eligible, and absence grants nobody anything
    /// (draft-mcguinness-oauth-mission, *Mission Authority*). So such a policy has room for no name, and is itself
    /// inside none that names some.
    private func admitsNoMore(than reference: DelegationPolicy) -> Bool {
        guard let allowedDelegates else { return reference.allowedDelegates == nil }
        return allowedDelegates.allSatisfy((reference.allowedDelegates ?? []).contains)
    }
}

extension ChildPolicy {
    fileprivate func widening(beyond reference: ChildPolicy) -> SubsetFailure? {
        guard unknown.isEmpty, reference.unknown.isEmpty else {
            return .delegationIncomparable((reference.unknown + unknown)[0].string)
        }
        guard maxChildDepth <= reference.maxChildDepth else { return .childrenDeeper }
        guard (maxChildren ?? .max) <= (reference.maxChildren ?? .max) else { return .childrenMore }
        guard ActorMatcher.isNoWider(allowedChildActors, than: reference.allowedChildActors) else {
            return .childActorsWider
        }
        return creationPolicy == .drawdown && reference.creationPolicy == .approval ? .childApprovalDropped : nil
    }
}

extension ActorMatcher {
    /// Whether every matcher of `candidates` is one of `reference`. An absent list is the widest.
    ///
    /// An actor and a type are not compared: whether the actor has the type is not known here.
    fileprivate static func isNoWider(_ candidates: [ActorMatcher]?, than reference: [ActorMatcher]?) -> Bool {
        guard let reference else { return true }
        guard let candidates else { return false }
        return candidates.allSatisfy(reference.contains)
    }
}
