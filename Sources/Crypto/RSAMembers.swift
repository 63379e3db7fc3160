// SPDX-License-Identifier: Apache-2.0

/// The rules for the numbers of a public RSA key (RFC 7518, section 6.3.1).
enum RSAMembers {
    /// The sizes of modulus that are taken: RFC 7518 asks for 2048, and beyond 8192 a check takes too long.
    static let modulusBitsRange = 2048...8192
    /// The public exponents that are taken: 65537, which nearly all keys have, to 2^32 - 1.
    private static let exponentRange = 65537...UInt64(UInt32.max)

    /// Refuses a key whose modulus or exponent is not safe, or not in its shortest form.
    static func check(_ jwk: borrowing JSONObject) throws(JWKError) {
        let modulus = try number(jwk, "n")
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard modulusBitsRange.contains(bits) else { throw .modulusBits(bits) }
        guard let last = modulus.last, last % 2 == 1 else { throw .malformed("n") }
        let exponent = try number(jwk, "e")
        guard exponent.count <= 8 else { throw .unsupported(member: "e", value: "\(exponent.count) bytes long") }
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard exponentRange.contains(value), value % 2 == 1 else { throw .unsupported(member: "e", value: "\(value)") }
    }

    private static func number(_ jwk: borrowing JSONObject, _ name: String) throws(JWKError) -> [UInt8] {
        let text = try JWK.requiredString(jwk, name)
        guard let bytes = try? Base64.url.decode(text), let first = bytes.first, first != 0 else {
            throw .malformed(name)
        }
        return bytes
    }
}
