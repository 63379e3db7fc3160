// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct VerificationKeyTests {
    @Test(arguments: [
        "", "null", "[]", "\"key\"", "{", "{\"kty\":\"EC\"", "{\"kty\":\"EC\"} {}", "{'kty':'EC'}",
        "{\"kty\":\"\\u0000\"}",
        String(repeating: "{\"a\":", count: 3000),
    ])
    func `what is not one JSON object is refused`(text: String) {
        #expect(throws: JWKError.notJSON) { try key(text) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JWKError.notJSON) {
            try VerificationKey(publicJWK: Array("{\"kty\":\"".utf8) + [0xFF, 0x22, 0x7D])
        }
    }

    @Test func `a key of more than 16 KiB is not read`() {
        let text = RFCExamples.ecKey + String(repeating: " ", count: VerificationKey.jwkBytesMax)
        #expect(throws: JWKError.tooLarge(text.utf8.count)) { try key(text) }
    }

    @Test func `a member that comes twice is refused`() {
        #expect(throws: JWKError.duplicateMember) { try key("{\(RFCExamples.ecMembers),\"kty\":\"EC\"}") }
    }

    @Test(arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
    func `a key with a private member is refused as a public one`(member: String) {
        for value in ["\"AQAB\"", "null", "[]"] {
            let text = "{\(RFCExamples.ecMembers),\"\(member)\":\(value)}"
            #expect(throws: JWKError.privateMember(member)) { try key(text) }
        }
    }

    @Test func `an error never shows a private number`() {
        #expect(throws: JWKError.privateMember("d")) {
            try key("{\(RFCExamples.ecMembers),\(RFCExamples.ecPrivateMember)}")
        }
        #expect(!JWKError.privateMember("d").description.contains("jpsQ"))
    }

    @Test(arguments: [
        ("kty", "EC", "OKP"), ("kty", "EC", "oct"), ("kty", "EC", "ec"), ("crv", "P-256", "P-384"),
        ("crv", "P-256", "secp256k1"),
    ])
    func `another type or curve is refused by its name`(member: String, taken: String, value: String) {
        let text = RFCExamples.ecKey.replacing("\"\(member)\":\"\(taken)\"", with: "\"\(member)\":\"\(value)\"")
        #expect(throws: JWKError.unsupported(member: member, value: value)) { try key(text) }
    }

    @Test(arguments: ["none", "HS256", "RS256", "ES384", "es256", ""])
    func `an algorithm that is not that of the key is refused`(name: String) {
        #expect(throws: JWKError.unsupported(member: "alg", value: name)) {
            try key("{\(RFCExamples.ecMembers),\"alg\":\"\(name)\"}")
        }
    }

    @Test(arguments: ["PS256", "RS512", "ES256"])
    func `an RSA key is for RS256 alone`(name: String) {
        let text = RFCExamples.rsaKey.dropLast() + ",\"alg\":\"\(name)\"}"
        #expect(throws: JWKError.unsupported(member: "alg", value: name)) { try key(String(text)) }
    }

    @Test(arguments: [
        ("\"use\":\"enc\"", JWKError.unsupported(member: "use", value: "enc")),
        ("\"key_ops\":[\"sign\"]", .unsupported(member: "key_ops", value: "sign")),
        ("\"key_ops\":[]", .unsupported(member: "key_ops", value: "")),
        ("\"key_ops\":\"verify\"", .malformed("key_ops")),
        ("\"key_ops\":[\"verify\",1]", .malformed("key_ops")), ("\"use\":null", .malformed("use")),
        ("\"alg\":[\"ES256\"]", .malformed("alg")), ("\"kid\":7", .malformed("kid")),
    ])
    func `a key for another use is refused`(member: String, error: JWKError) {
        #expect(throws: error) { try key("{\(RFCExamples.ecMembers),\(member)}") }
    }

    @Test(arguments: ["kty", "crv", "x", "y"])
    func `an EC key without a needed member is refused`(member: String) {
        let text = RFCExamples.ecKey.replacing("\"\(member)\":", with: "\"_\(member)\":")
        #expect(throws: JWKError.missing(member)) { try key(text) }
    }

    @Test(arguments: [
        ("f83O", "AAf83O", JWKError.malformed("x")), ("f83O", "", .malformed("x")), ("5a0", "5a0=", .malformed("y")),
        ("f83O", "g83O", .inconsistent), ("5a0", "5a1", .inconsistent), ("f83O", "f8+O", .inconsistent),
    ])
    func `a point that is off the curve or spelled otherwise is refused`(part: String, other: String, error: JWKError) {
        #expect(throws: error) { try key(RFCExamples.ecKey.replacing(part, with: other)) }
    }

    @Test func `a coordinate as large as the field is refused, for the key would have two thumbprints`() throws {
        let small = String(repeating: "A", count: 42) + "U"
        let large = "_____wAAAAEAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAQ"
        let y = "RZJDuapYGAb-kTvOmYF63hHKUDxk2aPFM0FcCDJI-8w"
        let text = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"y\":\"\(y)\",\"x\":"
        #expect(throws: JWKError.inconsistent) { try key(text + "\"\(large)\"}") }
        #expect(throws: Never.self) { try key(text + "\"\(small)\"}") }
    }

    @Test(arguments: [
        (Array(repeating: UInt8(0xFF), count: 128), 1024), ([0x7F] + Array(repeating: UInt8(0xFF), count: 255), 2047),
        ([0x01] + Array(repeating: UInt8(0xFF), count: 1024), 8193),
    ])
    func `an RSA modulus outside 2048 to 8192 bits is refused`(modulus: [UInt8], bits: Int) {
        let text = "{\"kty\":\"RSA\",\"n\":\"\(Base64.url.text(modulus))\",\"e\":\"AQAB\"}"
        #expect(throws: JWKError.modulusBits(bits)) { try key(text) }
    }

    @Test(arguments: [
        ("AQ", JWKError.unsupported(member: "e", value: "1")), ("Aw", .unsupported(member: "e", value: "3")),
        ("AQAA", .unsupported(member: "e", value: "65536")), ("AAEAAQ", .malformed("e")), ("", .malformed("e")),
        ("AQAB=", .malformed("e")), ("AQAAAAE", .unsupported(member: "e", value: "4294967297")),
        ("_____________", .malformed("e")), ("____________", .unsupported(member: "e", value: "9 bytes long")),
    ])
    func `an RSA exponent that is weak, huge or spelled otherwise is refused`(exponent: String, error: JWKError) {
        #expect(throws: error) { try key(RFCExamples.rsaKey.replacing("AQAB", with: exponent)) }
    }

    @Test func `an even RSA modulus and one with a leading zero are refused`() throws {
        let modulus = try Base64.url.decode(RFCExamples.rsaModulus)
        for changed in [[0] + modulus, modulus.dropLast() + [0xA0]] {
            let text = RFCExamples.rsaKey.replacing(RFCExamples.rsaModulus, with: Base64.url.text(Array(changed)))
            #expect(throws: JWKError.malformed("n")) { try key(text) }
        }
    }

    @Test func `the example of RFC 7638 has its thumbprint`() throws {
        let key = try key(RFCExamples.thumbprintKey)
        #expect(key.thumbprint == RFCExamples.thumbprint)
        #expect(key.keyID == "2011-04-29")
        #expect(key.algorithm == .rs256)
    }

    @Test func `members that fit, and members that nobody knows, change neither key nor thumbprint`() throws {
        let plain = try key(RFCExamples.ecKey)
        let more = "\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"k1\",\"key_ops\":[\"verify\"],\"x-note\":{\"a\":[1]}"
        let full = try key("{\(more),\(RFCExamples.ecMembers)}")
        #expect(full.thumbprint == plain.thumbprint)
        #expect((plain.keyID, full.keyID) == (nil, "k1"))
        #expect(plain.algorithm == .es256)
    }

    @discardableResult
    private func key(_ text: String) throws(JWKError) -> VerificationKey {
        try VerificationKey(publicJWK: Array(text.utf8))
    }
}
