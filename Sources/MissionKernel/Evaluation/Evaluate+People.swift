// SPDX-License-Identifier: Apache-2.0

/// People and money.
extension AuthorityState {
    /// Whether a person must agree to this action and has; answers until when.
    func isAgreed(
        _ request: ActionRequest, under index: MissionIndex, _ actionClass: ActionClass, at now: Instant
    ) throws(Denial) -> Instant? {
        guard let because = whyPerson(request, under: index, actionClass, at: now) else { return nil }
        guard let operation = request.operation,
            let answer = attention.answer(about: operation, under: request.mission)
        else { throw Denial(.approvalRequired, because) }
        guard now < answer.until else {
            throw Denial(answer.declined == nil ? .approvalExpired : .approvalRequired, because)
        }
        // What was answered before the mission was last stopped was answered in another situation.
        if let returnedAt = returnedAt(index, at: now), answer.at < returnedAt {
            throw Denial(.approvalRequired, because)
        }
        if let comment = answer.declined { throw Denial(.approvalRequired, .declined(at: answer.at, comment)) }
        return answer.until
    }

    /// Why a person must agree; nil where nobody has to.
    ///
    /// One entry that covers the action and wants a person is enough, in the mission or above it and whatever other
    /// entries say: what an approver read is so, and a child is not freer than its parent.
    private func whyPerson(
        _ request: ActionRequest, under index: MissionIndex, _ actionClass: ActionClass, at now: Instant
    ) -> Obstacle? {
        if policy.meaning(of: actionClass).needsPerson { return .person(actionClass) }
        var next: MissionIndex? = index
        while let current = next {
            if missions[current].charter.terms.perAction.contains(actionClass) { return .person(actionClass) }
            if missions[current].charter.authority.asksPeople,
                missions[current].charter.authority.entries.contains(where: { $0.asksPerson(for: request, at: now) })
            {
                return .personEachTime
            }
            next = missions[current].charter.lineage.parent
        }
        return nil
    }

    /// Whether a bound of the mission or of an ancestor counts the action: each permit for it is then recorded.
    package func isMetered(_ request: ActionRequest, under index: MissionIndex) -> Bool {
        var next: MissionIndex? = index
        while let current = next {
            if missions[current].charter.terms.limits.count(request.action, request.cost) { return true }
            next = missions[current].charter.lineage.parent
        }
        return false
    }

    /// The mission and every ancestor can still pay for the action.
    func isAffordable(_ request: ActionRequest, under index: MissionIndex) throws(Denial) {
        var next: MissionIndex? = index
        while let current = next {
            if missions[current].charter.terms.limits.budget != nil, request.parameters.hidesAmount {
                throw Denial(.quotaExceeded, .limit(.amount))
            }
            let limit = missions[current].charter.terms.limit(
                brokenBy: request.cost, of: request.action, after: missions[current].spend)
            if let limit { throw Denial(.quotaExceeded, .limit(limit)) }
            next = missions[current].charter.lineage.parent
        }
    }
}

extension AuthorityEntry {
    /// Whether the entry allows the action, and only with a person's agreement.
    fileprivate func asksPerson(for request: ActionRequest, at now: Instant) -> Bool {
        needsPerson && names(request.action, on: request.resource) && violation(by: request.parameters, at: now) == nil
    }
}
