// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite struct EntropyTests {
    @Test func `no bytes are asked for and none come`() {
        #expect(Entropy.bytes(0).isEmpty)
    }

    @Test func `two keys differ`() {
        #expect(Entropy.bytes(32) != Entropy.bytes(32))
        #expect(SystemRandomSource().next() != SystemRandomSource().next())
    }

    @Test func `a buffer larger than the kernel fills at once is filled to the end`() {
        let bytes = Entropy.bytes(40 << 20)
        #expect(bytes.count == 40 << 20)
        #expect(bytes.suffix(64).contains { $0 != 0 })
    }

    @Test func `hexadecimal has two digits for each byte`() {
        let text = Entropy.hexadecimal(byteCount: 64)
        #expect(text.utf8.count == 128)
        #expect(text.allSatisfy { "0123456789abcdef".contains($0) })
    }
}
