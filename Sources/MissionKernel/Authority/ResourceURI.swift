// SPDX-License-Identifier: Apache-2.0

/// An absolute URI that identifies a protected resource, with the form in which containment compares it.
///
/// Equality is byte for byte, as resources are compared under `exact`. The normal form serves prefix containment only
/// and never a hash (draft-mcguinness-oauth-mission, *Subset Rule*).
package struct ResourceURI: Hashable, Sendable {
    package let text: String
    let normal: NormalURI

    /// Reads an absolute URI (RFC 3986, section 4.3, and optionally a fragment); nil when `text` is not one.
    package init?(_ text: String) {
        guard let normal = NormalURI(text) else { return nil }
        self.text = text
        self.normal = normal
    }

    /// Whether the URI has a query or a fragment, which a prefix must not.
    package var hasQueryOrFragment: Bool { normal.hasTail }

    package static func == (left: ResourceURI, right: ResourceURI) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// A URI after RFC 3986 syntax-based normalisation, split where containment needs it.
struct NormalURI: Sendable {
    /// Origin, path and tail; the text that was read itself, when that is normal already.
    let text: String
    /// Bytes of scheme, authority and the marks around them: `https://host:8443`; `urn:` when there is no authority.
    let originBytes: Int
    /// Where the path ends, which has no dot segments, and is `/` where a URI with an authority has none. Query and
    /// fragment follow with their marks.
    let pathEnd: Int

    var hasTail: Bool { pathEnd < text.utf8.count }

    /// Whether this, taken as a prefix, covers `other`: the same resource, or one beneath it at a path-segment
    /// boundary.
    func covers(_ other: NormalURI) -> Bool {
        let (own, others) = (text.utf8.span, other.text.utf8.span)
        guard originBytes == other.originBytes, pathEnd <= other.pathEnd else { return false }
        guard pathEnd < other.pathEnd else { return text.hasSameBytes(as: other.text) }
        guard !hasTail else { return false }
        for place in 0..<pathEnd where own[place] != others[place] { return false }
        return own[pathEnd - 1] == UInt8(ascii: "/") || others[pathEnd] == UInt8(ascii: "/")
    }
}
