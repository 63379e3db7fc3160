// SPDX-License-Identifier: Apache-2.0

/// The authority set and its constraints.
extension AuthorityState {
    /// The first entry that allows the action; or the denial of the entry that came closest.
    func entry(
        for request: ActionRequest, of index: MissionIndex, _ line: ActiveLine, at now: Instant, checks: inout Checks
    ) throws(Denial) -> Int {
        let authority = missions[index].charter.authority
        var closest: Denial?
        // WHY: a span lends its elements, where an array's iterator copies each.
        let list = authority.entries
        let entries = list.span
        for position in entries.indices where entries[position].names(request.action, on: request.resource) {
            if line.isNarrowed, isTaken(request.action, on: request.resource, from: position, of: index) {
                closest = closest ?? Denial(.authorityContained, .removed)
                continue
            }
            checks.insert(.constraints)
            let violation = entries[position].violation(by: request.parameters, at: now)
            guard let violation else { return position }
            if closest == nil || closest?.reason == .authorityContained { closest = violation }
        }
        throw closest ?? noEntry(for: request, in: authority)
    }

    private func noEntry(for request: ActionRequest, in authority: AuthoritySet) -> Denial {
        let unsupported = authority.entries.lazy.compactMap { entry in
            entry.resources.covers(request.resource) ? entry.unsupported : nil
        }.first
        guard let unsupported else { return Denial(.outOfAuthority, .noEntry) }
        return Denial(.unsupportedAuthorizationType, .unsupported(unsupported))
    }

    /// What a mission may do, all its ancestors may do: at every decision, not only when it was created.
    func lineageAllows(
        _ request: ActionRequest, above index: MissionIndex, _ line: ActiveLine, at now: Instant
    ) throws(Denial) {
        var checks: Checks = []
        var next = missions[index].charter.lineage.parent
        while let ancestor = next {
            do throws(Denial) {
                _ = try entry(for: request, of: ancestor, line, at: now, checks: &checks)
            } catch {
                guard error.obstacle == .noEntry else { throw error }
                throw Denial(.outOfAuthority, .ancestorAuthority(missions[ancestor].id))
            }
            next = missions[ancestor].charter.lineage.parent
        }
    }

    /// The mission's own client, or delegates that the entry allows.
    func mayAct(_ request: ActionRequest, under index: MissionIndex, entry: Int) throws(Denial) {
        let client = missions[index].charter.parties.client
        guard registry[client].isEnabled else { throw Denial(.actorInvalid, .client(registry[client].id)) }
        guard request.chain.count > 1 else { return }
        try lineAdmits(request.chain.dropFirst(), under: index, entry: entry)
    }

    /// Delegates need the mission's entry and each ancestor's that justifies it: a child admits nobody whom its parent
    /// does not, at every decision.
    private func lineAdmits(_ delegates: ArraySlice<Actor>, under index: MissionIndex, entry: Int) throws(Denial) {
        var (entry, current) = (entry, index)
        while true {
            try missions[current].charter.authority.entries[entry].admits(delegates)
            guard let parent = missions[current].charter.lineage.parent else { return }
            (entry, current) = (Int(missions[current].charter.lineage.justifications[entry]), parent)
        }
    }
}

extension AuthorityEntry {
    /// The chain is no longer than the entry allows, and all in it are named.
    fileprivate func admits(_ delegates: ArraySlice<Actor>) throws(Denial) {
        guard let first = delegates.first else { return }
        guard let delegation, delegates.count <= delegation.maxDepth else {
            throw Denial(.actorInvalid, .delegate(first.subject))
        }
        // WHY: without a list eligibility is the authority's own policy, which lets nobody act for another.
        let allowed = delegation.allowedDelegates ?? []
        for delegate in delegates where !allowed.contains(where: { $0.matches(delegate) }) {
            throw Denial(.actorInvalid, .delegate(delegate.subject))
        }
    }
}
