// SPDX-License-Identifier: Apache-2.0

/// One grant: actions on a resource under constraints (`mission_resource_access`, RFC 9396 `authorization_details`).
package struct AuthorityEntry: Hashable, Sendable {
    package let resources: ResourcePattern
    package let actions: [ActionPattern]
    package let constraints: Constraints
    /// Nil when the entry is not delegable.
    package let delegation: DelegationPolicy?
    /// What makes the entry impossible to reason about; while there is something, it grants nothing.
    package let unsupported: Unsupported?

    /// Parts of an entry that this authority can carry but not enforce.
    package enum Unsupported: Hashable, Sendable {
        case type(String)
        case resourceMatch(String)
        case member(String)
    }

    package init(
        resources: ResourcePattern, actions: [ActionPattern], constraints: Constraints = .none,
        delegation: DelegationPolicy? = nil, unsupported: Unsupported? = nil
    ) {
        self.resources = resources
        self.actions = actions
        self.constraints = constraints
        self.delegation = delegation
        self.unsupported = unsupported
    }

    /// Whether the entry names this action on this resource; constraints are another question.
    package func names(_ action: String, on resource: ResourceURI) -> Bool {
        unsupported == nil && resources.covers(resource) && actions.contains { $0.covers(action) }
    }
}

/// The authority of one mission: its entries in their recorded order, and their anchor.
///
/// Immutable and shared: missions with the same anchor hold the same object.
package final class AuthoritySet: Sendable {
    package let entries: [AuthorityEntry]
    /// `authority_hash`: the anchor over the entries as they were recorded.
    package let digest: Digest

    package init(entries: [AuthorityEntry], digest: Digest) {
        self.entries = entries
        self.digest = digest
    }
}
