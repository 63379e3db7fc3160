// SPDX-License-Identifier: Apache-2.0

import CJose

/// The rules for a JSON Web Key (RFC 7517, RFC 7518 section 6), applied before a library makes a key of it.
enum JWK {
    /// The members of private and of symmetric keys; none may come with a public one.
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// Reads the text of one key, within the bound.
    static func parse(_ text: UnsafeRawBufferPointer) throws(JWKError) -> JSONObject {
        guard text.count <= VerificationKey.jwkBytesMax else { throw .tooLarge(text.count) }
        do throws(JSONObject.Failure) {
            return try JSONObject(parsing: text)
        } catch {
            throw error == .duplicateMember ? .duplicateMember : .notJSON
        }
    }

    /// Refuses a key that carries anything private.
    static func requirePublic(_ jwk: borrowing JSONObject) throws(JWKError) {
        for name in privateMembers where jwk[name] != .absent { throw .privateMember(name) }
    }

    /// The algorithm of a key whose members are all in order for it and allow `operation`.
    static func algorithm(_ jwk: borrowing JSONObject, for operation: String) throws(JWKError) -> SignatureAlgorithm {
        let algorithm = try algorithm(ofType: jwk)
        if let name = try string(jwk, "alg"), name != algorithm.rawValue {
            throw .unsupported(member: "alg", value: excerpt(name.utf8))
        }
        if let use = try string(jwk, "use"), use != "sig" {
            throw .unsupported(member: "use", value: excerpt(use.utf8))
        }
        switch jwk["key_ops"] {
        case .absent: break
        case .strings(let operations) where operations.contains(operation): break
        case .strings(let operations):
            throw .unsupported(member: "key_ops", value: excerpt(operations.joined(separator: " ").utf8))
        case .string, .other: throw .malformed("key_ops")
        }
        return algorithm
    }

    /// The member `name`, which is a string if it is there.
    static func string(_ jwk: borrowing JSONObject, _ name: String) throws(JWKError) -> String? {
        switch jwk[name] {
        case .absent: nil
        case .string(let value): value
        case .strings, .other: throw .malformed(name)
        }
    }

    /// The member `name`, which is a string and is there.
    static func requiredString(_ jwk: borrowing JSONObject, _ name: String) throws(JWKError) -> String {
        guard let value = try string(jwk, name) else { throw .missing(name) }
        return value
    }

    /// Refuses a member that is not base64url of as many bytes as a P-256 number has; libjose checks the characters.
    static func requireNumber(_ jwk: borrowing JSONObject, _ name: String) throws(JWKError) {
        guard jwk[name] != .absent else { throw .missing(name) }
        guard jwk.stringCount(name) == Base64.url.encodedCount(32) else { throw .malformed(name) }
    }

    /// The SHA-256 thumbprint (RFC 7638) in base64url; nil if memory is short.
    static func thumbprint(_ jwk: borrowing JSONObject) -> String? {
        var digest = [UInt8](repeating: 0, count: 32)
        guard jose_jwk_thp_buf(nil, jwk.pointer, "S256", &digest, digest.count) == digest.count else { return nil }
        return Base64.url.text(digest)
    }

    private static func algorithm(ofType jwk: borrowing JSONObject) throws(JWKError) -> SignatureAlgorithm {
        switch try requiredString(jwk, "kty") {
        case "EC":
            let curve = try requiredString(jwk, "crv")
            guard curve == "P-256" else { throw .unsupported(member: "crv", value: excerpt(curve.utf8)) }
            try requireNumber(jwk, "x")
            try requireNumber(jwk, "y")
            return .es256
        case "RSA":
            try RSAMembers.check(jwk)
            return .rs256
        case let type:
            throw .unsupported(member: "kty", value: excerpt(type.utf8))
        }
    }
}
