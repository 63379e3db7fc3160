// SPDX-License-Identifier: Apache-2.0

extension Base64 {
    /// How many characters `byteCount` bytes are spelled with.
    package func encodedCount(_ byteCount: Int) -> Int {
        let (groups, rest) = byteCount.quotientAndRemainder(dividingBy: 3)
        let tail = rest == 0 ? 0 : padded ? 4 : rest + 1
        return groups * 4 + tail
    }

    /// The text of `bytes`.
    package func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: encodedCount(bytes.count)) { write(bytes, to: $0) }
    }

    /// The text of `bytes`.
    package func text(_ bytes: [UInt8]) -> String {
        bytes.withUnsafeBytes { text($0) }
    }

    /// The ASCII characters of the text of `bytes`.
    package func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: encodedCount(bytes.count)) { $1 = write(bytes, to: $0) }
    }

    /// The ASCII characters of the text of `bytes`.
    package func encode(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { encode($0) }
    }

    /// Adds the ASCII characters of the text of `bytes` to `output`, which allocates only to grow.
    package func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        output.append(addingCapacity: encodedCount(bytes.count)) { span in
            span.withUnsafeMutableBufferPointer { $1 = write(bytes, to: $0) }
        }
    }

    /// Adds the ASCII characters of the text of `bytes` to `output`, which allocates only to grow.
    package func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        bytes.withUnsafeBytes { append($0, to: &output) }
    }

    /// Writes the text of `bytes` at the beginning of `output` and says how long it is.
    func write(_ bytes: UnsafeRawBufferPointer, to output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let count = encodedCount(bytes.count)
        precondition(output.count >= count, "\(output.count) bytes of room for \(count) characters")
        symbols.withUnsafeBufferPointer { symbols in
            var (from, to) = (0, 0)
            while from + 3 <= bytes.count {
                let group = UInt32(bytes[from]) << 16 | UInt32(bytes[from + 1]) << 8 | UInt32(bytes[from + 2])
                output[to] = symbols[Int(group >> 18)]
                output[to + 1] = symbols[Int(group >> 12 & 63)]
                output[to + 2] = symbols[Int(group >> 6 & 63)]
                output[to + 3] = symbols[Int(group & 63)]
                (from, to) = (from + 3, to + 4)
            }
            writeTail(UnsafeRawBufferPointer(rebasing: bytes[from...]), symbols, to: output.extracting(to..<count))
        }
        return count
    }

    /// Writes the last one or two bytes, if any, and the padding.
    private func writeTail(
        _ bytes: UnsafeRawBufferPointer, _ symbols: UnsafeBufferPointer<UInt8>,
        to output: UnsafeMutableBufferPointer<UInt8>
    ) {
        guard let first = bytes.first else { return }
        output.update(repeating: Self.padding)
        output[0] = symbols[Int(first >> 2)]
        guard bytes.count == 2 else {
            output[1] = symbols[Int(first << 4 & 63)]
            return
        }
        output[1] = symbols[Int((first << 4 | bytes[1] >> 4) & 63)]
        output[2] = symbols[Int(bytes[1] << 2 & 63)]
    }
}
