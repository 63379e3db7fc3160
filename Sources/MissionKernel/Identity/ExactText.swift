// SPDX-License-Identifier: Apache-2.0

/// Text compared code point by code point.
///
/// Swift's `String` calls differently composed characters equal; a tenant, a tool or a person must not be confused so.
package struct ExactText: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let string: String

    package init(_ string: String) { self.string = string }
    package init(stringLiteral value: String) { string = value }

    package var description: String { string }

    package static func == (left: ExactText, right: ExactText) -> Bool {
        left.string.hasSameBytes(as: right.string)
    }

    package static func < (left: ExactText, right: ExactText) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        // The count keeps texts apart that are hashed one after the other.
        hasher.combine(string.utf8.count)
        string.utf8.span.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension String {
    /// Whether both are the same in UTF-8, however the characters compare.
    package func hasSameBytes(as other: String) -> Bool {
        let (own, others) = (utf8.span.bytes, other.utf8.span.bytes)
        let count = own.byteCount
        guard count == others.byteCount else { return false }
        // SAFETY: eight bytes at a time while there are eight, and then one by one.
        let whole = count & ~7
        for offset in stride(from: 0, to: whole, by: 8) {
            let word = own.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard word == others.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) else { return false }
        }
        for offset in whole..<count {
            let byte = own.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            guard byte == others.unsafeLoad(fromByteOffset: offset, as: UInt8.self) else { return false }
        }
        return true
    }
}
