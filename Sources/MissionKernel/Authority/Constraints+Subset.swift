// SPDX-License-Identifier: Apache-2.0

extension Constraints {
    /// Why these constraints are broader than `reference`, or nil when they are not.
    ///
    /// Each key of the reference must be here with a value no broader. A key that only these have narrows further.
    func widening(beyond reference: Constraints) -> SubsetFailure? {
        if let unknown = reference.unknown.first { return .constraintIncomparable(unknown.string) }
        for key in reference.keys {
            guard has(key) else { return .constraintMissing(key) }
            guard isNoBroader(than: reference, in: key) else { return .constraintBroader(key) }
        }
        return nil
    }

    /// Compares one key, in value space. An absent value of the reference bounds nothing.
    private func isNoBroader(than reference: Constraints, in key: ConstraintKey) -> Bool {
        switch key {
        case .allowedTools: Self.compare(allowedTools, reference.allowedTools) { $0.isSubset(of: $1) }
        case .dataClassification:
            Self.compare(dataClassification, reference.dataClassification) { $0.isSubset(of: $1) }
        case .maxAmount:
            Self.compare(maxAmount, reference.maxAmount) { $0.currency == $1.currency && $0.amount <= $1.amount }
        case .recipientDomain: Self.compare(recipientDomain, reference.recipientDomain) { $0.isWithin($1) }
        case .requiresActionApproval:
            Self.compare(requiresActionApproval, reference.requiresActionApproval) { $0 || $0 == $1 }
        case .resourceIssuedAfter: Self.compare(resourceIssuedAfter, reference.resourceIssuedAfter, by: >=)
        case .resourceIssuedBefore: Self.compare(resourceIssuedBefore, reference.resourceIssuedBefore, by: <=)
        case .tenant: Self.compare(tenant, reference.tenant, by: ==)
        case .timeWindow: Self.compare(timeWindow, reference.timeWindow) { $0.isWithin($1) }
        }
    }

    private static func compare<Value>(
        _ candidate: Value?, _ reference: Value?, by isNoBroader: (Value, Value) -> Bool
    ) -> Bool {
        guard let reference else { return true }
        guard let candidate else { return false }
        return isNoBroader(candidate, reference)
    }
}
