// SPDX-License-Identifier: Apache-2.0

/// One capability taken away: actions of the entries on a resource, or those entries whole
/// (draft-mcguinness-oauth-mission-containment, *The Containment Overlay*).
package struct Removal: Hashable, Sendable {
    /// The `resource` of an approved entry, as it was recorded.
    package let resource: ResourceURI
    /// Action values of that entry, or nil for all.
    package let actions: [ActionPattern]?

    package init(resource: ResourceURI, actions: [ActionPattern]? = nil) {
        self.resource = resource
        self.actions = actions
    }

    /// Whether this takes `action` from `entry`, that is from all that the entry covers.
    func takes(_ action: String, from entry: AuthorityEntry) -> Bool {
        guard entry.resources.resource == resource else { return false }
        guard let actions else { return true }
        return actions.contains { $0.covers(action) }
    }

    /// Whether this takes all that `action` grants from `entry`. It takes all or nothing: see ``mustTakeWhole(from:)``.
    func takes(_ action: ActionPattern, from entry: AuthorityEntry) -> Bool {
        guard entry.resources.resource == resource else { return false }
        guard let actions else { return true }
        return actions.contains(where: action.isContained)
    }

    /// Throws where this would take a part of one of the entries' action values. What is left of the value could not be
    /// written, and whoever reads the authority would read another than the one that decides.
    func mustTakeWhole(from entries: [AuthorityEntry]) throws(Refusal) {
        guard let actions else { return }
        for value in entries.flatMap(\.actions) {
            guard let part = actions.first(where: value.overlaps), !actions.contains(where: value.isContained) else {
                continue
            }
            throw Refusal(
                .invalidRequest, "`\(part.text)` is a part of `\(value.text)`, which can only be taken away whole")
        }
    }

    /// Whether this takes away everything that `other` does.
    func covers(_ other: Removal) -> Bool {
        guard resource == other.resource else { return false }
        guard let actions else { return true }
        guard let others = other.actions else { return false }
        return others.allSatisfy { action in actions.contains(where: action.isContained) }
    }
}

/// The narrowing in force on a mission. It only grows.
package struct Containment: Hashable, Sendable {
    /// Counts the transitions (`containment_version`).
    package internal(set) var version: Int32 = 0
    package internal(set) var removals: [Removal] = []
    /// The version that each protected event committed, by the event's identifier.
    package internal(set) var events: [ExactText: Int32] = [:]

    func covers(_ removal: Removal) -> Bool {
        removals.contains { $0.covers(removal) }
    }
}
