// SPDX-License-Identifier: Apache-2.0

/// A public key that checks signatures, under one algorithm only.
///
/// Threads may share it. To make one costs more than to verify a signature with it: keep it if it is used again.
package struct VerificationKey: Sendable {
    /// The longest JSON Web Key that is read, in bytes.
    package static let jwkBytesMax = 16 * 1024

    /// The one algorithm this key is for.
    package let algorithm: SignatureAlgorithm
    /// The key's own name for itself (`kid`), if it has one; anyone can claim any name.
    package let keyID: String?
    /// The SHA-256 thumbprint (RFC 7638) in base64url: 43 characters that only this key has.
    package let thumbprint: String
    private let key: KeyHandle

    /// Reads a public JSON Web Key: EC on P-256, for ES256, or RSA of 2048 to 8192 bits, for RS256.
    ///
    /// `alg`, `use` and `key_ops` must fit if they are there. Private members are refused, unknown ones are not read.
    package init(publicJWK: UnsafeRawBufferPointer) throws(JWKError) {
        let jwk = try JWK.parse(publicJWK)
        try JWK.requirePublic(jwk)
        algorithm = try JWK.algorithm(jwk, for: "verify")
        keyID = try JWK.string(jwk, "kid")
        guard let key = KeyHandle(jwk: jwk), let thumbprint = JWK.thumbprint(jwk) else { throw .inconsistent }
        self.key = key
        self.thumbprint = thumbprint
    }

    /// Reads a public JSON Web Key, as above.
    package init(publicJWK: [UInt8]) throws(JWKError) {
        self = try publicJWK.span.bytes.withUnsafeBytes { text throws(JWKError) in
            try VerificationKey(publicJWK: text)
        }
    }

    /// Whether `signature`, in the form of RFC 7518, is this key's over exactly `message`.
    func verifies(_ signature: [UInt8], of message: UnsafeRawBufferPointer) -> Bool {
        switch algorithm {
        case .es256: ES256.der(signature: signature).map { key.verifies($0, of: message) } ?? false
        case .rs256: key.verifies(signature, of: message)
        }
    }
}
