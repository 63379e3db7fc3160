// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct SigningKeyTests {
    @Test func `a public key does not sign`() {
        #expect(throws: JWKError.missing("d")) { try key(RFCExamples.ecKey) }
    }

    @Test func `an RSA key does not sign here`() {
        #expect(throws: JWKError.unsupported(member: "kty", value: "RSA")) { try key(RFCExamples.rsaKey) }
    }

    @Test func `a private number of another key is refused`() {
        let other = "\"d\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\""
        #expect(throws: JWKError.inconsistent) { try key("{\(RFCExamples.ecMembers),\(other)}") }
    }

    @Test(arguments: ["\"\"", "\"jpsQ\"", "7", "null", "\"AjpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\""])
    func `a private number that is not one is refused`(number: String) {
        #expect(throws: JWKError.malformed("d")) { try key("{\(RFCExamples.ecMembers),\"d\":\(number)}") }
    }

    @Test func `a key that is for something else does not sign`() {
        for (member, value) in [("use", "\"enc\""), ("key_ops", "[\"verify\"]"), ("alg", "\"ES384\"")] {
            #expect(throws: JWKError.self) {
                try key("{\(RFCExamples.ecMembers),\(RFCExamples.ecPrivateMember),\"\(member)\":\(value)}")
            }
        }
    }

    @Test func `a key comes back from its private JWK, written in one way`() throws {
        let key = try key("{ \(RFCExamples.ecMembers) , \(RFCExamples.ecPrivateMember) }")
        let exported = try key.privateJWK()
        let text = exported.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(
            text == """
                {"alg":"ES256","crv":"P-256","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI","kty":"EC",\
                "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
                """)
        #expect(try SigningKey(privateJWK: exported).thumbprint == key.thumbprint)
    }

    @Test func `the public JWK has nothing private and names what it is for`() throws {
        let key = try key("{\(RFCExamples.ecMembers),\(RFCExamples.ecPrivateMember)}")
        #expect(
            try String(decoding: key.publicJWK(keyID: "k \"1\""), as: UTF8.self) == """
                {"alg":"ES256","crv":"P-256","kid":"k \\"1\\"","kty":"EC","use":"sig",\
                "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
                """)
        let read = try VerificationKey(publicJWK: key.publicJWK())
        #expect(read.thumbprint == key.thumbprint)
        #expect(read.keyID == nil)
    }

    @Test func `new keys differ, and their numbers always have their full length`() throws {
        var thumbprints: Set<String> = []
        for _ in 0..<300 {
            let key = try SigningKey.generate()
            let again = try SigningKey(privateJWK: key.privateJWK())
            #expect(again.thumbprint == key.thumbprint)
            thumbprints.insert(key.thumbprint)
        }
        #expect(thumbprints.count == 300)
    }

    @Test func `the protected header has exactly alg, kid and typ`() throws {
        let compact = try SigningKey.generate().sign(payload: [], type: "a/b+jwt", keyID: "\"k\u{E9}")
        let jws = try JWS.parse(compact, bytesMax: 1000)
        #expect(String(decoding: jws.header, as: UTF8.self) == #"{"alg":"ES256","kid":"\"ké","typ":"a/b+jwt"}"#)
        #expect(jws.payload == [])
        #expect((jws.algorithm, jws.keyID, jws.type) == (.es256, "\"k\u{E9}", "a/b+jwt"))
    }

    @Test func `a type and a key id may be empty`() throws {
        let compact = try SigningKey.generate().sign(payload: [], type: "", keyID: "")
        #expect(try JWS.parse(compact, bytesMax: 1000).header == Array(#"{"alg":"ES256","kid":"","typ":""}"#.utf8))
    }

    @discardableResult
    private func key(_ text: String) throws(JWKError) -> SigningKey {
        try SigningKey(privateJWK: SecretBytes(copying: Array(text.utf8)))
    }
}
