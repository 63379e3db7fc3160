// SPDX-License-Identifier: Apache-2.0

/// What was taken away.
extension AuthorityState {
    /// Whether one of the mission's entries still allows an action, as far as anything was taken away.
    func covers(_ action: String, on resource: ResourceURI, under index: MissionIndex) -> Bool {
        missions[index].authority.entries.indices.contains { covers(action, on: resource, by: $0, of: index) }
    }

    func covers(_ action: String, on resource: ResourceURI, by entry: Int, of index: MissionIndex) -> Bool {
        missions[index].authority.entries[entry].names(action, on: resource)
            && !isTaken(action, on: resource, from: entry, of: index)
    }

    /// Whether an action was taken from an entry: from the mission's own, or from the ancestors' entries that justify
    /// it (draft-mcguinness-oauth-mission-child-delegation, *Child Mission State*: containment propagates entry by
    /// entry).
    func isTaken(
        _ action: String, on resource: ResourceURI, from entry: Int, of index: MissionIndex
    ) -> Bool {
        var (entry, current) = (entry, index)
        while true {
            if missions[current].canBeNarrowed,
                isTaken(action, on: resource, from: missions[current].authority.entries[entry], of: missions[current])
            {
                return true
            }
            guard let parent = missions[current].lineage.parent else { return false }
            (entry, current) = (Int(missions[current].lineage.justifications[entry]), parent)
        }
    }

    private func isTaken(
        _ action: String, on resource: ResourceURI, from entry: AuthorityEntry, of mission: borrowing Mission
    ) -> Bool {
        if mission.containment?.removes(action, on: resource, from: entry) == true { return true }
        return mission.conditions.contains { condition in
            guard case .narrow(let removals) = condition.consequence, !facts.holds(condition) else { return false }
            return removals.contains { $0.removes(action, on: resource, from: entry) }
        }
    }
}

extension Mission {
    /// Whether anything was taken away, or may be by a fact.
    fileprivate var canBeNarrowed: Bool { containment != nil || conditions.contains(where: \.isNarrowing) }
}
