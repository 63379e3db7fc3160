// SPDX-License-Identifier: Apache-2.0

/// What a mission and all below it may spend (draft-mcguinness-mission-metering, *Consumption Bounds*).
package struct SpendLimits: Hashable, Sendable {
    /// `max_calls`
    package var calls: [CallLimit]
    /// `max_budget`
    package var budget: Money?
    /// `max_derivations`: credentials derived under this mission itself, never under its children.
    package var derivations: Int?
    /// `max_duration`, in milliseconds: the sum of what actions took.
    package var durationMilliseconds: Int64?

    package init(
        budget: Money? = nil, calls: [CallLimit] = [], derivations: Int? = nil, durationMilliseconds: Int64? = nil
    ) {
        self.budget = budget
        self.calls = calls
        self.derivations = derivations
        self.durationMilliseconds = durationMilliseconds
    }

    package static let none = SpendLimits()

    /// Whether an action that costs so much uses any of this up.
    func count(_ action: String, _ cost: Cost) -> Bool {
        calls.contains { $0.callClass.covers(action) } || (budget != nil && cost.money != nil)
            || (durationMilliseconds != nil && cost.durationMilliseconds > 0)
    }
}

/// How often actions of a class may be called.
package struct CallLimit: Hashable, Sendable {
    /// `call_class`: an action or a family of actions.
    package let callClass: ActionPattern
    package let count: Int

    package init(_ callClass: ActionPattern, count: Int) {
        self.callClass = callClass
        self.count = count
    }
}

/// What one action costs: reserved when it is permitted, corrected when its receipt comes.
package struct Cost: Hashable, Sendable {
    package var money: Money?
    package var durationMilliseconds: Int64

    package init(money: Money? = nil, durationMilliseconds: Int64 = 0) {
        self.money = money
        self.durationMilliseconds = durationMilliseconds
    }

    package static let nothing = Cost()

    /// This cost, and no less money than the action moves: whoever acts states a cost, but not one below its amount. In
    /// two currencies neither is the lesser; a budget refuses the one that is not its own.
    package func atLeast(_ amount: Money?) -> Cost {
        guard let amount else { return self }
        guard let money else { return Cost(money: amount, durationMilliseconds: durationMilliseconds) }
        guard money.currency == amount.currency, money.amount < amount.amount else { return self }
        return Cost(money: amount, durationMilliseconds: durationMilliseconds)
    }
}

/// What a mission and all below it have spent or reserved.
package struct Spend: Hashable, Sendable {
    /// Sums by currency, in the order of first use.
    package internal(set) var money: [Money] = []
    /// Calls under each limit, in the order of the limits.
    package internal(set) var calls: [Int32] = []
    package internal(set) var durationMilliseconds: Int64 = 0
    package internal(set) var derivations: Int32 = 0

    package static let nothing = Spend()

    /// Milliseconds beyond which no more are counted: the largest number that every JSON reader holds exactly.
    static let durationMax: Int64 = 1 << 53 - 1

    package init(
        money: [Money] = [], calls: [Int32] = [], durationMilliseconds: Int64 = 0, derivations: Int32 = 0
    ) {
        self.money = money
        self.calls = calls
        self.durationMilliseconds = durationMilliseconds
        self.derivations = derivations
    }

    package func amount(in currency: CurrencyCode) -> ExactDecimal {
        money.first { $0.currency == currency }?.amount ?? .zero
    }
}
