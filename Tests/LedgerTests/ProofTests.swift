// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import Ledger
import MissionKernel
import Testing
import WritTesting

/// A ledger of sample entries under one signed checkpoint.
struct SignedLedger {
    let signer: Signer
    let store = MemoryStore()
    var tree = MerkleTree()
    let checkpoint: StoredCheckpoint

    init(size: Int64) throws {
        try self.init((0..<size).map(SampleEntry.bytes))
    }

    init(_ entries: [[UInt8]], signer: Signer = Signer("example.com/ledger")) throws {
        self.signer = signer
        _ = try store.append(AppendBatch(entries: entries.map { NewEntry(bytes: $0, streams: []) }))
        for leaf in try store.leafHashes(0..<Int64(entries.count)) { tree.append(leaf) }
        var signing = try CheckpointSigner(key: signer.ledgerKey, previous: nil)
        checkpoint = try signing.sign(tree, leaves: store.leafHashes)
    }

    func proof(of index: Int64) throws -> TlogProof {
        try TlogProof(of: index, under: checkpoint, in: tree, leaves: store.leafHashes)
    }

    func receipt(of numbers: [Int64]) throws -> Receipt {
        let entries = try numbers.flatMap { try store.entries(from: $0, max: 1) }
        return try Receipt(of: entries, under: checkpoint, in: tree, leaves: store.leafHashes)
    }
}

@Suite struct TlogProofTests {
    static let note = "example.com/ledger\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a Uw2QOkn8\n"
    static let hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    @Test(arguments: [
        "", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 1\n\n", "index 1\n\n" + note,
        "c2sp.org/tlog-proof@v2\nindex 1\n\n" + note, "c2sp.org/tlog-proof@v1\nindex 01\n\n" + note,
        "c2sp.org/tlog-proof@v1\nindex -1\n\n" + note, "c2sp.org/tlog-proof@v1\nindex  1\n\n" + note,
        "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\n" + note, "c2sp.org/tlog-proof@v1\n\n" + note,
        "c2sp.org/tlog-proof@v1\nextra \nindex 1\n\n" + note, "c2sp.org/tlog-proof@v1\nextra A\nindex 1\n\n" + note,
        "c2sp.org/tlog-proof@v1\nindex 1\nextra AAAA\n\n" + note, "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n" + note,
        "c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 1\n\n" + note,
        "c2sp.org/tlog-proof@v1\r\nindex 1\r\n\r\n" + note, "c2sp.org/tlog-proof@v1\nindex 1\n \n" + note,
        "c2sp.org/tlog-proof@v1\nindex 1\n\n\(hash)\n" + note.dropLast(20),
        "c2sp.org/tlog-proof@v1\nindex 1\n" + String(repeating: "\(hash)\n", count: 65) + "\n" + note,
    ])
    func `what is not a proof is refused`(text: String) {
        #expect(throws: ProofError.self) { try TlogProof(parsing: Array(text.utf8)) }
    }

    @Test func `a proof with any bit changed shows nothing`() throws {
        let ledger = try SignedLedger(size: 300)
        let bytes = try ledger.proof(of: 7).bytes
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: ProofError.self) {
                try TlogProof(parsing: changed).verify(entry: SampleEntry.bytes(7), by: ledger.signer.verifier)
            }
        }
    }

    @Test func `a proof shows neither another entry nor to another key`() throws {
        let ledger = try SignedLedger(size: 20)
        let proof = try ledger.proof(of: 7)
        #expect(throws: ProofError.inclusion(index: 7)) {
            try proof.verify(entry: SampleEntry.bytes(8), by: ledger.signer.verifier)
        }
        let other = Signer("example.com/ledger").verifier
        #expect(throws: ProofError.checkpoint(.note(.unsigned(by: "example.com/ledger")))) {
            try proof.verify(entry: SampleEntry.bytes(7), by: other)
        }
    }

    @Test func `an entry after the checkpoint has no proof`() throws {
        let ledger = try SignedLedger(size: 20)
        #expect(throws: StoreError.self) { try ledger.proof(of: 20) }
    }

    @Test(arguments: [1, 2, 255, 256, 257, 1000])
    func `every proof keeps its form and verifies with the key and the entry alone`(size: Int64) throws {
        let ledger = try SignedLedger(size: size)
        for index in Set([0, size / 2, size - 1]) {
            let proof = try ledger.proof(of: index)
            let read = try TlogProof(parsing: proof.bytes)
            #expect(read == proof)
            let checkpoint = try read.verify(entry: SampleEntry.bytes(index), by: ledger.signer.verifier)
            #expect(checkpoint.size == size)
        }
    }

    @Test func `extra data is carried and proves nothing`() throws {
        let ledger = try SignedLedger(size: 3)
        let plain = try ledger.proof(of: 1)
        let proof = TlogProof(extra: [1, 2, 3], index: 1, hashes: plain.hashes, checkpoint: plain.checkpoint)
        let read = try TlogProof(parsing: proof.bytes)
        #expect(read.extra == [1, 2, 3])
        #expect(String(decoding: proof.bytes, as: UTF8.self).hasPrefix("c2sp.org/tlog-proof@v1\nextra AQID\nindex 1\n"))
        _ = try read.verify(entry: SampleEntry.bytes(1), by: ledger.signer.verifier)
    }
}

@Suite struct ReceiptTests {
    @Test func `a receipt with any byte changed, left out or added shows nothing`() throws {
        let ledger = try SignedLedger((0..<9).map { Array(#"{"a":[1,"\n\#($0)"],"é":{}}"#.utf8) })
        let bytes = try ledger.receipt(of: [3, 8]).bytes
        try shows(bytes, ledger)
        for offset in bytes.indices {
            var candidates = (0..<8).map { bit in replacing(bytes, offset, with: [bytes[offset] ^ 1 << bit]) }
            candidates.append(replacing(bytes, offset, with: []))
            for added: UInt8 in [0x20, 0x0A, 0x2C, 0x30, bytes[offset]] {
                candidates.append(replacing(bytes, offset, with: [added, bytes[offset]]))
            }
            for changed in candidates { #expect(throws: ProofError.self) { try shows(changed, ledger) } }
        }
        for end: [UInt8] in [[0x0A], [0x20], [0]] {
            #expect(throws: ProofError.self) { try shows(bytes + end, ledger) }
        }
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"checkpoint":"","entries":[],"format":"writ-receipt@v1"}"#,
        #"{"checkpoint":1,"entries":[],"format":"writ-receipt@v1"}"#,
        #"{"checkpoint":"a\n0\nx\n\n— a Uw2QOkn8\n","entries":[],"format":"writ-receipt@v1"}"#,
        #"{"checkpoint":"a\n0\nx\n\n— a Uw2QOkn8\n","entries":[{}],"format":"writ-receipt@v1"}"#,
        #"{"checkpoint":"a\n0\nx\n\n— a Uw2QOkn8\n","entries":[{"entry":[],"index":0,"proof":[]}],"format":"writ-receipt@v1"}"#,
        #"{"checkpoint":"a\n0\nx\n\n— a Uw2QOkn8\n","entries":[{"entry":{},"index":-1,"proof":[]}],"format":"writ-receipt@v1"}"#,
        #"{"checkpoint":"a\n0\nx\n\n— a Uw2QOkn8\n","entries":[{"entry":{},"index":0,"proof":["AAAA"]}],"format":"writ-receipt@v1"}"#,
        #"{"checkpoint":"a\n0\nx\n\n— a Uw2QOkn8\n","entries":[{"entry":{},"index":0,"proof":[]}],"format":"writ-receipt@v2"}"#,
        #"{"checkpoint":"a\n0\nx\n\n— a Uw2QOkn8\n","entries":[{"entry":{},"index":0,"proof":[]}],"extra":1,"format":"writ-receipt@v1"}"#,
        #"{"checkpoint":"a\n0\nx\n\n— a Uw2QOkn8\n— a Uw2QOkn8\n","entries":[{"entry":{},"index":0,"proof":[]}],"format":"writ-receipt@v1"}"#,
    ])
    func `what is not a receipt is refused`(text: String) {
        #expect(throws: ProofError.self) { try Receipt(parsing: Array(text.utf8)) }
    }

    @Test func `entries out of order or twice are refused`() throws {
        let ledger = try SignedLedger(size: 10)
        let entries = try ledger.receipt(of: [1, 2]).bytes
        let text = String(decoding: entries, as: UTF8.self)
        let parts = try #require(text.wholeMatch(of: /(.*"entries":\[)(\{.*\}),(\{"entry".*\})(\],"format".*)/))
        let (start, first, second, end) = (parts.1, parts.2, parts.3, parts.4)
        for order in ["\(second),\(first)", "\(first),\(first)"] {
            #expect(throws: ProofError.malformed("it must have entries, in the ledger's order")) {
                try Receipt(parsing: Array("\(start)\(order)\(end)".utf8))
            }
        }
        #expect(throws: StoreError.self) { try ledger.receipt(of: [1, 1]) }
        #expect(throws: StoreError.self) { try ledger.receipt(of: []) }
    }

    @Test func `the failing entry, the wrong key and the other ledger are told apart`() throws {
        let (ledger, other) = (try SignedLedger(size: 10), try SignedLedger(size: 11))
        let receipt = try ledger.receipt(of: [1, 5])
        #expect(throws: ProofError.checkpoint(.note(.unsigned(by: "example.com/ledger")))) {
            try receipt.verify(by: other.signer.verifier)
        }
        let text = String(decoding: receipt.bytes, as: UTF8.self)
        let swapped = text.replacing(#""number":5"#, with: #""number":6"#)
        #expect(throws: ProofError.inclusion(index: 5)) { try shows(Array(swapped.utf8), ledger) }
    }

    @Test func `a receipt keeps its form and verifies with the key alone`() throws {
        let ledger = try SignedLedger(size: 1000)
        let receipt = try ledger.receipt(of: [999, 0, 256, 255])
        #expect(receipt.entries.map(\.index) == [0, 255, 256, 999])
        let read = try Receipt(parsing: receipt.bytes)
        #expect(read == receipt)
        #expect(try read.verify(by: ledger.signer.verifier).size == 1000)
        #expect(read.entries.map(\.bytes) == [0, 255, 256, 999].map(SampleEntry.bytes))
    }

    @Test func `events as they are written to the ledger go into a receipt as they are`() throws {
        let event = Event.submissionExpired(SubmissionExpired(id: SubmissionID(high: 1, low: 2)))
        let bytes = EntryCodec.bytes(of: event, at: Instant(milliseconds: 1))
        let ledger = try SignedLedger([bytes])
        try shows(ledger.receipt(of: [0]).bytes, ledger)
    }

    private func shows(_ bytes: [UInt8], _ ledger: SignedLedger) throws(ProofError) {
        _ = try Receipt(parsing: bytes).verify(by: ledger.signer.verifier)
    }

    private func replacing(_ bytes: [UInt8], _ offset: Int, with replacement: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes.replaceSubrange(offset...offset, with: replacement)
        return bytes
    }
}
