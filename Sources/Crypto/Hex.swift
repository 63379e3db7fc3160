// SPDX-License-Identifier: Apache-2.0

/// Lower-case hexadecimal, strict: upper case is refused, so bytes have one spelling.
package enum Hex {
    private static let noValue: UInt8 = 0xFF

    /// The text of `bytes`, two characters for each.
    package static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { write(bytes, to: $0) }
    }

    /// The text of `bytes`, two characters for each.
    package static func text(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { text($0) }
    }

    /// Adds the ASCII characters of the text of `bytes` to `output`, which allocates only to grow.
    package static func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        output.append(addingCapacity: bytes.count * 2) { span in
            span.withUnsafeMutableBufferPointer { $1 = write(bytes, to: $0) }
        }
    }

    /// Adds the ASCII characters of the text of `bytes` to `output`, which allocates only to grow.
    package static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        bytes.withUnsafeBytes { append($0, to: &output) }
    }

    /// The bytes that `text` spells; an odd count and any character but `0` to `9` and `a` to `f` are refused.
    package static func decode(_ text: UnsafeRawBufferPointer) throws(TextEncodingError) -> [UInt8] {
        guard text.count % 2 == 0 else { throw .length(text.count) }
        return try [UInt8](unsafeUninitializedCapacity: text.count / 2) { output, count throws(TextEncodingError) in
            for offset in stride(from: 0, to: text.count, by: 2) {
                output[offset / 2] = try value(text, at: offset) << 4 | value(text, at: offset + 1)
            }
            count = text.count / 2
        }
    }

    /// The bytes that the ASCII characters `text` spell, refused as above.
    package static func decode(_ text: [UInt8]) throws(TextEncodingError) -> [UInt8] {
        try text.span.bytes.withUnsafeBytes(decode)
    }

    /// The bytes that `text` spells, refused as above.
    package static func decode(_ text: String) throws(TextEncodingError) -> [UInt8] {
        try text.utf8.span.bytes.withUnsafeBytes(decode)
    }

    /// Writes the text of `bytes` at the beginning of `output`, which has room for it, and says how long it is.
    private static func write(_ bytes: UnsafeRawBufferPointer, to output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        precondition(output.count >= bytes.count * 2, "\(output.count) bytes of room for \(bytes.count * 2) characters")
        for (offset, byte) in bytes.enumerated() {
            output[offset * 2] = symbol(byte >> 4)
            output[offset * 2 + 1] = symbol(byte & 15)
        }
        return bytes.count * 2
    }

    private static func symbol(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ text: UnsafeRawBufferPointer, at offset: Int) throws(TextEncodingError) -> UInt8 {
        switch text[offset] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): text[offset] - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): text[offset] - UInt8(ascii: "a") + 10
        default: throw .character(offset: offset)
        }
    }
}
