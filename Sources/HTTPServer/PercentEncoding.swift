// SPDX-License-Identifier: Apache-2.0

/// Percent-decoding (RFC 3986, section 2.1) that refuses what is not exact.
package enum PercentEncoding {
    /// The text `bytes` stand for, or nil when an escape is broken or the result is not UTF-8 or holds a zero.
    ///
    /// - Parameter plusIsSpace: true in a query, where forms write a space as `+`.
    package static func decode(_ bytes: UnsafeRawBufferPointer, plusIsSpace: Bool) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            var byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "%") {
                guard position + 1 < bytes.count, let high = hexDigit(bytes[position]),
                    let low = hexDigit(bytes[position + 1])
                else { return nil }
                byte = high << 4 | low
                position += 2
            } else if plusIsSpace && byte == UInt8(ascii: "+") {
                byte = UInt8(ascii: " ")
            }
            guard byte != 0 else { return nil }
            decoded.append(byte)
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// The text `text` stands for; see `decode(_:plusIsSpace:)`.
    package static func decode(_ text: String, plusIsSpace: Bool) -> String? {
        var text = text
        return text.withUTF8 { decode(UnsafeRawBufferPointer($0), plusIsSpace: plusIsSpace) }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
