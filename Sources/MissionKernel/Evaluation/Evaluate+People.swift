// SPDX-License-Identifier: Apache-2.0

/// People and money.
extension AuthorityState {
    /// Whether a person must agree to this action and has; answers until when.
    func isAgreed(
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
    func isAffordable(_ request: ActionRequest, under index: MissionIndex) throws(Denial) {
        var next: MissionIndex? = index
        while let current = next {
            let limits = missions[current].charter.terms.limits
            if limits.budget != nil, request.parameters.hidesAmount { throw Denial(.quotaExceeded, .limit(.amount)) }
            let limit = limits.obstacle(to: request.cost, of: request.action, after: missions[current].spend)
            if let limit { throw Denial(.quotaExceeded, .limit(limit)) }
            next = missions[current].charter.lineage.parent
        }
    }
}
