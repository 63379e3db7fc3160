// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct SealedKeyTests {
    /// Made with libsodium from C: the passphrase is `correct horse`, the secret `the secret`.
    static let golden =
        "writ-sealed-key v1 argon2id 2 8192 AAECAwQFBgcICQoLDA0ODw QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX "
        + "A76D9M2SbXu5m6gsDo9-nTw6CuIVvd3GeD4\n"

    @Test func `another passphrase does not open a key`() throws {
        let file = try seal("the secret", "correct horse")
        for passphrase in ["Correct horse", "correct hors", "correct horse ", "\0"] {
            #expect(throws: SealedKeyError.wrongPassphrase) { try open(file, passphrase) }
        }
    }

    @Test func `a file is checked without its passphrase`() throws {
        try SealedKey.check(Array(Self.golden.utf8))
        #expect(throws: SealedKeyError.foreign) { try SealedKey.check([UInt8](repeating: 7, count: 60)) }
        #expect(throws: SealedKeyError.truncated) { try SealedKey.check(Array(Self.golden.utf8.dropLast())) }
    }

    @Test func `a passphrase must have 1 to 1024 bytes`() throws {
        for count in [0, 1025] {
            let passphrase = String(repeating: "p", count: count)
            #expect(throws: SealedKeyError.passphraseSize(count)) { try seal("the secret", passphrase) }
            #expect(throws: SealedKeyError.passphraseSize(count)) { try open(Self.golden, passphrase) }
        }
        #expect(try open(seal("s", String(repeating: "p", count: 1024)), String(repeating: "p", count: 1024)) == "s")
    }

    @Test(arguments: [0, 4097])
    func `a secret must have 1 to 4096 bytes`(count: Int) {
        #expect(throws: SealedKeyError.secretSize(count)) { try seal(String(repeating: "s", count: count), "pass") }
    }

    @Test func `a file cut anywhere is told to be cut`() {
        for count in 0..<Self.golden.utf8.count {
            #expect(throws: SealedKeyError.truncated) { try open(String(Self.golden.prefix(count)), "correct horse") }
        }
    }

    @Test func `a file with any byte changed does not open`() {
        let golden = Array(Self.golden.utf8)
        for offset in golden.indices {
            var changed = golden
            changed[offset] ^= 1
            #expect(throws: SealedKeyError.self) { try open(String(decoding: changed, as: UTF8.self), "correct horse") }
        }
    }

    @Test(arguments: ["-----BEGIN PRIVATE KEY-----\n", "writ-sealed-keys v1 \n", "Writ-sealed-key v1 \n", "\n", " "])
    func `a file of another kind is told to be foreign`(file: String) {
        #expect(throws: SealedKeyError.foreign) { try open(file, "correct horse") }
    }

    @Test(arguments: ["v2", "v10", "v999999999"])
    func `a file of a newer version is told by its version, whatever follows`(version: String) {
        for rest in [" argon2id 2 8192 A A A\n", "\nanother line", " "] {
            let error = SealedKeyError.newerVersion(version)
            #expect(throws: error) { try open("writ-sealed-key \(version)\(rest)", "correct horse") }
            #expect(error.description.contains(version))
        }
    }

    @Test(arguments: ["1", "v", "v0", "v+2", "v1.1", "V2", "v9999999999", ""])
    func `a version that is none is damage`(version: String) {
        #expect(throws: SealedKeyError.malformed("version")) {
            try open("writ-sealed-key \(version) argon2id\n", "correct horse")
        }
    }

    @Test(arguments: [
        ("argon2id", "scrypt", "key derivation"), (" 2 ", " 02 ", "passes"), (" 2 ", " +2 ", "passes"),
        (" 2 ", "  ", "passes"), ("8192", "8192.0", "memory"), ("8192", "18446744073709551616", "memory"),
        ("AAEC", "AAE=", "salt"), ("AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0O", "salt"),
        ("QEFC", "QEF!", "nonce"), ("QEFC", "", "nonce"), ("A76D9M2SbXu5m6gsDo9-nTw6CuIVvd3GeD4", "", "ciphertext"),
        ("A76D9M2SbXu5m6gsDo9-nTw6CuIVvd3GeD4", "AAECAwQFBgcICQoLDA0ODw", "ciphertext"), ("\n", "\r\n", "ciphertext"),
        ("A76D9M2SbXu5m6gsDo9-nTw6CuIVvd3GeD4", String(repeating: "A", count: 5484), "ciphertext"),
        ("\n", " \n", "ciphertext"), ("\n", "\n\n", "ciphertext"), (" A76D", "A76D", "number of fields"),
    ])
    func `a damaged part is named`(part: String, damaged: String, name: String) throws {
        let range = try #require(Self.golden.firstRange(of: part))
        let file = Self.golden.replacingCharacters(in: range, with: damaged)
        #expect(throws: SealedKeyError.malformed(name)) { try open(file, "correct horse") }
    }

    @Test func `a file too long to be a sealed key is not read on`() {
        let file = Self.golden.dropLast() + String(repeating: "A", count: 1_000_000) + "\n"
        #expect(throws: SealedKeyError.malformed("length")) { try open(String(file), "correct horse") }
    }

    @Test(arguments: [
        ("0", "8192"), ("17", "8192"), ("18446744073709551615", "8192"), ("2", "8191"), ("2", "0"),
        ("2", "1073741825"), ("2", "100000000000"), ("2", "18446744073709551615"),
    ])
    func `a hostile file cannot make us spend more than the limits`(passes: String, memory: String) throws {
        let error = try SealedKeyError.cost(operations: #require(UInt64(passes)), memoryBytes: #require(UInt64(memory)))
        let range = try #require(Self.golden.firstRange(of: " 2 8192 "))
        let file = Self.golden.replacingCharacters(in: range, with: " \(passes) \(memory) ")
        #expect(throws: error) { try open(file, "correct horse") }
    }

    @Test func `the format is the one that is documented`() throws {
        #expect(try open(Self.golden, "correct horse") == "the secret")
    }

    @Test(arguments: [1, 2, 3, 32, 4096])
    func `a secret comes back whole`(count: Int) throws {
        let secret = String(repeating: "s", count: count)
        let file = try seal(secret, "correct horse")
        #expect(try open(file, "correct horse") == secret)
        #expect(file.hasPrefix("writ-sealed-key v1 argon2id 1 8192 "))
        #expect(file.utf8.allSatisfy { $0 < 0x7F })
    }

    @Test func `sealing twice shares neither salt nor nonce`() throws {
        let files = try (
            seal("the secret", "pass").split(separator: " "), seal("the secret", "pass").split(separator: " ")
        )
        for field in 5...7 { #expect(files.0[field] != files.1[field]) }
    }

    @Test func `the cost for real use is within the limits`() {
        #expect(SealedKey.Cost.operationsRange.contains(SealedKey.Cost.moderate.operations))
        #expect(SealedKey.Cost.memoryBytesRange.contains(SealedKey.Cost.moderate.memoryBytes))
    }

    private func seal(_ secret: String, _ passphrase: String) throws -> String {
        let cost = try SealedKey.Cost(operations: 1, memoryBytes: 8192)
        let (secret, passphrase) = (Array(secret.utf8), Array(passphrase.utf8))
        let file = try SealedKey.seal(
            SecretBytes(copying: secret), passphrase: SecretBytes(copying: passphrase), cost: cost)
        return String(decoding: file, as: UTF8.self)
    }

    private func open(_ file: String, _ passphrase: String) throws -> String {
        let secret = try SealedKey.open(Array(file.utf8), passphrase: SecretBytes(copying: Array(passphrase.utf8)))
        return secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with replacement: String) -> String {
        self[..<range.lowerBound] + replacement + self[range.upperBound...]
    }
}
