// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionKernel
import Testing
import WritTesting

@testable import WritCommands

/// A small ledger with its signed checkpoint, held in memory.
private struct SignedLedger {
    var entries: [StoredEntry]
    let checkpoint: Checkpoint

    init() throws {
        var world = KernelWorld()
        _ = try world.approve()
        entries = world.ledger.enumerated().map { number, bytes in
            StoredEntry(number: Int64(number), bytes: bytes, leafHash: MerkleHash.leaf(bytes))
        }
        var tree = MerkleTree()
        for entry in entries { tree.append(entry.leafHash) }
        let key = LedgerKey(origin: try NoteKeyName("example.com/ledger"), key: Ed25519.PrivateKey.generate())
        var signer = try CheckpointSigner(key: key, previous: nil)
        checkpoint = try Checkpoint.open(signer.sign(tree) { _ in [] }.note, by: key.verifier)
    }

    func audit() throws -> LedgerAudit.Finding {
        try LedgerAudit(against: [checkpoint]).run {
            var rest = entries[...]
            return {
                defer { rest = rest.dropFirst(2) }
                return Array(rest.prefix(2))
            }
        }
    }

    /// Puts other bytes in the place of an entry, with the hash that belongs to them.
    mutating func replace(_ place: Int, with bytes: [UInt8]) {
        entries[place] = StoredEntry(number: Int64(place), bytes: bytes, leafHash: MerkleHash.leaf(bytes))
    }

    /// What is found to be wrong.
    func problem() -> String? {
        do {
            _ = try audit()
            return nil
        } catch let failure as CommandFailure {
            return failure.problem
        } catch {
            return "\(error)"
        }
    }
}

struct `The audit of a ledger` {
    @Test func `finds an entry that was taken away at the end`() throws {
        var ledger = try SignedLedger()
        ledger.entries.removeLast()
        #expect(ledger.problem()?.contains("and only \(ledger.entries.count) are left") == true)
    }

    @Test func `finds an entry that was taken out of the middle`() throws {
        var ledger = try SignedLedger()
        ledger.entries.remove(at: 1)
        #expect(ledger.problem()?.hasSuffix("the entry 1 is missing") == true)
    }

    @Test func `finds an entry that another took the place of`() throws {
        var ledger = try SignedLedger()
        ledger.replace(1, with: ledger.entries[0].bytes)
        #expect(ledger.problem() != nil)
    }

    @Test func `finds an entry whose hash was left as it was`() throws {
        var ledger = try SignedLedger()
        let (old, other) = (ledger.entries[2], ledger.entries[1])
        ledger.entries[2] = StoredEntry(number: 2, bytes: other.bytes, leafHash: old.leafHash)
        #expect(ledger.problem()?.hasSuffix("the entry 2 is not the one that its hash was stored for") == true)
    }

    @Test func `finds an entry that is not in its one form`() throws {
        var ledger = try SignedLedger()
        ledger.replace(0, with: [UInt8(ascii: " ")] + ledger.entries[0].bytes)
        #expect(ledger.problem()?.contains("the entry 0") == true)
    }

    @Test func `finds an entry that cannot be read`() throws {
        var ledger = try SignedLedger()
        ledger.replace(0, with: Array("{}".utf8))
        #expect(ledger.problem()?.contains("the entry 0 cannot be read") == true)
    }

    @Test func `passes what was signed, and says what it gives`() throws {
        let ledger = try SignedLedger()
        let finding = try ledger.audit()
        #expect(finding.entries == Int64(ledger.entries.count))
        #expect(finding.signed == finding.entries)
        #expect(finding.root == ledger.checkpoint.root)
        #expect(finding.missions == 1)
    }

    @Test func `says how much is signed when more was written since`() throws {
        var ledger = try SignedLedger()
        let last = ledger.entries[ledger.entries.count - 1]
        ledger.entries.append(
            StoredEntry(number: last.number + 1, bytes: last.bytes, leafHash: last.leafHash))
        // The same approval twice changes nothing that the audit looks at.
        #expect(try ledger.audit().signed == last.number + 1)
    }
}
