// SPDX-License-Identifier: Apache-2.0

extension Constraints {
    /// How an action breaks these constraints, or nil when it keeps them all.
    ///
    /// A key without a rule denies, and so does a parameter that a constraint needs and the request lacks.
    func violation(by parameters: ActionParameters, at now: Instant) -> Denial? {
        if let unknown = unknown.first { return Denial(.constraintUnsupported, .unknownConstraint(unknown)) }
        for key in Self.order {
            switch keeps(key, parameters, at: now) {
            case true?: continue
            case false?: return Denial(.parameterViolation, .constraint(key))
            case nil: return Denial(.parameterViolation, .missingParameter(key))
            }
        }
        return nil
    }

    private static let order = ConstraintKey.allCases

    /// Whether the parameters keep one constraint; nil when they do not say.
    private func keeps(_ key: ConstraintKey, _ parameters: ActionParameters, at now: Instant) -> Bool? {
        switch key {
        case .allowedTools: Self.judge(allowedTools, parameters.tool) { $0.contains($1) }
        case .dataClassification:
            Self.judge(dataClassification, parameters.dataClassification) { $1.isSubset(of: $0) && !$1.isEmpty }
        case .maxAmount:
            Self.judge(maxAmount, parameters.amount) { $0.currency == $1.currency && $1.amount <= $0.amount }
        case .recipientDomain: Self.judge(recipientDomain, parameters.recipientDomain) { $1.isWithin($0) }
        case .requiresActionApproval: true
        case .resourceIssuedAfter: Self.judge(resourceIssuedAfter, parameters.resourceIssuedAt) { $1 >= $0 }
        case .resourceIssuedBefore: Self.judge(resourceIssuedBefore, parameters.resourceIssuedAt) { $1 <= $0 }
        case .tenant: Self.judge(tenant, parameters.tenant) { $0 == $1 }
        case .timeWindow: timeWindow?.contains(Timestamp(now)) ?? true
        }
    }

    private static func judge<Bound, Value>(
        _ bound: Bound?, _ value: Value?, _ keeps: (Bound, Value) -> Bool
    ) -> Bool? {
        guard let bound else { return true }
        return value.map { keeps(bound, $0) }
    }
}
