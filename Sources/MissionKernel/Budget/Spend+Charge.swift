// SPDX-License-Identifier: Apache-2.0

extension MissionTerms {
    /// The limit that `cost` for one more call of `action` would break after `spend`, or nil.
    ///
    /// Money in another currency than the budget's cannot be metered, and so is refused. What states no money costs
    /// none, and is refused only when receipts have already brought the sum beyond the budget.
    func limit(brokenBy cost: Cost, of action: String, after spend: borrowing Spend) -> Obstacle.Limit? {
        // WHY: only the list is fetched; a copy of all limits would count references at every decision.
        let list = limits.calls
        let calls = list.span
        for position in calls.indices where calls[position].callClass.covers(action) {
            if Int(spend.calls[position]) >= calls[position].count { return .calls(calls[position].callClass) }
        }
        if let budget = limits.budget {
            let asked = cost.money ?? Money(.zero, budget.currency)
            guard asked.currency == budget.currency else { return .currency }
            guard let total = spend.amount(in: budget.currency).adding(asked.amount), total <= budget.amount else {
                return .budget
            }
        }
        guard let longest = limits.durationMilliseconds else { return nil }
        let (total, overflow) = spend.durationMilliseconds.addingReportingOverflow(cost.durationMilliseconds)
        return overflow || total > longest ? .duration : nil
    }
}

extension Spend {
    /// Counts one call of `action` and what it costs.
    mutating func charge(_ cost: Cost, for action: String, under limits: SpendLimits) {
        for (position, call) in limits.calls.enumerated() where call.callClass.covers(action) { calls[position] += 1 }
        add(cost)
    }

    /// Takes one call of `action` and its cost back: it did not happen.
    mutating func refund(_ cost: Cost, for action: String, under limits: SpendLimits) {
        for (position, call) in limits.calls.enumerated() where call.callClass.covers(action) { calls[position] -= 1 }
        subtract(cost)
    }

    private mutating func add(_ cost: Cost) {
        durationMilliseconds = Self.saturatingSum(durationMilliseconds, cost.durationMilliseconds)
        guard let added = cost.money else { return }
        // What is too large to be summed uses everything up.
        change(added.currency) { $0.adding(added.amount) ?? .largestSum }
    }

    private mutating func subtract(_ cost: Cost) {
        durationMilliseconds -= cost.durationMilliseconds
        guard let taken = cost.money else { return }
        change(taken.currency) { $0.subtracting(taken.amount) }
    }

    /// Puts what an action really cost in the place of what was reserved for it.
    ///
    /// Money that the receipt does not name, or names in another currency, stays as it was reserved.
    mutating func correct(_ reserved: Cost, to actual: Cost) {
        var replaced = reserved
        if reserved.money?.currency != actual.money?.currency { replaced.money = nil }
        subtract(replaced)
        add(actual)
    }

    private mutating func change(_ currency: CurrencyCode, by operation: (ExactDecimal) -> ExactDecimal?) {
        guard let result = operation(amount(in: currency)) else { return }
        guard let position = money.firstIndex(where: { $0.currency == currency }) else {
            return money.append(Money(result, currency))
        }
        money[position] = Money(result, currency)
    }

    private static func saturatingSum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? Spend.durationMax : min(sum, Spend.durationMax)
    }
}
