// SPDX-License-Identifier: Apache-2.0

/// The two base64 encodings of RFC 4648, strict: bytes have one spelling, and only that one is read.
///
/// The tables are looked up by value, so the time taken depends on the bytes: not for keys in memory others can time.
package struct Base64: Sendable {
    /// base64url without padding (RFC 4648, section 5; RFC 7515, section 2).
    package static let url = Base64(
        alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", padded: false)
    /// base64 with padding (RFC 4648, section 4).
    package static let standard = Base64(
        alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", padded: true)

    static let noValue: UInt8 = 0xFF
    static let padding = UInt8(ascii: "=")

    // INVARIANT: 64 symbols, and 256 values that are below 64 or `noValue`; the loops read them unchecked.
    let symbols: [UInt8]
    let values: [UInt8]
    let padded: Bool

    private init(alphabet: StaticString, padded: Bool) {
        symbols = alphabet.withUTF8Buffer { [UInt8]($0) }
        var values = [UInt8](repeating: Self.noValue, count: 256)
        for (value, symbol) in symbols.enumerated() {
            values[Int(symbol)] = UInt8(value)
        }
        self.values = values
        self.padded = padded
        precondition(symbols.count == 64, "an alphabet of \(symbols.count) symbols")
    }
}
