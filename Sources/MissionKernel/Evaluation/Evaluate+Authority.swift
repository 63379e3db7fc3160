// SPDX-License-Identifier: Apache-2.0

/// The authority set and its constraints.
extension AuthorityState {
    /// The first entry from `start` on that allows the action; or the denial of the entry that came closest.
    func entry(
        for request: ActionRequest, of index: MissionIndex, from start: Int = 0, _ line: ActiveLine, at now: Instant,
        checks: inout Checks
    ) throws(Denial) -> Int {
        let authority = missions[index].charter.authority
        var closest: Denial?
        // WHY: a span lends its elements, where an array's iterator copies each.
        let list = authority.entries
        let entries = list.span
        for position in start..<entries.count where entries[position].names(request.action, on: request.resource) {
            if line.isNarrowed, isTaken(request.action, from: position, of: index) {
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

    /// The first of the entries from `first` on that allow the action under which those who act may: the mission's own
    /// client, or delegates that the entry allows. Entries are alternatives, in whatever order they stand.
    func entryForActors(
        of request: ActionRequest, under index: MissionIndex, from first: Int, _ line: ActiveLine, at now: Instant,
        checks: inout Checks
    ) throws(Denial) -> Int {
        if let client = disabledClient(of: index) { throw Denial(.actorInvalid, .client(client)) }
        guard request.chain.count > 1 else { return first }
        var entry = first
        while true {
            do throws(Denial) {
                try lineAdmits(request.chain.dropFirst(), under: index, entry: entry)
                return entry
            } catch {
                let denial = error
                do throws(Denial) {
                    entry = try self.entry(for: request, of: index, from: entry + 1, line, at: now, checks: &checks)
                } catch {
                    throw denial
                }
            }
        }
    }

    /// The client of a mission or of one above it that is disabled: nothing that it runs may go on, nor what was begun
    /// on its behalf.
    package func disabledClient(of index: MissionIndex) -> ClientID? {
        var next: MissionIndex? = index
        while let current = next {
            let client = missions[current].charter.parties.client
            if !registry[client].isEnabled { return registry[client].id }
            next = missions[current].charter.lineage.parent
        }
        return nil
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
