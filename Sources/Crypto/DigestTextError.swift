// SPDX-License-Identifier: Apache-2.0

/// Why a text is not that of a digest.
package enum DigestTextError: Error, Hashable, CustomStringConvertible {
    /// The text names no algorithm: it has no colon.
    case noAlgorithm
    /// The text names an algorithm, given here, that is not `sha-256`.
    case unknownAlgorithm(String)
    /// What follows `sha-256:` is not base64url of 32 bytes.
    case value(TextEncodingError)

    package var description: String {
        switch self {
        case .noAlgorithm: "a digest begins with its algorithm: expected `sha-256:` and 43 characters of base64url"
        case .unknownAlgorithm(let name): "digest algorithm `\(name)` is not known: expected `sha-256`"
        case .value(let error): "after `sha-256:` a digest has 43 characters of base64url: \(error)"
        }
    }
}
