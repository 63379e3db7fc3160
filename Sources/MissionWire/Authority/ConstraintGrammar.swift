// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel

/// Reads the `constraints` of an entry. Malformed values are refused, never read leniently.
enum ConstraintGrammar {
    static func constraints(_ node: JSONNode) throws(JSONShapeError) -> Constraints {
        var constraints = Constraints()
        try node.object().forEachMember { (name, value) throws(JSONShapeError) in
            guard let key = ConstraintKey(rawValue: name) else {
                constraints.unknown.append(ExactText(name))
                return
            }
            try read(key, from: value, into: &constraints)
        }
        constraints.unknown.sort()
        return constraints
    }

    private static func read(
        _ key: ConstraintKey, from node: JSONNode, into constraints: inout Constraints
    ) throws(JSONShapeError) {
        switch key {
        case .allowedTools: constraints.allowedTools = try labels(node)
        case .dataClassification: constraints.dataClassification = try labels(node)
        case .maxAmount: constraints.maxAmount = try money(node)
        case .recipientDomain: constraints.recipientDomain = try domain(node)
        case .requiresActionApproval: constraints.requiresActionApproval = try node.boolean()
        case .resourceIssuedAfter: constraints.resourceIssuedAfter = try timestamp(node)
        case .resourceIssuedBefore: constraints.resourceIssuedBefore = try timestamp(node)
        case .tenant: constraints.tenant = ExactText(try node.string())
        case .timeWindow: constraints.timeWindow = try window(node)
        }
    }

    static func labels(_ node: JSONNode) throws(JSONShapeError) -> TextSet {
        TextSet(
            try node.array(max: AuthorityGrammar.listMax) { (node) throws(JSONShapeError) in
                ExactText(try node.string())
            })
    }

    static func money(_ node: JSONNode) throws(JSONShapeError) -> Money {
        let object = try node.object(only: ["amount", "currency"])
        let amount = try object.member("amount")
        guard let decimal = ExactDecimal(try amount.string()) else {
            throw amount.error("must be a plain decimal such as `500.00`, with at most 18 digits after the point")
        }
        let currency = try object.member("currency")
        guard let code = CurrencyCode(try currency.string()) else {
            throw currency.error("must be an ISO 4217 code such as `EUR`")
        }
        return Money(decimal, code)
    }

    static func domain(_ node: JSONNode) throws(JSONShapeError) -> DomainName {
        guard let domain = DomainName(try node.string()) else { throw node.error("must be a DNS name") }
        return domain
    }

    static func timestamp(_ node: JSONNode) throws(JSONShapeError) -> Timestamp {
        guard let timestamp = RFC3339.timestamp(try node.string()) else {
            throw node.error("must be an RFC 3339 date-time such as `2026-12-31T23:59:59Z`")
        }
        return timestamp
    }

    private static func window(_ node: JSONNode) throws(JSONShapeError) -> TimeWindow {
        let object = try node.object(only: ["not_before", "not_after"])
        let window = TimeWindow(
            notBefore: try object["not_before"].map(timestamp), notAfter: try object["not_after"].map(timestamp))
        guard let window else { throw node.error("must have `not_before`, `not_after` or both") }
        return window
    }
}
