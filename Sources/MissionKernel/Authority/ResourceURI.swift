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
    /// Scheme, authority and the marks around them: `https://host:8443`; `urn:` when there is no authority.
    let origin: [UInt8]
    /// The path without dot segments; `/` where a URI with an authority has none.
    let path: [UInt8]
    /// The query and fragment with their marks.
    let tail: [UInt8]

    var hasTail: Bool { !tail.isEmpty }

    /// Whether this, taken as a prefix, covers `other`: the same resource, or one beneath it at a path-segment
    /// boundary.
    func covers(_ other: NormalURI) -> Bool {
        guard origin == other.origin else { return false }
        if path == other.path { return tail == other.tail }
        guard !hasTail, other.path.count > path.count, other.path.starts(with: path) else { return false }
        return path.last == UInt8(ascii: "/") || other.path[path.count] == UInt8(ascii: "/")
    }
}
