// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct Base64Tests {
    /// RFC 4648, section 10, without and with padding.
    static let examples = [
        ("", "", ""), ("f", "Zg", "Zg=="), ("fo", "Zm8", "Zm8="), ("foo", "Zm9v", "Zm9v"),
        ("foob", "Zm9vYg", "Zm9vYg=="), ("fooba", "Zm9vYmE", "Zm9vYmE="), ("foobar", "Zm9vYmFy", "Zm9vYmFy"),
    ]

    @Test(arguments: [
        ("Z", TextEncodingError.length(1)), ("Zm9vY", .length(5)), ("Zg==", .character(offset: 2)),
        ("Zm8=", .character(offset: 3)), ("Zm 9v", .length(5)), ("Zm9v\n", .length(5)),
        ("Zm9vYg\n", .character(offset: 6)), (" Zm9vYg", .character(offset: 0)), ("Zm+v", .character(offset: 2)),
        ("Zm/v", .character(offset: 2)), ("Zm9vY!g", .character(offset: 5)), ("Zm9\u{E9}", .length(5)),
        ("Zm\u{E9}", .character(offset: 2)), ("Zh", .trailingBits), ("Zm9", .trailingBits), ("Zm9vYh", .trailingBits),
    ])
    func `base64url refuses what an encoder does not write`(text: String, error: TextEncodingError) {
        #expect(throws: error) { try Base64.url.decode(text) }
    }

    @Test(arguments: [
        ("Zg", TextEncodingError.length(2)), ("Zg=", .length(3)), ("Zg===", .length(5)), ("=", .length(1)),
        ("====", .character(offset: 0)), ("Z===", .character(offset: 1)), ("Z=g=", .character(offset: 1)),
        ("Zg==Zg==", .character(offset: 2)), ("Zm9v====", .character(offset: 4)), ("Zm-v", .character(offset: 2)),
        ("Zm_v", .character(offset: 2)), ("Zh==", .trailingBits), ("Zm9=", .trailingBits), ("Zm9v\n", .length(5)),
        ("Zg==\r\n\r\n", .character(offset: 2)),
    ])
    func `base64 refuses what an encoder does not write`(text: String, error: TextEncodingError) {
        #expect(throws: error) { try Base64.standard.decode(text) }
    }

    @Test(arguments: examples)
    func `the examples of RFC 4648 are read and written`(bytes: String, url: String, standard: String) throws {
        let bytes = Array(bytes.utf8)
        #expect(Base64.url.text(bytes) == url)
        #expect(Base64.url.encode(bytes) == Array(url.utf8))
        #expect(try Base64.url.decode(url) == bytes)
        #expect(Base64.standard.text(bytes) == standard)
        #expect(try Base64.standard.decode(Array(standard.utf8)) == bytes)
    }

    @Test func `the encodings differ in their last two symbols`() throws {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF]
        #expect(Base64.url.text(bytes) == "--__")
        #expect(Base64.standard.text(bytes) == "++//")
    }

    @Test(arguments: 0...100)
    func `all bytes come back, whatever their count`(count: Int) throws {
        var random = SplitMix(seed: UInt64(count))
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        for encoding in [Base64.url, .standard] {
            #expect(encoding.encode(bytes).count == encoding.encodedCount(count))
            #expect(try encoding.decode(encoding.encode(bytes)) == bytes)
        }
    }

    @Test func `of all texts of three symbols only the written one spells its bytes`() throws {
        let symbols = Array("AQgwBZz019-_=+ ".utf8)
        for (first, second, third) in symbols.flatMap({ a in symbols.flatMap { b in symbols.map { (a, b, $0) } } }) {
            guard let bytes = try? Base64.url.decode([first, second, third]) else { continue }
            #expect(Base64.url.encode(bytes) == [first, second, third])
        }
    }

    @Test func `memory that is nowhere, of no bytes, has the empty text`() throws {
        let nowhere = UnsafeRawBufferPointer(start: nil, count: 0)
        var output: [UInt8] = []
        Base64.url.append(nowhere, to: &output)
        #expect(output.isEmpty)
        #expect(Base64.standard.text(nowhere).isEmpty)
        #expect(try Base64.url.decode(nowhere).isEmpty)
        #expect(try Base64.standard.decode(nowhere).isEmpty)
    }

    @Test func `appending keeps what is there`() {
        var output = Array("> ".utf8)
        Base64.url.append(Array("fo".utf8), to: &output)
        Base64.standard.append(Array("fo".utf8), to: &output)
        Base64.url.append([], to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "> Zm8Zm8=")
    }
}
