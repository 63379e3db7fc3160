// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import Testing

@Suite struct SignedNoteTests {
    /// The example of C2SP signed-note.
    static let publishedKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let publishedNote = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """

    @Test(arguments: [
        "", "\n", "text\n", "text\n\n", "\n\n", "text\n— example.com/foo Uw2QOkn8\n",
        "text\n\n— example.com/foo Uw2QOkn8", "text\n\n— example.com/foo Uw2QOkn8\n\n",
        "text\n\n- example.com/foo Uw2QOkn8\n", "text\n\n—  example.com/foo Uw2QOkn8\n",
        "text\n\n— example.com/foo  Uw2QOkn8\n", "text\n\n— example.com/foo Uw2QOkn8 \n",
        "text\n\n— example.com/foo\n", "text\n\n— Uw2QOkn8\n", "text\n\n—\n", "text\n\n— a+b Uw2QOkn8\n",
        "text\n\n— a\u{A0}b Uw2QOkn8\n", "text\n\n— a Uw2QOg==\n", "text\n\n— a Uw2QOkn\n", "text\n\n— a Uw2QOkn9=\n",
        "te\u{1}xt\n\n— a Uw2QOkn8\n", "te\rxt\n\n— a Uw2QOkn8\n", "text\n\n— a Uw2QOkn8\r\n", "\u{FEFF}",
    ])
    func `what is not a signed note is refused`(text: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test func `invalid UTF-8, too many signatures and too many bytes are refused`() {
        let line = Array("— a Uw2QOkn8\n".utf8)
        let start = Array("text\n\n".utf8)
        #expect(throws: Never.self) {
            try SignedNote(parsing: start + Array(repeating: line, count: 64).flatMap(\.self))
        }
        #expect(throws: NoteError.self) {
            try SignedNote(parsing: start + Array(repeating: line, count: 65).flatMap(\.self))
        }
        #expect(throws: NoteError.self) { try SignedNote(parsing: [0xFF] + start + line) }
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: SignedNote.bytesMax)
        #expect(throws: NoteError.self) { try SignedNote(parsing: long + start + line) }
    }

    @Test func `the published note does not verify with any bit of its text or signature changed`() throws {
        let key = try VerifierKey(Self.publishedKey)
        let bytes = Array(Self.publishedNote.utf8)
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: NoteError.self) { try SignedNote(parsing: changed).verify(by: key) }
        }
    }

    @Test func `the published note verifies and keeps its form`() throws {
        let note = try SignedNote(parsing: Array(Self.publishedNote.utf8))
        try note.verify(by: VerifierKey(Self.publishedKey))
        #expect(note.text == Array("This is an example message.\n".utf8))
        #expect(note.bytes == Array(Self.publishedNote.utf8))
        #expect(note.signatures.first?.keyID == 0x530d_903a)
    }

    @Test func `signatures of other keys are not looked at, and one that is wrong refuses the note`() throws {
        let (key, other) = (Signer("example.com/a"), Signer("example.com/b"))
        let text = Array("text\n\nmore\n".utf8)
        let (own, foreign) = (key.signature(text), other.signature([]))
        #expect(throws: NoteError.unsigned(by: "example.com/a")) {
            try SignedNote(text: text, signatures: [foreign]).verify(by: key.verifier)
        }
        #expect(throws: NoteError.signature(by: "example.com/a")) {
            try SignedNote(text: text, signatures: [own, key.signature([])]).verify(by: key.verifier)
        }
        let note = try SignedNote(parsing: SignedNote(text: text, signatures: [foreign, own]).bytes)
        try note.verify(by: key.verifier)
        #expect(note.text == text)
    }

    @Test func `a key of the same name, or another name for the same key, has signed nothing`() throws {
        let signer = Signer("example.com/a")
        let note = SignedNote(text: Array("text\n".utf8), signatures: [signer.signature(Array("text\n".utf8))])
        let renamed = VerifierKey(name: try NoteKeyName("example.com/b"), publicKey: signer.key.publicKey)
        for key in [renamed, Signer("example.com/a").verifier] {
            #expect(throws: NoteError.unsigned(by: "\(key.name)")) { try note.verify(by: key) }
        }
    }
}

@Suite struct VerifierKeyTests {
    @Test(arguments: [
        "", "example.com/foo", "example.com/foo+530d903a", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv", "exa mple+530d903a+AekyeRrm",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
    ])
    func `what is not a verifier key is refused`(text: String) {
        #expect(throws: NoteError.self) { try VerifierKey(text) }
    }

    @Test(arguments: ["", " ", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{0}b", "a\tb"])
    func `names with white space, control characters or a plus are refused`(name: String) {
        #expect(throws: NoteError.keyName(name)) { try NoteKeyName(name) }
    }

    @Test func `a key keeps its text`() throws {
        #expect(try VerifierKey(SignedNoteTests.publishedKey).text == SignedNoteTests.publishedKey)
        let key = Signer("größe.example/λ").verifier
        #expect(try VerifierKey(key.text) == key)
    }

    @Test func `names that are composed otherwise are other names`() throws {
        #expect(try NoteKeyName("caf\u{E9}") != NoteKeyName("cafe\u{301}"))
    }
}

/// Signs whatever it is told to, as no ledger's key would.
struct Signer {
    let key: Ed25519.PrivateKey
    let verifier: VerifierKey

    init(_ name: String, key: Ed25519.PrivateKey = .generate()) {
        self.key = key
        do {
            verifier = VerifierKey(name: try NoteKeyName(name), publicKey: key.publicKey)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    func signature(_ text: [UInt8]) -> NoteSignature {
        NoteSignature(keyName: verifier.name, keyID: verifier.keyID, signature: key.sign(text))
    }

    func note(_ text: String) -> SignedNote {
        SignedNote(text: Array(text.utf8), signatures: [signature(Array(text.utf8))])
    }

    var ledgerKey: LedgerKey { LedgerKey(origin: verifier.name, key: key) }
}
