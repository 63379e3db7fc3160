// SPDX-License-Identifier: Apache-2.0

/// The mission and its lineage.
extension AuthorityState {
    /// What the enforcement point says it knows does not contradict what is so.
    func isBound(_ request: ActionRequest, to index: MissionIndex, at now: Instant) throws(Denial) {
        if request.isReferenceContradicted { throw Denial(.missionReferenceConflict, .reference) }
        if let hash = request.observation.authorityHash, hash != missions[index].charter.authority.digest {
            throw Denial(.viewInconsistent, .observation)
        }
        // WHY: decisions are made on the mission itself, so whatever view is named, it is not what is decided on.
        if request.observation.namesView { throw Denial(.viewInconsistent, .view) }
        let subject = missions[index].charter.parties.subject
        if let claimed = request.subject, !claimed.isSame(as: registry[subject].principal) {
            throw Denial(.missionMismatch, .subject(claimed.subject))
        }
        try joins(request, to: index)
        if let credential = request.credentialExpiresAt, credential <= now {
            throw Denial(.credentialInvalid, .credential)
        }
        guard request.observation.isActive else { throw Denial(.missionInactive, .observation) }
    }

    /// Whoever acts is of the mission: its own client, or of a chain that begins with it
    /// (draft-mcguinness-mission-authority-server, *Mission Join*).
    private func joins(_ request: ActionRequest, to index: MissionIndex) throws(Denial) {
        let client = registry[missions[index].charter.parties.client].id
        if let root = request.chain.first {
            guard root.subject == client.text else { throw Denial(.actorInvalid, .root(root.subject)) }
            // WHY: a delegated token's client is the one that asked for it, who need not be the last of the chain.
            guard !request.chain.contains(where: { $0.subject == request.client.text }) else { return }
        } else if request.client == client {
            return
        }
        throw Denial(.missionMismatch, .client(request.client))
    }

    /// What a walk from a mission to its root has found: all are active.
    struct ActiveLine {
        /// The earliest end of the mission and its ancestors.
        var expiresAt = Instant.distantFuture
        /// The mission's version, unless something has happened that is not written yet.
        var version: Int64?
        /// Whether anything was taken from one of them, or may be by a fact.
        var isNarrowed = false
    }

    /// The mission and every ancestor are active now: by their records, the clock, and their facts.
    ///
    /// The common case costs no more than these comparisons.
    func activeLine(
        of index: MissionIndex, at now: Instant, checks: inout Checks
    ) throws(Denial) -> ActiveLine {
        checks.insert(.state)
        var line = ActiveLine()
        line.version = Int64(missions[index].changes) - Int64(missions[index].charter.lineage.ancestorTurns)
        try take(index, into: &line, isAncestor: false, at: now)
        checks.insert(.lineage)
        var next = missions[index].charter.lineage.parent
        while let ancestor = next {
            try take(ancestor, into: &line, isAncestor: true, at: now)
            line.version = line.version.map { $0 + Int64(missions[ancestor].turns.count) }
            next = missions[ancestor].charter.lineage.parent
        }
        return line
    }

    private func take(
        _ index: MissionIndex, into line: inout ActiveLine, isAncestor: Bool, at now: Instant
    ) throws(Denial) {
        line.expiresAt = min(line.expiresAt, missions[index].expiresAt)
        if missions[index].containment != nil { line.isNarrowed = true }
        guard case .active = missions[index].lifecycle, now < missions[index].expiresAt else {
            let lifecycle = ownStanding(of: missions[index], at: now).lifecycle
            guard case .active = lifecycle else {
                let stop = MissionStop(lifecycle)
                throw Denial(.missionInactive, isAncestor ? .ancestor(missions[index].id, stop) : .state(stop))
            }
            (line.version, line.isNarrowed) = (nil, true)
            return
        }
        let list = missions[index].conditions
        let conditions = list.span
        for place in conditions.indices {
            if conditions[place].isNarrowing { line.isNarrowed = true }
            guard !facts.holds(conditions[place]) else { continue }
            guard conditions[place].isNarrowing else {
                throw Denial(.missionInactive, .fact(facts[conditions[place].fact].key))
            }
            line.version = nil
        }
    }

    /// Clocks of others may be off by this much.
    private static let skewMilliseconds: Int64 = 30_000

    func isFresh(
        _ request: ActionRequest, for actionClass: ActionClass, version: Int64?, at now: Instant
    ) throws(Denial) {
        if let freshAt = request.observation.freshAt {
            let age = now.milliseconds(since: freshAt)
            let allowed = policy.meaning(of: actionClass).stalenessMilliseconds + Self.skewMilliseconds
            guard (-Self.skewMilliseconds...allowed).contains(age) else { throw Denial(.staleState, .observation) }
        }
        if let until = request.observation.validThrough, until <= now { throw Denial(.staleState, .observation) }
        guard let seen = request.observation.version, let index = missions.index(of: request.mission) else { return }
        // One side has missed a change; which one does not matter.
        guard seen == version ?? standing(of: index, at: now).version else {
            throw Denial(.staleState, .observation)
        }
    }
}
