// SPDX-License-Identifier: Apache-2.0

/// A 128-bit identifier of one kind of thing. Drawn at random at the edge, never reused, without meaning.
package struct Identifier<Kind: IdentifierKind>: Hashable, Comparable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// What an identifier identifies; the prefix keeps kinds apart wherever they are written.
package protocol IdentifierKind: Sendable {
    static var prefix: StaticString { get }
}

package enum MissionKind: IdentifierKind { package static let prefix: StaticString = "msn_" }
package enum SubmissionKind: IdentifierKind { package static let prefix: StaticString = "sub_" }
package enum SessionKind: IdentifierKind { package static let prefix: StaticString = "ses_" }
package enum PermitKind: IdentifierKind { package static let prefix: StaticString = "prm_" }
package enum QueueItemKind: IdentifierKind { package static let prefix: StaticString = "qit_" }
package enum AttentionKind: IdentifierKind { package static let prefix: StaticString = "att_" }

package typealias MissionID = Identifier<MissionKind>
package typealias SubmissionID = Identifier<SubmissionKind>
package typealias SessionID = Identifier<SessionKind>
/// A permit's identifier is also the evaluation identifier of the decision that granted it, and its effect's.
package typealias PermitID = Identifier<PermitKind>
package typealias QueueItemID = Identifier<QueueItemKind>
package typealias AttentionID = Identifier<AttentionKind>

extension Identifier {
    /// Characters after the prefix.
    private static var characterCount: Int { 22 }

    /// The text form: the kind's prefix and 22 characters of base64url (128 bits, RFC 4648 section 5, no padding).
    package var text: String {
        let prefix = Kind.prefix.utf8CodeUnitCount
        return String(unsafeUninitializedCapacity: prefix + Self.characterCount) { buffer in
            Kind.prefix.withUTF8Buffer { _ = buffer.initialize(fromContentsOf: $0) }
            // 128 bits are 21 groups of six and one of two, which the last character carries in its upper bits.
            var bits = UInt128(high) << 64 | UInt128(low)
            var place = prefix + Self.characterCount - 1
            buffer[place] = Base64URL.character(UInt8(truncatingIfNeeded: bits & 0b11) << 4)
            bits >>= 2
            while place > prefix {
                place -= 1
                buffer[place] = Base64URL.character(UInt8(truncatingIfNeeded: bits & 0b111111))
                bits >>= 6
            }
            return prefix + Self.characterCount
        }
    }

    /// Reads the text form; nil for any other text, so that one identifier has one spelling.
    package init?(_ text: String) {
        guard let bits = Self.bits(text.utf8.span) else { return nil }
        self.init(high: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits))
    }

    private static func bits(_ utf8: Span<UInt8>) -> UInt128? {
        let prefix = Kind.prefix.utf8CodeUnitCount
        let last = prefix + characterCount - 1
        guard utf8.count == last + 1, let final = Base64URL.value(utf8[last]), final & 0b1111 == 0 else { return nil }
        for place in 0..<prefix where utf8[place] != Kind.prefix.utf8Start[place] { return nil }
        var bits: UInt128 = 0
        for place in prefix..<last {
            guard let value = Base64URL.value(utf8[place]) else { return nil }
            bits = bits << 6 | UInt128(value)
        }
        return bits << 2 | UInt128(final >> 4)
    }
}

/// The alphabet of RFC 4648, section 5.
private enum Base64URL {
    static func character(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
