// SPDX-License-Identifier: Apache-2.0

extension Base64 {
    /// The bytes that `text` spells.
    ///
    /// Any other text than the one that `encode` gives is refused: white space, padding out of place, stray bits.
    package func decode(_ text: UnsafeRawBufferPointer) throws(TextEncodingError) -> [UInt8] {
        let text = try unpadded(text)
        let count = Self.decodedCount(unpadded: text.count)
        return try [UInt8](unsafeUninitializedCapacity: count) { output, written throws(TextEncodingError) in
            try read(text, to: UnsafeMutableRawBufferPointer(output))
            written = count
        }
    }

    /// The bytes that the ASCII characters `text` spell, refused as above.
    package func decode(_ text: [UInt8]) throws(TextEncodingError) -> [UInt8] {
        try text.span.bytes.withUnsafeBytes(decode)
    }

    /// The bytes that `text` spells, refused as above.
    package func decode(_ text: String) throws(TextEncodingError) -> [UInt8] {
        try text.utf8.span.bytes.withUnsafeBytes(decode)
    }

    /// Writes the bytes that `text` spells over the whole of `output`; refused as above, or when they do not fill it.
    func decode(
        _ text: UnsafeRawBufferPointer, filling output: UnsafeMutableRawBufferPointer
    ) throws(TextEncodingError) {
        guard text.count == encodedCount(output.count) else { throw .length(text.count) }
        try read(unpadded(text), to: output)
    }

    /// How many bytes so many characters spell, padding not counted; a count of 4n + 1 spells nothing.
    private static func decodedCount(unpadded count: Int) -> Int {
        let (groups, rest) = count.quotientAndRemainder(dividingBy: 4)
        return groups * 3 + max(rest - 1, 0)
    }

    /// `text` without its padding, which must be there exactly if this encoding pads.
    private func unpadded(_ text: UnsafeRawBufferPointer) throws(TextEncodingError) -> UnsafeRawBufferPointer {
        guard padded ? text.count % 4 == 0 : text.count % 4 != 1 else { throw .length(text.count) }
        guard padded else { return text }
        let padding = text.suffix(2).reversed().prefix { $0 == Self.padding }.count
        return UnsafeRawBufferPointer(rebasing: text.dropLast(padding))
    }

    /// Writes the bytes that `text`, free of padding, spells at the beginning of `output`, which has room for them.
    private func read(
        _ text: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
    ) throws(TextEncodingError) {
        let count = Self.decodedCount(unpadded: text.count)
        precondition(output.count >= count, "\(output.count) bytes of room for \(count)")
        try values.span.withUnsafeBufferPointer { values throws(TextEncodingError) in
            var (from, to) = (0, 0)
            while from + 4 <= text.count {
                let group = try Self.group(text, at: from, count: 4, values)
                output[to] = UInt8(truncatingIfNeeded: group >> 16)
                output[to + 1] = UInt8(truncatingIfNeeded: group >> 8)
                output[to + 2] = UInt8(truncatingIfNeeded: group)
                (from, to) = (from + 4, to + 3)
            }
            guard from < text.count else { return }
            let group = try Self.group(text, at: from, count: text.count - from, values)
            output[to] = UInt8(truncatingIfNeeded: group >> 16)
            if to + 1 < count { output[to + 1] = UInt8(truncatingIfNeeded: group >> 8) }
            guard group & (to + 1 < count ? 0xFF : 0xFFFF) == 0 else { throw .trailingBits }
        }
    }

    /// The 24 bits that `count` characters spell, the first in the highest bits.
    private static func group(
        _ text: UnsafeRawBufferPointer, at offset: Int, count: Int, _ values: UnsafeBufferPointer<UInt8>
    ) throws(TextEncodingError) -> UInt32 {
        var (bits, shift) = (UInt32(0), UInt32(18))
        for offset in offset..<offset + count {
            let value = values[Int(text[offset])]
            guard value != noValue else { throw .character(offset: offset) }
            bits |= UInt32(value) << shift
            shift = shift &- 6
        }
        return bits
    }
}
