// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct Ed25519Tests {
    struct Example: Sendable {
        let seed, publicKey, message, signature: String
    }

    /// RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
    static let examples = [
        Example(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Example(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
                + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Example(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
                + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        Example(
            seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            publicKey: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b5890"
                + "9351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
    ]

    /// The order of the group, least significant byte first (RFC 8032, section 5.1).
    static let groupOrder: [UInt8] = [
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]

    @Test(arguments: [0, 31, 33, 64])
    func `keys of another size than 32 bytes are refused`(count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(Ed25519.PublicKey(bytes: bytes) == nil)
        #expect(privateKey(bytes) == nil)
    }

    @Test func `a signature verifies neither another message nor under another key`() throws {
        let (key, other) = (Ed25519.PrivateKey.generate(), Ed25519.PrivateKey.generate())
        let signature = key.sign([1, 2, 3])
        #expect(!key.publicKey.verifies(signature, of: [1, 2]))
        #expect(!key.publicKey.verifies(signature, of: []))
        #expect(!other.publicKey.verifies(signature, of: [1, 2, 3]))
    }

    @Test func `a signature with any bit changed, or of another length, verifies nothing`() {
        let key = Ed25519.PrivateKey.generate()
        let signature = key.sign([1, 2, 3])
        for bit in 0..<signature.count * 8 {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.publicKey.verifies(changed, of: [1, 2, 3]))
        }
        for changed in [[], signature.dropLast(), signature + [0]] {
            #expect(!key.publicKey.verifies(Array(changed), of: [1, 2, 3]))
        }
    }

    @Test func `a signature with its number written otherwise verifies nothing`() throws {
        let example = try #require(Self.examples.first)
        var signature = try Hex.decode(example.signature)
        var carry = 0
        for (offset, byte) in Self.groupOrder.enumerated() {
            carry += Int(signature[32 + offset]) + Int(byte)
            signature[32 + offset] = UInt8(carry & 0xFF)
            carry >>= 8
        }
        let key = try #require(Ed25519.PublicKey(bytes: Hex.decode(example.publicKey)))
        #expect(!key.verifies(signature, of: []))
    }

    @Test func `a key of small order verifies nothing`() throws {
        let neutral: [UInt8] = [1] + [UInt8](repeating: 0, count: 31)
        let key = try #require(Ed25519.PublicKey(bytes: neutral))
        #expect(!key.verifies(neutral + [UInt8](repeating: 0, count: 32), of: [1, 2, 3]))
    }

    @Test(arguments: examples)
    func `the examples of RFC 8032 are signed and verified`(example: Example) throws {
        let key = try #require(privateKey(Hex.decode(example.seed)))
        let message = try Hex.decode(example.message)
        #expect(Hex.text(key.publicKey.bytes) == example.publicKey)
        #expect(Hex.text(key.sign(message)) == example.signature)
        #expect(try key.publicKey.verifies(Hex.decode(example.signature), of: message))
    }

    @Test func `memory that is nowhere, of no bytes, is the empty message`() {
        let (key, nowhere) = (Ed25519.PrivateKey.generate(), UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(key.sign(nowhere) == key.sign([]))
        #expect(key.publicKey.verifies(key.sign([]), of: nowhere))
    }

    @Test func `a key pair comes back from its seed`() throws {
        let key = Ed25519.PrivateKey.generate()
        let again = try #require(privateKey(key.seed.withBytes { Array($0) }))
        #expect(again.publicKey == key.publicKey)
        #expect(again.sign([7]) == key.sign([7]))
    }

    private func privateKey(_ seed: [UInt8]) -> Ed25519.PrivateKey? {
        Ed25519.PrivateKey(seed: SecretBytes(copying: seed))
    }
}
