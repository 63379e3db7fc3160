// SPDX-License-Identifier: Apache-2.0

/// A fact that must hold while a mission lasts, as the approver agreed to it.
package struct ConditionTerms: Hashable, Sendable {
    package let fact: FactKey
    package let test: FactTest
    package let consequence: Consequence
    package let onReturn: OnReturn

    package init(fact: FactKey, test: FactTest, consequence: Consequence, onReturn: OnReturn = .stay) {
        self.fact = fact
        self.test = test
        self.consequence = consequence
        self.onReturn = onReturn
    }

    /// What it takes away when it does not hold.
    var removals: [Removal] {
        if case .narrow(let removals) = consequence { removals } else { [] }
    }

    /// Whom it is about, when it is about somebody being enabled.
    var person: Principal? {
        if case .enabled(let person) = fact { person } else { nil }
    }

    /// The condition that every mission has: whoever granted it is still enabled.
    package static func grantorEnabled(_ grantor: Principal, else consequence: Consequence) -> ConditionTerms {
        ConditionTerms(fact: .enabled(grantor), test: .equals(.boolean(true)), consequence: consequence)
    }
}

/// How a fact's value is judged. A fact that nobody has signalled is as the approver found it: it holds.
package enum FactTest: Hashable, Sendable {
    case equals(FactValue)
    case differs(FactValue)

    package func holds(for value: FactValue?) -> Bool {
        guard let value else { return true }
        switch self {
        case .equals(let expected): return value == expected
        case .differs(let unwanted): return value != unwanted
        }
    }
}

/// What happens to the mission when a fact stops holding.
package enum Consequence: Hashable, Sendable {
    case suspend
    case revoke
    case complete
    /// Take these capabilities away for good.
    case narrow([Removal])
}

/// What happens to a mission that a fact suspended when the fact holds again.
package enum OnReturn: CaseIterable, Hashable, Sendable {
    /// It waits for a person.
    case stay
    /// It goes on by itself, when nothing else stands against it.
    case resume
}

/// A condition of a mission in the state: as its terms, the fact by position.
package struct Condition: Hashable, Sendable {
    package let fact: FactIndex
    package let test: FactTest
    package let consequence: Consequence
    package let onReturn: OnReturn
    /// When the mission took it on: it has no consequence before.
    package let since: Instant

    /// Whether it takes capabilities away and leaves the mission's state alone.
    var isNarrowing: Bool {
        if case .narrow = consequence { true } else { false }
    }
}

extension FactTable {
    /// What was agreed about `condition`.
    package func terms(of condition: Condition) -> ConditionTerms {
        ConditionTerms(
            fact: self[condition.fact].key, test: condition.test, consequence: condition.consequence,
            onReturn: condition.onReturn)
    }

    /// Whether `condition` holds now.
    package func holds(_ condition: Condition) -> Bool {
        condition.test.holds(for: self[condition.fact].value)
    }

    /// When `condition`, which does not hold, began to bind a mission that had it then.
    func brokenAt(_ condition: Condition) -> Instant {
        max(self[condition.fact].changedAt, condition.since)
    }
}
