// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing

@Suite struct DigestTests {
    @Test(arguments: [0, 1, 31, 33, 64])
    func `a digest is not made of any other count than 32 bytes`(count: Int) {
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(Digest(bytes: bytes) == nil)
        #expect(bytes.withUnsafeBytes { Digest(bytes: $0) } == nil)
    }

    @Test func `a digest gives back its bytes in order`() throws {
        let bytes = (1...32).map { UInt8($0) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.withBytes { Array($0) } == bytes)
    }

    @Test func `a digest is the same from an array, a slice and memory`() throws {
        let bytes = (0..<40).map { UInt8($0) }
        let digest = try #require(Digest(bytes: Array(bytes[3..<35])))
        #expect(Digest(bytes: bytes[3..<35]) == digest)
        #expect(bytes.withUnsafeBytes { Digest(bytes: UnsafeRawBufferPointer(rebasing: $0[3..<35])) } == digest)
    }

    @Test(arguments: 0..<32)
    func `digests are ordered by their first differing byte`(offset: Int) throws {
        var low = [UInt8](repeating: 0xFF, count: 32)
        var high = [UInt8](repeating: 0, count: 32)
        for before in 0..<offset { (low[before], high[before]) = (9, 9) }
        (low[offset], high[offset]) = (0x7F, 0x80)
        let (smaller, larger) = try (#require(Digest(bytes: low)), #require(Digest(bytes: high)))
        #expect(smaller < larger)
        #expect(!(larger < smaller))
        #expect(!(smaller < smaller))
        #expect(smaller != larger)
    }
}
