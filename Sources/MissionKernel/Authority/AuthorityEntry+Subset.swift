// SPDX-License-Identifier: Apache-2.0

extension AuthorityEntry {
    /// Why this entry is not a subset of `reference`, or nil when it is (draft-mcguinness-oauth-mission, *Subset
    /// Rule*).
    ///
    /// What cannot be decided is refused. Equality is a subset.
    package func failureToBeSubset(of reference: AuthorityEntry) -> SubsetFailure? {
        if let unsupported = unsupported ?? reference.unsupported { return .unsupported(unsupported) }
        guard resources.isContained(in: reference.resources) else { return .resourceOutside }
        if let outside = actions.first(where: { action in !reference.actions.contains(where: action.isContained) }) {
            return .actionOutside(outside.text)
        }
        if let failure = constraints.widening(beyond: reference.constraints) { return failure }
        guard let delegation else { return nil }
        guard let allowed = reference.delegation else { return .delegationIntroduced }
        return delegation.widening(beyond: allowed)
    }

    package func isSubset(of reference: AuthorityEntry) -> Bool {
        failureToBeSubset(of: reference) == nil
    }
}

/// How one entry exceeds another: the first rule of the subset comparison that failed.
package enum SubsetFailure: Hashable, Sendable {
    case unsupported(AuthorityEntry.Unsupported)
    case resourceOutside
    case actionOutside(String)
    case constraintMissing(ConstraintKey)
    case constraintBroader(ConstraintKey)
    case constraintIncomparable(String)
    case delegationIntroduced
    case delegationDeeper
    case delegatesWider
    case delegationIncomparable(String)
    case childrenIntroduced
    case childrenDeeper
    case childrenMore
    case childActorsWider
    case childApprovalDropped

    /// How far the comparison came: the larger, the closer the entries are. For choosing which failure to report.
    package var progress: Int {
        switch self {
        case .unsupported: 0
        case .resourceOutside: 1
        case .actionOutside: 2
        case .constraintMissing, .constraintBroader, .constraintIncomparable: 3
        default: 4
        }
    }
}

/// The comparison of whole sets.
package struct SetComparison: Sendable {
    /// For each entry of the candidate, the first entry of the reference that it is a subset of.
    package let justifications: [Int]
    /// The first entry that is inside none, with the closest failure; nil when the candidate is a subset.
    package let failure: (entry: Int, closest: Int, reason: SubsetFailure)?

    /// Compares entry by entry, in order: the first reference entry that contains one justifies it.
    package init(of candidate: [AuthorityEntry], with reference: [AuthorityEntry]) {
        var justifications: [Int] = []
        for (position, entry) in candidate.enumerated() {
            guard let justification = reference.firstIndex(where: entry.isSubset) else {
                self.justifications = justifications
                failure = Self.closestFailure(of: entry, at: position, with: reference)
                return
            }
            justifications.append(justification)
        }
        self.justifications = justifications
        failure = nil
    }

    private static func closestFailure(
        of entry: AuthorityEntry, at position: Int, with reference: [AuthorityEntry]
    ) -> (Int, Int, SubsetFailure) {
        let failures = reference.enumerated().compactMap { index, allowed in
            entry.failureToBeSubset(of: allowed).map { (index: index, reason: $0) }
        }
        // WHY: with equal progress the first entry is reported, so the answer does not depend on a sort's stability.
        let closest = failures.max { ($0.reason.progress, -$0.index) < ($1.reason.progress, -$1.index) }
        return (position, closest?.index ?? -1, closest?.reason ?? .resourceOutside)
    }
}
