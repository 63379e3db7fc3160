// SPDX-License-Identifier: Apache-2.0

/// What was taken away: one computation for every decision, and for all that shows or hands on authority.
extension AuthorityState {
    /// Whether one of the mission's entries still allows an action, as far as anything was taken away.
    func covers(_ action: String, on resource: ResourceURI, under index: MissionIndex) -> Bool {
        missions[index].authority.entries.indices.contains { covers(action, on: resource, by: $0, of: index) }
    }

    func covers(_ action: String, on resource: ResourceURI, by entry: Int, of index: MissionIndex) -> Bool {
        missions[index].authority.entries[entry].names(action, on: resource)
            && !isTaken(action, from: entry, of: index)
    }

    /// What is left of an entry, by its action values; nil when nothing is.
    package func effectiveEntry(_ entry: Int, of index: MissionIndex) -> AuthorityEntry? {
        let approved = missions[index].authority.entries[entry]
        return approved.keeping { action in !isTaken(action, from: entry, of: index) }
    }

    /// What was taken from the entries of a mission, in its own terms, though it may have been taken above it.
    package func taken(from index: MissionIndex) -> [Removal] {
        let entries = missions[index].authority.entries
        return entries.indices.compactMap { entry in
            let taken = entries[entry].actions.filter { isTaken($0, from: entry, of: index) }
            guard !taken.isEmpty else { return nil }
            let isWhole = taken.count == entries[entry].actions.count
            return Removal(resource: entries[entry].resources.resource, actions: isWhole ? nil : taken)
        }
    }

    func isTaken(_ action: String, from entry: Int, of index: MissionIndex) -> Bool {
        isTaken(from: entry, of: index) { $0.takes(action, from: $1) }
    }

    private func isTaken(_ action: ActionPattern, from entry: Int, of index: MissionIndex) -> Bool {
        isTaken(from: entry, of: index) { $0.takes(action, from: $1) }
    }

    /// Whether something was taken from the mission's own entry, or from the ancestors' entries that justify it
    /// (draft-mcguinness-oauth-mission-child-delegation, *Child Mission State*: containment propagates entry by
    /// entry).
    private func isTaken(
        from entry: Int, of index: MissionIndex, by takes: (Removal, AuthorityEntry) -> Bool
    ) -> Bool {
        var (entry, current) = (entry, index)
        while true {
            if missions[current].canBeNarrowed,
                isTaken(from: missions[current].authority.entries[entry], of: missions[current], by: takes)
            {
                return true
            }
            guard let parent = missions[current].lineage.parent else { return false }
            (entry, current) = (Int(missions[current].lineage.justifications[entry]), parent)
        }
    }

    private func isTaken(
        from entry: AuthorityEntry, of mission: borrowing Mission, by takes: (Removal, AuthorityEntry) -> Bool
    ) -> Bool {
        if mission.containment?.removals.contains(where: { takes($0, entry) }) == true { return true }
        return mission.conditions.contains { condition in
            guard case .narrow(let removals) = condition.consequence, !facts.holds(condition) else { return false }
            return removals.contains { takes($0, entry) }
        }
    }
}

extension Mission {
    /// Whether anything was taken away, or may be by a fact.
    fileprivate var canBeNarrowed: Bool { containment != nil || conditions.contains(where: \.isNarrowing) }
}
