// SPDX-License-Identifier: Apache-2.0

/// Why some bytes are not a JWS, or not one that the key signed.
package enum JWSError: Error, Hashable, CustomStringConvertible {
    /// A part of the compact form.
    package enum Part: String, Sendable {
        case header, payload, signature
    }

    /// The JWS is longer than the caller's bound, both in bytes.
    case tooLarge(Int, max: Int)
    /// The JWS has another number of parts than three.
    case notCompact
    /// The part is not canonical base64url.
    case encoding(Part, TextEncodingError)
    /// The header is not the text of one JSON object.
    case headerNotJSON
    /// The header has a member twice: two readers could see two headers.
    case duplicateHeaderMember
    /// The header has no `alg`.
    case missingAlgorithm
    /// The header's `alg` is `none`: nobody signed this.
    case unsigned
    /// The header's `alg` is not one that is read.
    case unsupportedAlgorithm(String)
    /// The header has `crit`: it demands what is not understood here.
    case critical
    /// The header's member is not a string.
    case malformedHeaderMember(String)
    /// The header's `alg` is not that of the key.
    case algorithmMismatch(header: SignatureAlgorithm, key: SignatureAlgorithm)
    /// The signature is not the key's over this header and payload.
    case badSignature

    package var description: String {
        switch self {
        case .tooLarge(let count, let max): "the JWS has \(count) bytes: at most \(max) are read here"
        case .notCompact: "a JWS has three parts with a full stop between them"
        case .encoding(let part, let error): "the \(part.rawValue) of the JWS is not base64url: \(error)"
        case .headerNotJSON: "the header of the JWS is not the text of a JSON object"
        case .duplicateHeaderMember: "the header of the JWS has a member twice"
        case .missingAlgorithm: "the header of the JWS has no `alg`"
        case .unsigned: "the JWS has the algorithm `none`: it must be signed"
        case .unsupportedAlgorithm(let name): "the JWS has the algorithm `\(name)`: expected `ES256` or `RS256`"
        case .critical: "the header of the JWS has `crit`: no extension is understood"
        case .malformedHeaderMember(let name): "the header of the JWS has a `\(name)` that is not a string"
        case .algorithmMismatch(let header, let key):
            "the JWS has the algorithm `\(header.rawValue)` and the key is for `\(key.rawValue)`"
        case .badSignature: "the signature of the JWS is not that of the key"
        }
    }
}
