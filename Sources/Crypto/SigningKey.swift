// SPDX-License-Identifier: Apache-2.0

import CJose

/// A key pair that signs with ES256.
///
/// Threads may share it; the private part is wiped with the last copy.
package struct SigningKey: Sendable {
    /// The SHA-256 thumbprint (RFC 7638) of the public part in base64url: 43 characters that only this key has.
    package let thumbprint: String
    private let key: KeyHandle

    /// A new key pair that nobody can foretell.
    package static func generate() throws(CryptoFailure) -> SigningKey {
        guard let jwk = JSONObject(), jwk.set("alg", SignatureAlgorithm.es256.rawValue), jose_jwk_gen(nil, jwk.pointer),
            let key = try? SigningKey(jwk)
        else { throw CryptoFailure(operation: "generate a key") }
        return key
    }

    /// Reads a private JSON Web Key: EC on P-256, with `d`, for ES256 and for signing if it says what it is for.
    package init(privateJWK: borrowing SecretBytes) throws(JWKError) {
        let jwk = try privateJWK.withBytes { text throws(JWKError) in try JWK.parse(text) }
        try self.init(jwk)
    }

    private init(_ jwk: borrowing JSONObject) throws(JWKError) {
        let algorithm = try JWK.algorithm(jwk, for: "sign")
        guard algorithm == .es256 else { throw .unsupported(member: "kty", value: "RSA") }
        try JWK.requireNumber(jwk, "d")
        guard let key = KeyHandle(jwk: jwk), let thumbprint = JWK.thumbprint(jwk) else { throw .inconsistent }
        self.key = key
        self.thumbprint = thumbprint
    }

    /// The private JSON Web Key: `alg`, `crv`, `d`, `kty`, `x` and `y`, in this order and without white space.
    package func privateJWK() throws(CryptoFailure) -> SecretBytes {
        let failure = CryptoFailure(operation: "export a private key")
        guard let jwk = key.jwk(), jwk.set("alg", SignatureAlgorithm.es256.rawValue) else { throw failure }
        return try SecretBytes(count: jwk.textCount) { (memory: UnsafeMutableRawBufferPointer) throws(CryptoFailure) in
            guard jwk.write(to: memory) else { throw failure }
        }
    }

    /// The public JSON Web Key: `alg`, `crv`, `kid` if given, `kty`, `use`, `x` and `y`, in this order and without
    /// white space.
    package func publicJWK(keyID: String? = nil) throws(CryptoFailure) -> [UInt8] {
        guard let jwk = key.jwk(), jose_jwk_pub(nil, jwk.pointer),
            jwk.set("alg", SignatureAlgorithm.es256.rawValue), jwk.set("use", "sig"),
            keyID.map({ jwk.set("kid", $0) }) ?? true, let text = jwk.text()
        else { throw CryptoFailure(operation: "export a public key") }
        return text
    }

    /// A JWS in compact form (RFC 7515, section 3.1) over `payload`, its protected header exactly `alg`, `kid`, `typ`.
    package func sign(payload: [UInt8], type: String, keyID: String) throws(CryptoFailure) -> [UInt8] {
        let failure = CryptoFailure(operation: "sign")
        guard let header = JSONObject(), header.set("alg", SignatureAlgorithm.es256.rawValue),
            header.set("kid", keyID), header.set("typ", type), let headerText = header.text()
        else { throw failure }
        var compact: [UInt8] = []
        compact.reserveCapacity(JWS.compactCount(header: headerText.count, payload: payload.count))
        Base64.url.append(headerText, to: &compact)
        compact.append(JWS.separator)
        Base64.url.append(payload, to: &compact)
        guard let der = key.sign(compact), let signature = ES256.signature(der: der) else { throw failure }
        compact.append(JWS.separator)
        Base64.url.append(signature, to: &compact)
        return compact
    }
}
