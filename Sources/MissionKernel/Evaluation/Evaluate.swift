// SPDX-License-Identifier: Apache-2.0

extension AuthorityState {
    /// Decides one action: mission, lineage, facts, bounds, constraints, actor, person, budget, in this order.
    ///
    /// Pure and total; whatever cannot be established denies. A permit here changes nothing: where one must be
    /// durable, single or paid for, ``RequestPermit`` asks the same question and records the answer.
    package func evaluate(_ request: ActionRequest, at now: Instant) -> Decision {
        let now = moment(now)
        guard let index = missions.index(of: request.mission) else {
            return Decision(
                outcome: .deny(Denial(.missionBindingFailed, .noMission)), actionClass: .strictest, version: 0,
                decidedAt: now, checks: .binding)
        }
        let actionClass = actionClass(of: request, under: index)
        var checks: Checks = []
        var version: Int64?
        let outcome: Decision.Outcome
        do throws(Denial) {
            outcome = .permit(
                try permit(request, under: index, actionClass, at: now, checks: &checks, version: &version))
        } catch {
            outcome = .deny(error)
        }
        return Decision(
            outcome: outcome, actionClass: actionClass, version: version ?? standing(of: index, at: now).version,
            decidedAt: now, checks: checks)
    }

    /// The strictest of what the policy, the lineage's approvers and the enforcement point say.
    package func actionClass(of request: ActionRequest, under index: MissionIndex) -> ActionClass {
        let actionClass = actionClass(of: request.action, under: index)
        return request.classFloor.map { max($0, actionClass) } ?? actionClass
    }

    /// The class of an action under a mission. A child makes no action milder than it is under its parent.
    package func actionClass(of action: String, under index: MissionIndex) -> ActionClass {
        var strictest = ActionClass.nonConsequential
        var current = index
        while let parent = missions[current].charter.lineage.parent {
            if let named = missions[current].charter.terms.classNamed(for: action) {
                strictest = max(strictest, named)
            }
            current = parent
        }
        return max(strictest, policy.actionClass(of: action, under: missions[current].charter.terms))
    }

    private func permit(
        _ request: ActionRequest, under index: MissionIndex, _ actionClass: ActionClass, at now: Instant,
        checks: inout Checks, version: inout Int64?
    ) throws(Denial) -> PermitTerms {
        checks.insert(.binding)
        try isBound(request, to: index, at: now)
        let line = try activeLine(of: index, at: now, checks: &checks)
        version = line.version
        checks.insert(.freshness)
        try isFresh(request, for: actionClass, version: line.version, at: now)
        checks.insert(.bounds)
        let entry = try entry(for: request, of: index, line, at: now, checks: &checks)
        try lineageAllows(request, above: index, line, at: now)
        checks.insert(.delegation)
        try mayAct(request, under: index, entry: entry)
        checks.insert(.parameters)
        if let fault = request.parameterFault { throw Denial(.parameterViolation, .parameters(fault)) }
        if actionClass.bindsParameters, request.parameterDigest == nil {
            throw Denial(.parameterViolation, .missingDigest)
        }
        checks.insert(.person)
        let agreedUntil = try isAgreed(request, under: index, entry: entry, actionClass, at: now)
        checks.insert(.budget)
        try isAffordable(request, under: index)
        // A time window includes its last moment. Those of ancestors contain it.
        let window = missions[index].charter.authority.entries[entry].constraints.timeWindow
        let closesAt = window?.notAfter?.roundedDown.next ?? .distantFuture
        return terms(
            entry: entry, request, actionClass,
            notAfter: min(line.expiresAt, agreedUntil ?? .distantFuture, closesAt), at: now)
    }

    private func terms(
        entry: Int, _ request: ActionRequest, _ actionClass: ActionClass, notAfter: Instant, at now: Instant
    ) -> PermitTerms {
        let meaning = policy.meaning(of: actionClass)
        let longest = min(now.adding(milliseconds: meaning.permitMilliseconds), notAfter)
        return PermitTerms(
            entry: entry, validUntil: min(longest, request.reliableUntil),
            useLimit: actionClass.isHighConsequence ? 1 : nil, parameterDigest: request.parameterDigest)
    }
}

/// The mission and its lineage.
extension AuthorityState {
    /// What the enforcement point says it knows does not contradict what is so.
    private func isBound(_ request: ActionRequest, to index: MissionIndex, at now: Instant) throws(Denial) {
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
    private struct ActiveLine {
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
    private func activeLine(
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

    private func isFresh(
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

/// The authority set and its constraints.
extension AuthorityState {
    /// The first entry that allows the action; or the denial of the entry that came closest.
    private func entry(
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
    private func lineageAllows(
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
    private func mayAct(_ request: ActionRequest, under index: MissionIndex, entry: Int) throws(Denial) {
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
    private func isTaken(
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

/// People and money.
extension AuthorityState {
    /// Whether a person must agree to this action and has; answers until when.
    private func isAgreed(
        _ request: ActionRequest, under index: MissionIndex, entry: Int, _ actionClass: ActionClass, at now: Instant
    ) throws(Denial) -> Instant? {
        guard needsPerson(index, entry: entry, actionClass) else { return nil }
        guard let operation = request.operation,
            let answer = attention.answer(about: operation, under: request.mission)
        else { throw Denial(.approvalRequired, .person(actionClass)) }
        guard now < answer.until else {
            throw Denial(answer.declined == nil ? .approvalExpired : .approvalRequired, .person(actionClass))
        }
        // What was answered before the mission was last stopped was answered in another situation.
        if let returnedAt = returnedAt(index, at: now), answer.at < returnedAt {
            throw Denial(.approvalRequired, .person(actionClass))
        }
        if let comment = answer.declined { throw Denial(.approvalRequired, .declined(at: answer.at, comment)) }
        return answer.until
    }

    private func needsPerson(_ index: MissionIndex, entry: Int, _ actionClass: ActionClass) -> Bool {
        if policy.meaning(of: actionClass).needsPerson { return true }
        if missions[index].charter.authority.entries[entry].needsPerson { return true }
        var next: MissionIndex? = index
        while let current = next {
            if missions[current].charter.terms.perAction.contains(actionClass) { return true }
            next = missions[current].charter.lineage.parent
        }
        return false
    }

    /// The mission and every ancestor can still pay for the action.
    private func isAffordable(_ request: ActionRequest, under index: MissionIndex) throws(Denial) {
        var next: MissionIndex? = index
        while let current = next {
            let limit = missions[current].charter.terms.limits.obstacle(
                to: request.cost, of: request.action, after: missions[current].spend)
            if let limit { throw Denial(.quotaExceeded, .limit(limit)) }
            next = missions[current].charter.lineage.parent
        }
    }
}
