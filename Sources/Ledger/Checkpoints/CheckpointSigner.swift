// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Signs one ledger's checkpoints, each of which continues the one before (C2SP tlog-checkpoint, "Signatures").
///
/// It cannot be copied, so what it has signed is one line.
package struct CheckpointSigner: ~Copyable, Sendable {
    private let key: LedgerKey
    /// The newest checkpoint that was signed, or nil.
    package private(set) var previous: Checkpoint?

    /// Goes on after `previous`, the newest checkpoint that was kept; throws when the key has not signed it.
    package init(key: LedgerKey, previous: StoredCheckpoint?) throws(CheckpointError) {
        self.key = key
        self.previous = if let previous { try Checkpoint.open(previous.note, by: key.verifier) } else { nil }
    }

    /// Signs the whole tree; refuses when it is not the one signed before with entries added.
    ///
    /// Signing the same tree twice gives the same note. Must be kept by the store before it is shown to anyone.
    package mutating func sign(
        _ tree: MerkleTree, leaves: (Range<Int64>) throws(StoreError) -> [Digest]
    ) throws(CheckpointRefusal) -> StoredCheckpoint {
        if let previous { try Self.check(tree, continues: previous, leaves) }
        let checkpoint = Checkpoint(origin: key.verifier.name.text, size: tree.size, root: tree.root)
        previous = checkpoint
        return StoredCheckpoint(size: checkpoint.size, note: key.sign(checkpoint).bytes)
    }

    private static func check(
        _ tree: MerkleTree, continues previous: Checkpoint, _ leaves: MerkleTree.Leaves
    ) throws(CheckpointRefusal) {
        guard tree.size >= previous.size else { throw .shrunk(from: previous.size, to: tree.size) }
        let root: Digest
        do throws(StoreError) {
            root = try tree.root(at: previous.size, leaves: leaves)
        } catch {
            throw .store(error)
        }
        guard root == previous.root else { throw .rewritten(size: previous.size) }
    }
}
