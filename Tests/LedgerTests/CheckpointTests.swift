// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionKernel
import Testing

@Suite struct CheckpointTests {
    /// The body of the example in C2SP tlog-checkpoint.
    static let published = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    @Test(arguments: [
        "", "\n", "a\n1\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n 1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n-0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n0x1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nmore\n",
    ])
    func `what is not a checkpoint is refused`(text: String) {
        #expect(throws: CheckpointError.self) { try Checkpoint(parsing: Array(text.utf8)) }
    }

    @Test func `invalid UTF-8 is refused`() {
        #expect(throws: CheckpointError.malformed("invalid UTF-8")) {
            try Checkpoint(parsing: [0xFF] + Array(Self.published.utf8))
        }
    }

    @Test func `a checkpoint is opened only by the key of its ledger`() throws {
        let (signer, other) = (Signer("example.com/behind-the-sofa"), Signer("example.com/other"))
        let note = signer.note(Self.published)
        #expect(throws: CheckpointError.note(.unsigned(by: "example.com/other"))) {
            try Checkpoint.open(note, by: other.verifier)
        }
        #expect(throws: CheckpointError.origin("example.com/behind-the-sofa")) {
            try Checkpoint.open(other.note(Self.published), by: other.verifier)
        }
        #expect(throws: CheckpointError.malformed("the size is not a number")) {
            try Checkpoint.open(signer.note("example.com/behind-the-sofa\nmany\nroot\n"), by: signer.verifier)
        }
        #expect(throws: CheckpointError.self) { try Checkpoint.open(Array("nothing".utf8), by: signer.verifier) }
        #expect(try Checkpoint.open(note.bytes, by: signer.verifier).size == 20_852_163)
    }

    @Test func `the published checkpoint is read and written`() throws {
        let checkpoint = try Checkpoint(parsing: Array(Self.published.utf8))
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(Base64.standard.text(checkpoint.root.bytes) == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        #expect(checkpoint.text == Array(Self.published.utf8))
    }

    @Test func `lines that are not known are kept`() throws {
        let text = Array((Self.published + "one\n— two\n").utf8)
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.extensions == ["one", "— two"])
        #expect(checkpoint.text == text)
    }

    @Test func `the sizes 0 and 2^63 - 1 are read`() throws {
        for size in [0, Int64.max] {
            let text = "a\n\(size)\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
            #expect(try Checkpoint(parsing: Array(text.utf8)).size == size)
        }
    }
}

@Suite struct CheckpointSignerTests {
    let signer = Signer("example.com/ledger")

    @Test func `a ledger that has become shorter is not signed`() throws {
        var signing = try CheckpointSigner(key: signer.ledgerKey, previous: nil)
        _ = try sign(&signing, Grove(size: 300))
        #expect(throws: CheckpointRefusal.shrunk(from: 300, to: 299)) { try sign(&signing, Grove(size: 299)) }
    }

    @Test(arguments: [300, 301, 700])
    func `a ledger whose signed entries are others is not signed`(size: Int) throws {
        var signing = try CheckpointSigner(key: signer.ledgerKey, previous: nil)
        _ = try sign(&signing, Grove(size: 300))
        var rewritten = Grove(size: 0)
        for number in 0..<size { rewritten.append(Grove.leaf(number == 299 ? 0 : number)) }
        #expect(throws: CheckpointRefusal.rewritten(size: 300)) { try sign(&signing, rewritten) }
        #expect(signing.previous?.size == 300)
    }

    @Test func `a checkpoint that another key has signed is not continued`() throws {
        let other = Signer("example.com/ledger")
        var signing = try CheckpointSigner(key: other.ledgerKey, previous: nil)
        let previous = try sign(&signing, Grove(size: 3))
        #expect(throws: CheckpointError.note(.unsigned(by: "example.com/ledger"))) {
            _ = try CheckpointSigner(key: signer.ledgerKey, previous: previous)
        }
    }

    @Test func `an error of the store is passed on and nothing is signed`() throws {
        var signing = try CheckpointSigner(key: signer.ledgerKey, previous: nil)
        _ = try sign(&signing, Grove(size: 300))
        let (tree, error) = (Grove(size: 700).tree, StoreError(.inputOutput, "no"))
        do throws(CheckpointRefusal) {
            _ = try signing.sign(tree) { (_) throws(StoreError) in throw error }
            Issue.record("signed without having looked")
        } catch {
            #expect(error == .store(StoreError(.inputOutput, "no")))
        }
        #expect(signing.previous?.size == 300)
    }

    @Test func `each checkpoint opens with the ledger's key, and the same tree has the same note`() throws {
        var signing = try CheckpointSigner(key: signer.ledgerKey, previous: nil)
        for size in [0, 1, 255, 256, 257, 257, 600] {
            let grove = Grove(size: size)
            let stored = try sign(&signing, grove)
            #expect(try sign(&signing, grove) == stored)
            let opened = try Checkpoint.open(stored.note, by: signer.verifier)
            #expect(opened == signing.previous)
            #expect(opened.root == grove.tree.root && opened.size == Int64(size) && stored.size == Int64(size))
        }
    }

    @Test func `signing goes on after a restart`() throws {
        var first = try CheckpointSigner(key: signer.ledgerKey, previous: nil)
        let stored = try sign(&first, Grove(size: 300))
        var second = try CheckpointSigner(key: signer.ledgerKey, previous: stored)
        #expect(throws: CheckpointRefusal.shrunk(from: 300, to: 200)) { try sign(&second, Grove(size: 200)) }
        #expect(try sign(&second, Grove(size: 1000)).size == 1000)
    }
}

private func sign(_ signer: inout CheckpointSigner, _ grove: Grove) throws(CheckpointRefusal) -> StoredCheckpoint {
    try signer.sign(grove.tree, leaves: grove.fetch)
}
