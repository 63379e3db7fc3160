// SPDX-License-Identifier: Apache-2.0

/// Numbers as C2SP writes them: ASCII digits without leading zeroes.
enum DecimalText {
    /// The number from 0 to 2⁶³ - 1 that `text` is the one spelling of, or nil.
    static func parse(_ text: String) -> Int64? {
        guard let number = Int64(text), number >= 0, String(number).utf8.elementsEqual(text.utf8) else { return nil }
        return number
    }
}
