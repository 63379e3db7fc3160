// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// The text of a digest: `sha-256:` and base64url of the 32 bytes, 51 characters in all.
///
/// A digest has one text. The algorithm is always named; a text that names another, or none, is never read as SHA-256.
package enum DigestText {
    /// The name of the algorithm and the colon after it.
    package static let prefix = "sha-256:"
    /// The length of every digest's text.
    package static let characterCount = 51

    /// The text of `digest`.
    package static func format(_ digest: Digest) -> String {
        String(unsafeUninitializedCapacity: characterCount) { output in
            let (_, end) = output.initialize(from: prefix.utf8)
            return end + digest.withBytes { Base64.url.write($0, to: output.extracting(end...)) }
        }
    }

    /// Adds the ASCII characters of the text of `digest` to `output`, which allocates only to grow.
    package static func append(_ digest: Digest, to output: inout [UInt8]) {
        output.append(contentsOf: prefix.utf8)
        digest.withBytes { Base64.url.append($0, to: &output) }
    }

    /// The digest that the ASCII characters `text` spell.
    package static func parse(_ text: UnsafeRawBufferPointer) throws(DigestTextError) -> Digest {
        guard text.starts(with: prefix.utf8) else { throw refusal(of: text) }
        let value = UnsafeRawBufferPointer(rebasing: text.dropFirst(prefix.utf8.count))
        do throws(TextEncodingError) {
            return try decode(value)
        } catch {
            throw .value(error)
        }
    }

    /// The digest that the ASCII characters `text` spell.
    package static func parse(_ text: [UInt8]) throws(DigestTextError) -> Digest {
        try text.span.bytes.withUnsafeBytes(parse)
    }

    /// The digest that `text` spells.
    package static func parse(_ text: String) throws(DigestTextError) -> Digest {
        try text.utf8.span.bytes.withUnsafeBytes(parse)
    }

    private static func refusal(of text: UnsafeRawBufferPointer) -> DigestTextError {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return .noAlgorithm }
        return .unknownAlgorithm(excerpt(text[..<colon]))
    }

    private static func decode(_ value: UnsafeRawBufferPointer) throws(TextEncodingError) -> Digest {
        var bytes = InlineArray<32, UInt8>(repeating: 0)
        var span = bytes.mutableSpan
        let digest = try span.withUnsafeMutableBytes { buffer throws(TextEncodingError) -> Digest? in
            try Base64.url.decode(value, filling: buffer)
            return Digest(bytes: UnsafeRawBufferPointer(buffer))
        }
        guard let digest else { throw .length(value.count) }
        return digest
    }
}
