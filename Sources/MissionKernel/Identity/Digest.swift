// SPDX-License-Identifier: Apache-2.0

/// A SHA-256 value: 32 bytes, held in the value itself.
///
/// Equality and order are those of the bytes. Any 32 bytes form a digest; `Crypto` computes and spells them.
package struct Digest: Hashable, Comparable, Sendable {
    /// The size of every digest, in bytes.
    package static let byteCount = 32

    // The bytes in order, eight to a number, most significant first: comparing the numbers compares the bytes.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Takes the 32 bytes of a digest; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words = InlineArray<4, UInt64>(repeating: 0)
        for (offset, byte) in bytes.enumerated() {
            words[offset / 8] = words[offset / 8] << 8 | UInt64(byte)
        }
        first = words[0]
        second = words[1]
        third = words[2]
        fourth = words[3]
    }

    /// Takes the 32 bytes of a digest out of memory; nil for any other count.
    package init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.byteCount else { return nil }
        first = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        second = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        third = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        fourth = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    }

    /// The 32 bytes in a new array; `withBytes` allocates nothing.
    package var bytes: [UInt8] {
        withBytes { [UInt8]($0) }
    }

    /// Lends the 32 bytes to `body`; the buffer is valid only during the call.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bigEndian = (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
        return try withUnsafeBytes(of: bigEndian, body)
    }

    package func hash(into hasher: inout Hasher) {
        // WHY: a digest is uniform already, so one word spreads as well as four.
        hasher.combine(first)
    }

    package static func < (left: Digest, right: Digest) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }
}
