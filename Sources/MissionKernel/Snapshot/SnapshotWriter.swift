// SPDX-License-Identifier: Apache-2.0

/// Composes a snapshot.
struct SnapshotWriter {
    private(set) var bytes: [UInt8]
    /// The places of the authority sets in the table that was written before whoever refers to them.
    var authorities: [Digest: Int] = [:]

    /// Composes after `bytes`, of which there will be about `count` more.
    init(after bytes: consuming [UInt8], reservingBytes count: Int) {
        bytes.reserveCapacity(bytes.count + count)
        self.bytes = bytes
    }

    mutating func write(_ value: some SnapshotValue) { value.write(to: &self) }

    mutating func write(byte: UInt8) { bytes.append(byte) }

    /// A number in as few bytes as it needs, seven bits to each, the lowest first (LEB128).
    mutating func write(number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(count: Int) { write(number: UInt64(count)) }

    /// Eight bytes, the lowest first.
    mutating func write(word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(text: String) {
        write(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(data: [UInt8]) {
        write(count: data.count)
        bytes.append(contentsOf: data)
    }

    mutating func write(_ digest: Digest) { digest.withBytes { bytes.append(contentsOf: $0) } }
}
