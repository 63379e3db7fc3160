// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// The proof that one entry is in a ledger, as the text of C2SP tlog-proof, version 1. Verifies offline.
package struct TlogProof: Hashable, Sendable {
    /// What goes with the proof and is not proven; may be empty.
    package let extra: [UInt8]
    /// The number of the entry.
    package let index: Int64
    /// From the leaf's sibling to the root's child.
    package let hashes: [Digest]
    /// The signed checkpoint that the proof leads to.
    package let checkpoint: SignedNote

    package init(extra: [UInt8] = [], index: Int64, hashes: [Digest], checkpoint: SignedNote) {
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Proves the entry `index` under a checkpoint of the ledger that `tree` is over.
    package init(
        of index: Int64, under checkpoint: StoredCheckpoint, in tree: MerkleTree, leaves: MerkleTree.Leaves
    ) throws(StoreError) {
        let hashes = try tree.inclusionProof(of: index, at: checkpoint.size, leaves: leaves)
        self.init(index: index, hashes: hashes, checkpoint: try checkpoint.signedNote())
    }

    /// The checkpoint, once its signature and the way from the entry's bytes to its root have been found right.
    package func verify(entry: [UInt8], by key: VerifierKey) throws(ProofError) -> Checkpoint {
        let opened = try checkpoint.openedForProof(by: key)
        let isIncluded = MerkleProof.verifyInclusion(
            leafHash: MerkleHash.leaf(entry), index: index, size: opened.size, proof: hashes, root: opened.root)
        guard isIncluded else { throw .inclusion(index: index) }
        return opened
    }
}

extension StoredCheckpoint {
    /// The note, which was well-formed when it was kept.
    func signedNote() throws(StoreError) -> SignedNote {
        do throws(NoteError) {
            return try SignedNote(parsing: note)
        } catch {
            throw StoreError(.damaged, "the checkpoint of \(size) entries: \(error)")
        }
    }
}

extension SignedNote {
    func openedForProof(by key: VerifierKey) throws(ProofError) -> Checkpoint {
        do throws(CheckpointError) {
            return try Checkpoint.open(self, by: key)
        } catch {
            throw .checkpoint(error)
        }
    }

    init(parsingForProof bytes: [UInt8]) throws(ProofError) {
        do throws(NoteError) {
            try self.init(parsing: bytes)
        } catch {
            throw .checkpoint(.note(error))
        }
    }
}
