// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// An amount of money as people write it, `20.00 EUR`, kept digit for digit.
package struct WrittenMoney: Hashable, Sendable {
    package let amount: String
    package let currency: String

    /// Reads a plain decimal, a space and an ISO 4217 code; nil for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, ExactDecimal(String(parts[0])) != nil, CurrencyCode(String(parts[1])) != nil else {
            return nil
        }
        amount = String(parts[0])
        currency = String(parts[1])
    }

    static let examples = "an amount such as `20.00 EUR`"
}
