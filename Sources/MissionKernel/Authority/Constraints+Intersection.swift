// SPDX-License-Identifier: Apache-2.0

extension Constraints {
    /// What satisfies both, or nil when nothing can: each key combines by its own rule, unknown keys are all kept.
    package func intersection(with other: Constraints) -> Constraints? {
        var both = Constraints()
        both.unknown = Set(unknown + other.unknown).sorted()
        both.resourceIssuedAfter = Self.present(resourceIssuedAfter, other.resourceIssuedAfter).max()
        both.resourceIssuedBefore = Self.present(resourceIssuedBefore, other.resourceIssuedBefore).min()
        both.requiresActionApproval = Self.present(requiresActionApproval, other.requiresActionApproval)
            .reduce(nil) { $0 == true || $1 }
        guard
            Self.combine(maxAmount, other.maxAmount, into: &both.maxAmount, by: Self.smaller),
            Self.combine(tenant, other.tenant, into: &both.tenant, by: { $0 == $1 ? $0 : nil }),
            Self.combine(recipientDomain, other.recipientDomain, into: &both.recipientDomain, by: Self.narrower),
            Self.combine(timeWindow, other.timeWindow, into: &both.timeWindow, by: { $0.intersection(with: $1) }),
            Self.combine(
                dataClassification, other.dataClassification, into: &both.dataClassification, by: Self.common),
            Self.combine(allowedTools, other.allowedTools, into: &both.allowedTools, by: Self.common)
        else { return nil }
        return both
    }

    private static func present<Value>(_ left: Value?, _ right: Value?) -> [Value] {
        [left, right].compactMap(\.self)
    }

    /// Sets `result` to the only value, or to the combination of two; false when the two have none.
    private static func combine<Value>(
        _ left: Value?, _ right: Value?, into result: inout Value?, by rule: (Value, Value) -> Value?
    ) -> Bool {
        guard let left, let right else {
            result = left ?? right
            return true
        }
        result = rule(left, right)
        return result != nil
    }

    private static func smaller(_ left: Money, _ right: Money) -> Money? {
        guard left.currency == right.currency else { return nil }
        return left.amount <= right.amount ? left : right
    }

    private static func narrower(_ left: DomainName, _ right: DomainName) -> DomainName? {
        if left.isWithin(right) { return left }
        return right.isWithin(left) ? right : nil
    }

    private static func common(_ left: TextSet, _ right: TextSet) -> TextSet? {
        let both = left.intersection(right)
        return both.isEmpty ? nil : both
    }
}
