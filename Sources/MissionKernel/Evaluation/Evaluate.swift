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
        let first = try entry(for: request, of: index, line, at: now, checks: &checks)
        try lineageAllows(request, above: index, line, at: now)
        checks.insert(.delegation)
        let entry = try entryForActors(of: request, under: index, from: first, line, at: now, checks: &checks)
        checks.insert(.parameters)
        if let fault = request.parameterFault { throw Denial(.parameterViolation, .parameters(fault)) }
        if actionClass.bindsParameters, request.parameterDigest == nil {
            throw Denial(.parameterViolation, .missingDigest)
        }
        checks.insert(.person)
        let agreedUntil = try isAgreed(request, under: index, actionClass, at: now)
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
            useLimit: meaning.isDurable || actionClass.isHighConsequence ? 1 : nil,
            parameterDigest: request.parameterDigest)
    }
}
