// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct DigestTextTests {
    @Test(arguments: ["sha-512:", "sha256:", "SHA-256:", "md5:", ":", " sha-256:"])
    func `a text that names another algorithm is refused by that name`(prefix: String) {
        let text = prefix + String(repeating: "A", count: 43)
        #expect(throws: DigestTextError.unknownAlgorithm(String(prefix.dropLast()))) { try DigestText.parse(text) }
    }

    @Test(arguments: ["", "sha-256", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"])
    func `a text that names no algorithm is not taken for sha-256`(text: String) {
        #expect(throws: DigestTextError.noAlgorithm) { try DigestText.parse(text) }
    }

    @Test(arguments: [
        ("", TextEncodingError.length(0)), ("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuF", .length(42)),
        ("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFUA", .length(44)),
        ("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", .length(44)),
        ("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", .character(offset: 12)),
        ("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV", .trailingBits),
    ])
    func `a value that is not base64url of 32 bytes is refused`(value: String, error: TextEncodingError) {
        #expect(throws: DigestTextError.value(error)) { try DigestText.parse("sha-256:" + value) }
    }

    @Test func `a message shows only the printable beginning of a foreign name`() {
        let text = "`\n\u{1B}" + String(repeating: "x", count: 100) + ":"
        let shown = "???" + String(repeating: "x", count: 37)
        #expect(throws: DigestTextError.unknownAlgorithm(shown)) { try DigestText.parse(text) }
    }

    @Test func `a digest has one text and comes back from it`() throws {
        let (digest, text) = (SHA256.digest(of: []), "sha-256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
        #expect(DigestText.format(digest) == text)
        #expect(text.utf8.count == DigestText.characterCount)
        #expect(try DigestText.parse(text) == digest)
        #expect(try DigestText.parse(Array(text.utf8)) == digest)
        var output: [UInt8] = [0x22]
        DigestText.append(digest, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "\"" + text)
    }
}
