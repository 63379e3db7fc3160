// SPDX-License-Identifier: Apache-2.0

/// What must hold for an entry's actions: the nine Common Constraints (draft-mcguinness-oauth-mission), each optional.
///
/// A key this authority does not know is kept by name. Nothing is ever permitted under an entry that has one.
package struct Constraints: Hashable, Sendable {
    package var maxAmount: Money?
    package var resourceIssuedAfter: Timestamp?
    package var resourceIssuedBefore: Timestamp?
    package var tenant: ExactText?
    package var recipientDomain: DomainName?
    package var timeWindow: TimeWindow?
    package var dataClassification: TextSet?
    package var allowedTools: TextSet?
    package var requiresActionApproval: Bool?
    /// Keys without a rule here, in canonical order.
    package var unknown: [ExactText]

    package init() { unknown = [] }

    package static let none = Constraints()
    package var isEmpty: Bool { self == .none }
}

/// The names of the Common Constraints on the wire.
package enum ConstraintKey: String, CaseIterable, Sendable {
    case allowedTools = "allowed_tools"
    case dataClassification = "data_classification"
    case maxAmount = "max_amount"
    case recipientDomain = "recipient_domain"
    case requiresActionApproval = "requires_action_approval"
    case resourceIssuedAfter = "resource_issued_after"
    case resourceIssuedBefore = "resource_issued_before"
    case tenant = "tenant"
    case timeWindow = "time_window"
}

extension Constraints {
    /// The known keys that are present.
    package var keys: [ConstraintKey] {
        ConstraintKey.allCases.filter(has)
    }

    package func has(_ key: ConstraintKey) -> Bool {
        switch key {
        case .allowedTools: allowedTools != nil
        case .dataClassification: dataClassification != nil
        case .maxAmount: maxAmount != nil
        case .recipientDomain: recipientDomain != nil
        case .requiresActionApproval: requiresActionApproval != nil
        case .resourceIssuedAfter: resourceIssuedAfter != nil
        case .resourceIssuedBefore: resourceIssuedBefore != nil
        case .tenant: tenant != nil
        case .timeWindow: timeWindow != nil
        }
    }
}
