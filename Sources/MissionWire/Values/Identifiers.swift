// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import Crypto
package import MissionKernel

/// Identifiers, digests and moments as strings.
extension JSONNode {
    /// The identifier that this string must be.
    package func identifier<Kind: IdentifierKind>() throws(JSONShapeError) -> Identifier<Kind> {
        guard let identifier = Identifier<Kind>(try string()) else {
            throw error("must be an identifier that begins with `\(Kind.prefix)`")
        }
        return identifier
    }

    /// The SHA-256 digest, in its prefixed form, that this string must be.
    package func digest() throws(JSONShapeError) -> Digest {
        let text = try string()
        do throws(DigestTextError) {
            return try DigestText.parse(text)
        } catch {
            throw self.error("is not a digest: \(error)")
        }
    }

    /// The moment that this RFC 3339 date-time must be.
    package func instant() throws(JSONShapeError) -> Instant {
        guard let instant = RFC3339.instant(try string()) else {
            throw error("must be an RFC 3339 date-time such as `2026-12-31T23:59:59Z`")
        }
        return instant
    }

    /// Text, compared code point by code point.
    package func exactText() throws(JSONShapeError) -> ExactText { ExactText(try string()) }

    /// One of the cases of a closed set of names.
    package func oneOf<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type
    ) throws(JSONShapeError) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: try string()) else {
            let names = Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw error("must be one of \(names)")
        }
        return value
    }

    /// Bytes in base64url without padding.
    package func base64URL() throws(JSONShapeError) -> [UInt8] {
        let text = try string()
        do throws(TextEncodingError) {
            return try Base64.url.decode(text)
        } catch {
            throw self.error("is not base64url: \(error)")
        }
    }
}

extension CanonicalWriter {
    package mutating func member<Kind: IdentifierKind>(_ name: String, _ identifier: Identifier<Kind>) {
        member(name, identifier.text)
    }

    package mutating func member<Kind: IdentifierKind>(_ name: String, _ identifier: Identifier<Kind>?) {
        if let identifier { member(name, identifier) }
    }

    package mutating func member(_ name: String, _ digest: Digest) {
        self.name(name)
        var text: [UInt8] = []
        text.reserveCapacity(DigestText.characterCount)
        DigestText.append(digest, to: &text)
        plain(text)
    }

    package mutating func member(_ name: String, _ digest: Digest?) {
        if let digest { member(name, digest) }
    }

    package mutating func member(_ name: String, _ instant: Instant) {
        member(name, RFC3339.text(instant))
    }

    package mutating func member(_ name: String, _ instant: Instant?) {
        if let instant { member(name, instant) }
    }

    package mutating func member(_ name: String, _ text: ExactText) { member(name, text.string) }

    package mutating func member(_ name: String, _ text: ExactText?) {
        if let text { member(name, text.string) }
    }

    package mutating func member(_ name: String, base64URL bytes: [UInt8]) {
        self.name(name)
        plain(Base64.url.encode(bytes))
    }
}
