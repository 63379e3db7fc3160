// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// Money, costs and spending limits as objects.
extension JSONNode {
    /// `{"amount": "12.50", "currency": "EUR"}`
    package func money() throws(JSONShapeError) -> Money { try ConstraintGrammar.money(self) }

    /// Money that can be summed: below 10^20.
    package func spendableMoney() throws(JSONShapeError) -> Money {
        let money = try money()
        guard money.amount.isSummable else { throw error("is too large to be counted against a budget") }
        return money
    }

    /// `{"duration_ms": …, "money": …}`, both optional.
    package func cost() throws(JSONShapeError) -> Cost {
        let object = try object(only: ["duration_ms", "money"])
        return Cost(
            money: try object["money"].map { (node) throws(JSONShapeError) in try node.spendableMoney() },
            durationMilliseconds: try object["duration_ms"].map { (node) throws(JSONShapeError) in
                try node.integer(in: 0...Self.durationMillisecondsMax)
            } ?? 0)
    }

    /// A hundred years.
    package static let durationMillisecondsMax: Int64 = 3_155_760_000_000
}

extension CanonicalWriter {
    package mutating func value(_ money: Money) {
        object { json in
            json.member("amount", money.amount.text)
            json.member("currency", money.currency.text)
        }
    }

    package mutating func member(_ name: String, _ money: Money) {
        self.name(name)
        value(money)
    }

    package mutating func member(_ name: String, _ cost: Cost) {
        member(name) { json in
            if cost.durationMilliseconds != 0 { json.member("duration_ms", cost.durationMilliseconds) }
            if let money = cost.money { json.member("money", money) }
        }
    }
}
