// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Entries of one ledger that together show where an effect comes from, with the proof of each under one checkpoint.
///
/// Verifies offline with the ledger's verifier key alone. Each receipt has one form: no byte of it can change
/// unnoticed.
package struct Receipt: Hashable, Sendable {
    /// The most entries one receipt has.
    package static let entriesMax = 256

    /// An entry and its proof.
    package struct Entry: Hashable, Sendable {
        /// The number of the entry in the ledger.
        package let index: Int64
        /// The entry itself, canonical JSON.
        package let bytes: [UInt8]
        /// From the leaf's sibling to the root's child.
        package let proof: [Digest]
    }

    /// The signed checkpoint, with the ledger's own signature only.
    package let checkpoint: SignedNote
    /// At least one, each once, in the ledger's order.
    package let entries: [Entry]

    init(checkpoint: SignedNote, entries: [Entry]) {
        self.checkpoint = checkpoint
        self.entries = entries
    }

    /// Proves `entries` under a checkpoint of the ledger that `tree` is over.
    package init(
        of entries: [StoredEntry], under checkpoint: StoredCheckpoint, in tree: MerkleTree, leaves: MerkleTree.Leaves
    ) throws(StoreError) {
        let ordered = entries.sorted { $0.number < $1.number }
        let isRepeated = zip(ordered, ordered.dropFirst()).contains { $0.number == $1.number }
        guard (1...Self.entriesMax).contains(ordered.count), !isRepeated else {
            throw StoreError(.invalid, "a receipt must have 1 to \(Self.entriesMax) entries, each once")
        }
        var proven: [Entry] = []
        for entry in ordered {
            let proof = try tree.inclusionProof(of: entry.number, at: checkpoint.size, leaves: leaves)
            proven.append(Entry(index: entry.number, bytes: entry.bytes, proof: proof))
        }
        self.init(checkpoint: try checkpoint.signedNote(), entries: proven)
    }

    /// The checkpoint, once its signature and the way from every entry to its root have been found right. What people
    /// have signed in them is another matter: ``checkEvidence()``.
    package func verify(by key: VerifierKey) throws(ProofError) -> Checkpoint {
        let opened = try checkpoint.openedForProof(by: key)
        for entry in entries {
            let isIncluded = MerkleProof.verifyInclusion(
                leafHash: MerkleHash.leaf(entry.bytes), index: entry.index, size: opened.size, proof: entry.proof,
                root: opened.root)
            guard isIncluded else { throw .inclusion(index: entry.index) }
        }
        return opened
    }
}
