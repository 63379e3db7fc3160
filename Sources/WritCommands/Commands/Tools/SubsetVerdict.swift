// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import MissionKernel

/// The outcome of comparing two authorities, in one sentence and as JSON.
struct SubsetVerdict {
    private let comparison: SetComparison

    init(_ comparison: SetComparison) { self.comparison = comparison }

    var isInside: Bool { comparison.failure == nil }

    /// Why the child is inside the parent or is not. Entries are counted from 1.
    var sentence: String {
        guard let failure = comparison.failure else {
            let count = comparison.justifications.count
            let entries = count == 1 ? "its entry" : "each of its \(count) entries"
            return "The child is inside the parent: \(entries) is a subset of one of the parent's."
        }
        return "The child is not inside the parent: in its entry \(failure.entry + 1), compared with the parent's "
            + "entry \(failure.closest + 1), \(failure.reason.problem)."
    }

    /// Entries are counted from 0, as in the files.
    var json: JSONValue {
        guard let failure = comparison.failure else {
            return [
                "explanation": .string(sentence), "inside": true,
                "justifications": .array(comparison.justifications.map { .number(Double($0)) }),
            ]
        }
        return [
            "closest": .number(Double(failure.closest)), "entry": .number(Double(failure.entry)),
            "explanation": .string(sentence), "inside": false, "reason": .string(failure.reason.code),
        ]
    }
}

extension SubsetFailure {
    /// The rule that failed, for programs.
    fileprivate var code: String {
        switch self {
        case .unsupported(.type): "unsupported_type"
        case .unsupported(.resourceMatch): "unsupported_resource_match"
        case .unsupported(.member): "unsupported_member"
        case .resourceOutside: "resource_outside"
        case .actionOutside: "action_outside"
        case .constraintMissing: "constraint_missing"
        case .constraintBroader: "constraint_broader"
        case .constraintIncomparable: "constraint_incomparable"
        case .delegationIntroduced: "delegation_introduced"
        case .delegationDeeper: "delegation_deeper"
        case .delegatesWider: "delegates_wider"
        case .delegationIncomparable: "delegation_incomparable"
        case .childrenIntroduced: "children_introduced"
        case .childrenDeeper: "children_deeper"
        case .childrenMore: "children_more"
        case .childActorsWider: "child_actors_wider"
        case .childApprovalDropped: "child_approval_dropped"
        }
    }

    /// The rule that failed, as a clause.
    fileprivate var problem: String {
        switch self {
        case .unsupported(.type(let type)): "the type \(InertText.quoted(type)) is not one that can be compared"
        case .unsupported(.resourceMatch(let match)):
            "the `resource_match` \(InertText.quoted(match)) is not one that can be compared"
        case .unsupported(.member(let path)): "the member \(InertText.quoted(path)) is not one that can be compared"
        case .resourceOutside: "the resource is not covered"
        case .actionOutside(let action): "the action `\(action)` is not covered"
        case .constraintMissing(let key): "the constraint `\(key.rawValue)` is missing"
        case .constraintBroader(let key): "the constraint `\(key.rawValue)` is broader"
        case .constraintIncomparable(let name):
            "the parent's constraint \(InertText.quoted(name)) is not one that can be compared"
        case .delegationIntroduced: "`delegation` is there, which the parent's entry does not have"
        case .delegationDeeper: "the `max_depth` of `delegation` is larger"
        case .delegatesWider: "`allowed_delegates` is wider"
        case .delegationIncomparable(let name):
            "the member \(InertText.quoted(name)) of `delegation` is not one that can be compared"
        case .childrenIntroduced: "`delegation.children` is there, which the parent's entry does not have"
        case .childrenDeeper: "`max_child_depth` is larger"
        case .childrenMore: "`max_children` is larger"
        case .childActorsWider: "`allowed_child_actors` is wider"
        case .childApprovalDropped: "`child_creation_policy` no longer wants an approval"
        }
    }
}
