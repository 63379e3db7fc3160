// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct HexTests {
    @Test(arguments: [
        ("0", TextEncodingError.length(1)), ("abc", .length(3)), ("AB", .character(offset: 0)),
        ("aB", .character(offset: 1)), ("0g", .character(offset: 1)), ("00 1", .character(offset: 2)),
        ("0x12", .character(offset: 1)), ("00\u{E9}", .character(offset: 2)),
    ])
    func `what is not lower-case hexadecimal is refused`(text: String, error: TextEncodingError) {
        #expect(throws: error) { try Hex.decode(text) }
        #expect(throws: error) { try Hex.decode(Array(text.utf8)) }
    }

    @Test func `every byte is written and read`() throws {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hex.text(bytes)
        #expect(text.count == 512)
        #expect(text.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect(text.hasSuffix("fcfdfeff"))
        #expect(try Hex.decode(text) == bytes)
        #expect(try Hex.decode("") == [])
    }

    @Test func `appending keeps what is there`() {
        var output = Array("> ".utf8)
        Hex.append([0xDE, 0xAD], to: &output)
        Hex.append([], to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "> dead")
    }
}
