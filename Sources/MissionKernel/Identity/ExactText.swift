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
        left.withBytes { left in
            right.withBytes { right in left.count == right.count && left.elementsEqual(right) }
        }
    }

    package static func < (left: ExactText, right: ExactText) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: $0) }
        hasher.combine(0xFF as UInt8)
    }

    /// Lends the text's UTF-8 to `body`.
    private func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        string.utf8.span.withUnsafeBufferPointer { body(UnsafeRawBufferPointer($0)) }
    }
}
