// SPDX-License-Identifier: Apache-2.0

/// A JSON Web Signature in compact form (RFC 7515, section 3.1), taken apart.
///
/// What `parse` returns is only claimed; once `verify` has returned, the holder of the key said it.
package struct JWS: Sendable {
    /// The JSON text of the protected header.
    package let header: [UInt8]
    /// The payload, decoded.
    package let payload: [UInt8]
    /// The algorithm that the header claims.
    package let algorithm: SignatureAlgorithm
    /// The header's `kid`: which key is to be tried.
    package let keyID: String?
    /// The header's `typ`, as it is written; the caller compares it with what it expects.
    package let type: String?

    private let signature: [UInt8]
    private let signingInput: [UInt8]

    /// Takes apart `compact`, of at most `bytesMax` bytes.
    ///
    /// Strict: three parts, each in its one base64url spelling, and a header of one JSON object without a member twice,
    /// with a known `alg`, without `crit`.
    package static func parse(_ compact: [UInt8], bytesMax: Int) throws(JWSError) -> JWS {
        guard compact.count <= bytesMax else { throw .tooLarge(compact.count, max: bytesMax) }
        let parts = compact.split(separator: separator, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notCompact }
        return try JWS(parts[0], parts[1], parts[2], signingInput: Array(compact[..<parts[1].endIndex]))
    }

    /// Takes apart `compact`, of at most `bytesMax` bytes, and verifies it with `key`.
    package static func verify(
        _ compact: [UInt8], with key: VerificationKey, bytesMax: Int
    ) throws(JWSError) -> JWS {
        let jws = try parse(compact, bytesMax: bytesMax)
        try jws.verify(with: key)
        return jws
    }

    /// Returns if the holder of `key` signed exactly this header and payload, under the algorithm of the key.
    ///
    /// Who sees an ES256 signature can make a second one for the same text: never tell a JWS from others by its bytes.
    package func verify(with key: VerificationKey) throws(JWSError) {
        guard algorithm == key.algorithm else { throw .algorithmMismatch(header: algorithm, key: key.algorithm) }
        let verified = signingInput.withUnsafeBytes { key.verifies(signature, of: $0) }
        guard verified else { throw .badSignature }
    }

    static let separator = UInt8(ascii: ".")

    /// The length of the compact form over a header and a payload of so many bytes, signed with ES256.
    static func compactCount(header: Int, payload: Int) -> Int {
        let counts = [header, payload, ES256.signatureByteCount].map(Base64.url.encodedCount)
        return counts.reduce(2, +)
    }

    private init(
        _ headerPart: ArraySlice<UInt8>, _ payloadPart: ArraySlice<UInt8>, _ signaturePart: ArraySlice<UInt8>,
        signingInput: [UInt8]
    ) throws(JWSError) {
        header = try Self.decode(headerPart, .header)
        payload = try Self.decode(payloadPart, .payload)
        signature = try Self.decode(signaturePart, .signature)
        self.signingInput = signingInput
        (algorithm, keyID, type) = try Self.members(header)
    }

    private static func decode(_ part: ArraySlice<UInt8>, _ name: JWSError.Part) throws(JWSError) -> [UInt8] {
        do throws(TextEncodingError) {
            return try part.span.bytes.withUnsafeBytes(Base64.url.decode)
        } catch {
            throw .encoding(name, error)
        }
    }

    private static func members(_ header: [UInt8]) throws(JWSError) -> (SignatureAlgorithm, String?, String?) {
        let header = try parseHeader(header)
        guard header["crit"] == .absent else { throw .critical }
        guard let name = try string(header, "alg") else { throw .missingAlgorithm }
        guard name.lowercased() != "none" else { throw .unsigned }
        guard let algorithm = SignatureAlgorithm(rawValue: name) else {
            throw .unsupportedAlgorithm(excerpt(name.utf8))
        }
        return (algorithm, try string(header, "kid"), try string(header, "typ"))
    }

    private static func parseHeader(_ header: [UInt8]) throws(JWSError) -> JSONObject {
        do throws(JSONObject.Failure) {
            return try header.span.bytes.withUnsafeBytes { text throws(JSONObject.Failure) in
                try JSONObject(parsing: text)
            }
        } catch {
            throw error == .duplicateMember ? .duplicateHeaderMember : .headerNotJSON
        }
    }

    private static func string(_ header: borrowing JSONObject, _ name: String) throws(JWSError) -> String? {
        switch header[name] {
        case .absent: nil
        case .string(let value): value
        case .strings, .other: throw .malformedHeaderMember(name)
        }
    }
}
