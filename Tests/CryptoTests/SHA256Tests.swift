// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionKernel
import Testing

@Suite struct SHA256Tests {
    /// The examples of FIPS 180 and its companion test files.
    static let examples: [(text: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: examples)
    func `the examples of FIPS 180 have their digests`(text: String, digest: String) {
        let bytes = Array(text.utf8)
        #expect(Hex.text(SHA256.digest(of: bytes).bytes) == digest)
        #expect(Hex.text(SHA256.digest(of: bytes.span.bytes).bytes) == digest)
        #expect(Hex.text(bytes.withUnsafeBytes { SHA256.digest(of: $0) }.bytes) == digest)
    }

    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 127, 128, 1000])
    func `pieces have the digest of the whole, wherever it is cut`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hasher = SHA256.Hasher()
        for cut in stride(from: 0, through: count, by: max(1, count / 7)) {
            hasher.update(Array(bytes[..<cut]))
            hasher.update(Array(bytes[cut...]).span.bytes)
            #expect(hasher.finish() == SHA256.digest(of: bytes))
        }
    }

    @Test func `a hasher that has seen nothing gives the digest of nothing, again and again`() {
        var hasher = SHA256.Hasher()
        let (first, second) = (hasher.finish(), hasher.finish())
        #expect(first == SHA256.digest(of: []))
        #expect(second == first)
    }

    @Test func `memory that is nowhere, of no bytes, is nothing`() {
        let nowhere = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(SHA256.digest(of: nowhere) == SHA256.digest(of: []))
        #expect(SHA256.digest(domain: 3, nowhere) == SHA256.digest(of: [3]))
    }

    @Test func `a domain byte stands before the data`() {
        #expect(SHA256.digest(domain: 0x61, Array("bc".utf8)) == SHA256.digest(of: Array("abc".utf8)))
        #expect(SHA256.digest(domain: 0, []) == SHA256.digest(of: [0]))
    }

    @Test func `a node is the domain byte, the left digest and the right digest`() {
        let (left, right) = (SHA256.digest(of: [1]), SHA256.digest(of: [2]))
        #expect(SHA256.digest(domain: 1, left, right) == SHA256.digest(of: [1] + left.bytes + right.bytes))
        #expect(SHA256.digest(domain: 1, left, right) != SHA256.digest(domain: 1, right, left))
    }

    @Test func `the key of the signed note example has the key id that its text says`() throws {
        let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        let (name, id) = ("example.com/foo", "530d903a")
        let key = try Base64.standard.decode(String(text.dropFirst("\(name)+\(id)+".count)))
        #expect(key.count == 33)
        #expect(key.first == 1)
        let digest = SHA256.digest(of: Array(name.utf8) + [0x0A] + key)
        #expect(Hex.text(Array(digest.bytes.prefix(4))) == id)
    }
}
