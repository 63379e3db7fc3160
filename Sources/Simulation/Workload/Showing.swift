// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionAuthority
import MissionKernel
import WritTesting

/// Somebody looks at the ledger, with nothing but its public key.
extension World {
    func showLedger() {
        guard !house.isDead, oracle.size > 0 else { return }
        do {
            let stored = try house.desk.checkpoint()
            let checkpoint = try Checkpoint.open(stored.note, by: house.desk.verifier)
            note(.checkpoint)
            check(checkpoint)
            try showReceipt()
            if chance(40) { try keepSnapshot() }
        } catch {
            oracle.fail(.lineage, "the ledger cannot be shown: \(error)")
        }
    }

    /// The checkpoint is over exactly the entries that were durable, and continues the one before.
    private func check(_ checkpoint: Checkpoint) {
        let leaves = oracle.entries.prefix(Int(checkpoint.size)).map { MerkleHash.leaf($0.bytes) }
        oracle.expect(
            checkpoint.size == oracle.size && NaiveTree.root(of: leaves[...]) == checkpoint.root, .lineage,
            "a checkpoint over \(checkpoint.size) entries has another root than they have")
        if let before = shown, before.size > 0 {
            oracle.expect(
                before.size <= checkpoint.size, .lineage, "a checkpoint was signed over fewer entries than before")
            let older = leaves.prefix(Int(before.size))
            oracle.expect(
                NaiveTree.root(of: older) == before.root, .lineage, "a checkpoint does not continue the one before")
        }
        shown = checkpoint
    }

    private func showReceipt() throws {
        let entries = oracle.entries.indices.shuffled(using: &random).prefix(3).map { oracle.entries[$0] }
        let receipt = try house.desk.receipt(over: entries)
        let opened = try receipt.verify(by: house.desk.verifier)
        note(.receipt)
        oracle.expect(opened.size == oracle.size, .lineage, "a receipt is over another ledger")
    }
}

/// The tree of RFC 6962 as its definition reads.
private enum NaiveTree {
    static func root(of leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? MerkleHash.empty }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return MerkleHash.node(root(of: leaves[..<middle]), root(of: leaves[middle...]))
    }
}
