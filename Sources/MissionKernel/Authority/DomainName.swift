// SPDX-License-Identifier: Apache-2.0

/// A DNS name, compared without regard to case and by whole labels (RFC 1035, section 2.3; RFC 4343).
package struct DomainName: Hashable, Sendable {
    /// The labels in lower case, from the top: `com`, `example`, `mail`.
    private let labels: [String]

    /// Reads letters, digits, hyphens and underscores in labels of 1 to 63, at most 253 in all; one final dot is
    /// allowed.
    package init?(_ text: String) {
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else { return nil }
        self.labels = labels.reversed().map { String(decoding: $0.map(Self.lowercase), as: UTF8.self) }
    }

    /// The name in lower case, without a final dot.
    package var text: String { labels.reversed().joined(separator: ".") }

    /// Whether this is `domain` or a name beneath it.
    package func isWithin(_ domain: DomainName) -> Bool {
        labels.starts(with: domain.labels)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.allSatisfy(isAllowed)
            && label.first != hyphen && label.last != hyphen
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch lowercase(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
