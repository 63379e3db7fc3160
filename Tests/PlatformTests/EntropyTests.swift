// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Platform

@Suite struct EntropyTests {
    /// Counts up from one.
    private final class Counting: RandomSource {
        private let last = Monitor<UInt64>(0)
        func next() -> UInt64 {
            last.withLock {
                $0 += 1
                return $0
            }
        }
    }

    @Test func `no bytes are asked for and none come`() {
        #expect(Entropy.bytes(0).isEmpty)
        #expect(Counting().bytes(0).isEmpty)
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

    @Test func `bytes of a source are its numbers in order`() {
        #expect(Counting().bytes(11) == [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0])
        #expect(SystemRandomSource().bytes(16).count == 16)
    }
}
