// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct JWSTests {
    @Test(arguments: ["", ".", "a.b", "a.b.c.d", "....", "a.b.c."])
    func `a JWS has three parts`(text: String) {
        #expect(throws: JWSError.notCompact) { try parse(text) }
    }

    @Test func `a JWS longer than the caller allows is not read`() {
        let count = RFCExamples.es256.utf8.count
        #expect(throws: JWSError.tooLarge(count, max: count - 1)) { try parse(RFCExamples.es256, bytesMax: count - 1) }
        #expect(throws: Never.self) { try parse(RFCExamples.es256, bytesMax: count) }
    }

    @Test(arguments: ["=", "\n", " ", "+", "\u{E9}"])
    func `each part is strict base64url`(stray: String) throws {
        let parts = RFCExamples.es256.split(separator: ".").map(String.init)
        for (index, name) in [JWSError.Part.header, .payload, .signature].enumerated() {
            var changed = parts
            changed[index] += stray
            let error = #expect(throws: JWSError.self) { try parse(changed.joined(separator: ".")) }
            guard case .encoding(let part, _) = error else { throw StrayError(found: error) }
            #expect(part == name)
        }
    }

    @Test func `a last symbol that an encoder does not write is refused`() {
        let text = RFCExamples.es256.dropLast() + "R"
        #expect(throws: JWSError.encoding(.signature, .trailingBits)) { try parse(String(text)) }
    }

    @Test(arguments: [
        ("", JWSError.headerNotJSON), ("null", .headerNotJSON), ("[]", .headerNotJSON), ("{", .headerNotJSON),
        (String(repeating: "[", count: 5000), .headerNotJSON), ("{\"alg\":\"ES256\"}x", .headerNotJSON),
        ("{\"alg\":\"ES256\",\"alg\":\"ES256\"}", .duplicateHeaderMember),
        ("{\"alg\":\"ES256\",\"jwk\":{\"a\":1,\"a\":2}}", .duplicateHeaderMember), ("{}", .missingAlgorithm),
        ("{\"alg\":null}", .malformedHeaderMember("alg")), ("{\"alg\":[\"ES256\"]}", .malformedHeaderMember("alg")),
        ("{\"alg\":\"none\"}", .unsigned), ("{\"alg\":\"NoNe\"}", .unsigned),
        ("{\"alg\":\"HS256\"}", .unsupportedAlgorithm("HS256")),
        ("{\"alg\":\"ES384\"}", .unsupportedAlgorithm("ES384")),
        ("{\"alg\":\"PS256\"}", .unsupportedAlgorithm("PS256")),
        ("{\"alg\":\"es256\"}", .unsupportedAlgorithm("es256")),
        ("{\"alg\":\"\"}", .unsupportedAlgorithm("")),
        ("{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}", .critical),
        ("{\"alg\":\"ES256\",\"crit\":[]}", .critical), ("{\"alg\":\"none\",\"crit\":null}", .critical),
        ("{\"alg\":\"ES256\",\"kid\":7}", .malformedHeaderMember("kid")),
        ("{\"alg\":\"ES256\",\"typ\":{}}", .malformedHeaderMember("typ")),
    ])
    func `a header that is not sound is refused`(header: String, error: JWSError) {
        let text = "\(Base64.url.text(Array(header.utf8))).\(RFCExamples.payload).\(RFCExamples.es256Signature)"
        #expect(throws: error) { try parse(text) }
    }

    @Test func `a header that is not UTF-8 is refused`() {
        let header = Base64.url.text(Array("{\"alg\":\"ES256\",\"kid\":\"".utf8) + [0xFF, 0x22, 0x7D])
        #expect(throws: JWSError.headerNotJSON) { try parse("\(header).e30.e30") }
    }

    @Test func `the key fixes the algorithm, whatever the header says`() throws {
        let mismatch = JWSError.algorithmMismatch(header: .rs256, key: .es256)
        #expect(throws: mismatch) { try verify(RFCExamples.rs256, with: RFCExamples.ecKey) }
        let reverse = JWSError.algorithmMismatch(header: .es256, key: .rs256)
        #expect(throws: reverse) { try verify(RFCExamples.es256, with: RFCExamples.rsaKey) }
    }

    @Test func `a JWS with any symbol changed is not verified`() throws {
        let compact = Array(RFCExamples.es256.utf8)
        let key = try key(RFCExamples.ecKey)
        for offset in compact.indices {
            var changed = compact
            changed[offset] = changed[offset] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: JWSError.self) { try JWS.verify(changed, with: key, bytesMax: 1000) }
        }
    }

    @Test func `signatures that are empty, cut, long, zero or in DER are bad`() throws {
        let signature = try Base64.url.decode(RFCExamples.es256Signature)
        let (r, s) = (Array(signature.prefix(32)), Array(signature.suffix(32)))
        let der = [0x30, 0x45, 0x02, 0x20] + r + [0x02, 0x21, 0x00] + s
        let zero = [UInt8](repeating: 0, count: 64)
        for changed in [[], Array(signature.dropLast()), signature + [0], zero, s + r, der] {
            let text = "eyJhbGciOiJFUzI1NiJ9.\(RFCExamples.payload).\(Base64.url.text(changed))"
            #expect(throws: JWSError.badSignature) { try verify(text, with: RFCExamples.ecKey) }
        }
    }

    @Test func `RS256 signatures that are empty, cut or long are bad`() throws {
        let parts = RFCExamples.rs256.split(separator: ".").map(String.init)
        let signature = try Base64.url.decode(#require(parts.last))
        let zero = [UInt8](repeating: 0, count: 256)
        for changed in [[], Array(signature.dropLast()), signature + [0], [0] + signature, zero] {
            let text = "\(parts[0]).\(parts[1]).\(Base64.url.text(changed))"
            #expect(throws: JWSError.badSignature) { try verify(text, with: RFCExamples.rsaKey) }
        }
    }

    @Test func `a JWS is not verified by another key`() throws {
        let compact = try SigningKey.generate().sign(payload: [1], type: "t", keyID: "k")
        let other = try VerificationKey(publicJWK: SigningKey.generate().publicJWK(keyID: "k"))
        #expect(throws: JWSError.badSignature) { try JWS.verify(compact, with: other, bytesMax: 1000) }
    }

    @Test func `the examples of RFC 7515 are verified`() throws {
        let payload = try Base64.url.decode(RFCExamples.payload)
        let es256 = try verify(RFCExamples.es256, with: RFCExamples.ecKey)
        #expect((es256.algorithm, es256.payload, es256.keyID, es256.type) == (.es256, payload, nil, nil))
        let rs256 = try verify(RFCExamples.rs256, with: RFCExamples.rsaKey)
        #expect((rs256.algorithm, rs256.payload) == (.rs256, payload))
        #expect(String(decoding: rs256.header, as: UTF8.self) == "{\"alg\":\"RS256\"}")
    }

    @Test(arguments: [0, 1, 2, 3, 400, 100_000])
    func `what a key signs its public part verifies`(count: Int) throws {
        let key = try SigningKey.generate()
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let compact = try key.sign(payload: payload, type: "example+jwt", keyID: key.thumbprint)
        let read = try VerificationKey(publicJWK: key.publicJWK())
        let jws = try JWS.verify(compact, with: read, bytesMax: compact.count)
        #expect(jws.payload == payload)
        #expect(jws.keyID == key.thumbprint)
    }

    private struct StrayError: Error { let found: JWSError? }

    @discardableResult
    private func parse(_ text: String, bytesMax: Int = 100_000) throws(JWSError) -> JWS {
        try JWS.parse(Array(text.utf8), bytesMax: bytesMax)
    }

    @discardableResult
    private func verify(_ text: String, with jwk: String) throws -> JWS {
        try JWS.verify(Array(text.utf8), with: key(jwk), bytesMax: 100_000)
    }

    private func key(_ jwk: String) throws(JWKError) -> VerificationKey {
        try VerificationKey(publicJWK: Array(jwk.utf8))
    }
}
