// SPDX-License-Identifier: Apache-2.0

/// The signature algorithms that are read, by their JOSE names (RFC 7518, section 3.1).
package enum SignatureAlgorithm: String, Sendable {
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
}
