// SPDX-License-Identifier: Apache-2.0

/// One grant: actions on a resource under constraints (`mission_resource_access`, RFC 9396 `authorization_details`).
///
/// Its parts are shared: a copy is a reference, which is what a decision can afford.
package struct AuthorityEntry: Sendable {
    private let parts: Parts

    private final class Parts: Sendable {
        let resources: ResourcePattern
        let actions: [ActionPattern]
        let unsupported: Unsupported?
        let constraints: Constraints
        let delegation: DelegationPolicy?

        init(
            _ resources: ResourcePattern, _ actions: [ActionPattern], _ constraints: Constraints,
            _ delegation: DelegationPolicy?, _ unsupported: Unsupported?
        ) {
            self.resources = resources
            self.actions = actions
            self.unsupported = unsupported
            self.constraints = constraints
            self.delegation = delegation
        }
    }

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
        parts = Parts(resources, actions, constraints, delegation, unsupported)
    }

    package var resources: ResourcePattern { parts.resources }
    package var actions: [ActionPattern] { parts.actions }
    package var constraints: Constraints { parts.constraints }
    /// Nil when the entry is not delegable.
    package var delegation: DelegationPolicy? { parts.delegation }
    /// What makes the entry impossible to reason about; while there is something, it grants nothing.
    package var unsupported: Unsupported? { parts.unsupported }

    /// Whether the entry names this action on this resource; constraints are another question.
    package func names(_ action: String, on resource: ResourceURI) -> Bool {
        // WHY: the resource first, for most that differ differ in length, and that is told without following them.
        guard parts.unsupported == nil, parts.resources.covers(resource) else { return false }
        // WHY: a span lends its elements, where a loop copies each.
        let list = parts.actions
        let actions = list.span
        for index in actions.indices where actions[index].covers(action) { return true }
        return false
    }

    /// Whether a person must agree to each action (`requires_action_approval`).
    var needsPerson: Bool { parts.constraints.requiresActionApproval == true }

    /// How an action breaks the entry's constraints, or nil when it keeps them all.
    func violation(by parameters: ActionParameters, at now: Instant) -> Denial? {
        parts.constraints.violation(by: parameters, at: now)
    }
}

extension AuthorityEntry: Hashable {
    package static func == (left: AuthorityEntry, right: AuthorityEntry) -> Bool {
        left.parts === right.parts
            || left.resources == right.resources && left.actions == right.actions
                && left.constraints == right.constraints && left.delegation == right.delegation
                && left.unsupported == right.unsupported
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(resources)
        hasher.combine(actions)
        hasher.combine(constraints)
        hasher.combine(delegation)
        hasher.combine(unsupported)
    }
}

/// The authority of one mission: its entries in their recorded order, and their anchor.
///
/// Immutable and shared: missions with the same anchor hold the same object.
package final class AuthoritySet: Sendable {
    package let entries: [AuthorityEntry]
    /// `authority_hash`: the anchor over the entries as they were recorded.
    package let digest: Digest

    /// Whether one of them wants a person's agreement to each action.
    let asksPeople: Bool

    package init(entries: [AuthorityEntry], digest: Digest) {
        self.entries = entries
        self.digest = digest
        asksPeople = entries.contains(where: \.needsPerson)
    }
}
