// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import MissionKernel
import Platform

/// Shows the ledger: entries, signed checkpoints, proofs and receipts. Fed by the writer with what has become durable.
///
/// Whatever it is asked, the writer never waits for it.
package final class LedgerDesk: Sendable {
    private let store: any LedgerStore
    private let grown: Monitor<MerkleTree>
    private let signer: Monitor<CheckpointSigner>
    private let kept: Monitor<StoredCheckpoint?>
    private let names: LedgerNames
    /// More entries than there are about one permit.
    private static let permitEntriesMax = 256
    package let verifier: VerifierKey

    /// Opens the desk over what is stored. Throws when the ledger does not continue its latest checkpoint, or another
    /// key signed that.
    ///
    /// - Parameters:
    ///   - index: where the names of entries are kept; this desk is the only one who adds to it.
    ///   - onIndexLoss: told why an index that was there is thrown away and made again, from any thread.
    package init(
        store: any LedgerStore, tree: MerkleTree, key: LedgerKey, index: any NameIndex = MemoryNameIndex(),
        onIndexLoss: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) throws(LedgerDeskError) {
        self.store = store
        names = LedgerNames(store, index, onLoss: onIndexLoss)
        verifier = key.verifier
        do {
            let latest = try store.latestCheckpoint()
            let signer = try CheckpointSigner(key: key, previous: latest)
            if let signed = signer.previous { try tree.mustContinue(signed, leaves: store.leafHashes) }
            grown = Monitor(tree)
            self.signer = Monitor(signer)
            kept = Monitor(latest)
        } catch {
            throw LedgerDeskError(reason: "\(error)")
        }
    }

    /// Takes in what a round made durable.
    package func take(_ round: Sequencer.Round) {
        grown.withLock { tree in
            for leaf in round.leafHashes { tree.append(leaf) }
        }
    }

    /// The tree over what the desk has taken in.
    package var tree: MerkleTree { grown.withLock { $0 } }

    /// Entries in the tree.
    package var size: Int64 { grown.withLock { $0.size } }

    /// The signed checkpoint over all entries. Kept before it is shown; the same size is signed once.
    package func checkpoint() throws(LedgerDeskError) -> StoredCheckpoint {
        // WHY: this waits for the disk with the monitor held. Only who has something signed ever waits for that.
        try signer.withLock { (signer) throws(LedgerDeskError) in
            let tree = tree
            if let kept = kept.withLock({ $0 }), kept.size == tree.size { return kept }
            do {
                let signed = try signer.sign(tree, leaves: leaves)
                try store.save(signed)
                kept.withLock { $0 = signed }
                return signed
            } catch {
                throw LedgerDeskError(reason: "\(error)")
            }
        }
    }

    /// The newest checkpoint that covers the first `size` entries, of which there must be as many: signed only if none
    /// was yet.
    package func checkpoint(covering size: Int64) throws(LedgerDeskError) -> StoredCheckpoint {
        if let kept = kept.withLock({ $0 }), kept.size >= size { return kept }
        return try checkpoint()
    }

    /// The proof that an entry is in the ledger.
    package func proof(of number: Int64) throws(LedgerDeskError) -> TlogProof? {
        guard (0..<size).contains(number) else { return nil }
        let checkpoint = try checkpoint(covering: number + 1)
        return try proving { (tree) throws(StoreError) in
            try TlogProof(of: number, under: checkpoint, in: tree, leaves: leaves)
        }
    }

    /// The proof that the ledger of `older` entries is the beginning of the one of `newer`; nil for sizes it never had.
    package func consistency(from older: Int64, to newer: Int64) throws(LedgerDeskError) -> [Digest]? {
        try proving { (tree) throws(StoreError) in
            guard older >= 0, older <= newer, newer <= tree.size else { return nil }
            return try tree.consistencyProof(from: older, to: newer, leaves: leaves)
        }
    }

    /// A receipt over entries of this ledger.
    package func receipt(over entries: [StoredEntry]) throws(LedgerDeskError) -> Receipt {
        let checkpoint = try checkpoint(covering: entries.reduce(0) { max($0, $1.number + 1) })
        return try proving { (tree) throws(StoreError) in
            try Receipt(of: entries, under: checkpoint, in: tree, leaves: leaves)
        }
    }

    /// The entries from `first` on.
    package func entries(from first: Int64, max: Int) throws(LedgerDeskError) -> [StoredEntry] {
        do throws(StoreError) { return try store.entries(from: first, max: max) } catch {
            throw LedgerDeskError(reason: "\(error)")
        }
    }

    private func proving<Proof>(
        _ prove: (MerkleTree) throws(StoreError) -> Proof
    ) throws(LedgerDeskError) -> Proof {
        do throws(StoreError) { return try prove(tree) } catch {
            throw LedgerDeskError(reason: error.detail)
        }
    }

    private var leaves: MerkleTree.Leaves {
        { [store] (range) throws(StoreError) in try store.leafHashes(range) }
    }
}

/// By name. What was acknowledged before the call is found.
extension LedgerDesk {
    /// At most `max` of the entries about `name` from `first` on, in order; none when nothing has that name.
    package func entries(
        about name: LedgerName, from first: Int64, max: Int
    ) throws(LedgerDeskError) -> [StoredEntry] {
        try named { (entries) throws(StoreError) in try entries.entries(about: name, from: first, max: max) }
    }

    /// At most `max` entries of a mission's history from `first` on, in order.
    package func history(
        of mission: MissionID, with scope: NamedEntries.Scope, from first: Int64, max: Int
    ) throws(LedgerDeskError) -> [StoredEntry] {
        try named { (entries) throws(StoreError) in
            try entries.history(of: mission, with: scope, from: first, max: max)
        }
    }

    /// The entries that show where an effect comes from, as many as a receipt has; none when there is no such permit.
    package func lineage(of permit: PermitID) throws(LedgerDeskError) -> [StoredEntry] {
        try named { (entries) throws(StoreError) in try entries.lineage(of: permit) }
    }

    /// The entries about a permit among the first `size`, which are durable, in order.
    func entries(about permit: PermitID, among size: Int64) throws(StoreError) -> [StoredEntry] {
        try names.find(upTo: size) { (entries) throws(StoreError) in
            try entries.entries(about: .permit(permit), from: 0, max: Self.permitEntriesMax)
        }
    }

    /// Adds a few entries that have become durable to the index of names; false when there are more.
    ///
    /// To be called now and then, so that questions find little left to do.
    package func indexNames() throws(LedgerDeskError) -> Bool {
        do throws(StoreError) { return try names.advance(to: size) } catch {
            throw LedgerDeskError(reason: error.detail)
        }
    }

    private func named<Found>(
        _ read: (NamedEntries) throws(StoreError) -> Found
    ) throws(LedgerDeskError) -> Found {
        do throws(StoreError) { return try names.find(upTo: size, read) } catch {
            throw LedgerDeskError(reason: error.detail)
        }
    }
}

/// Why the ledger could not be shown; for the log.
package struct LedgerDeskError: Error, Sendable, CustomStringConvertible {
    package let reason: String
    package var description: String { "the ledger cannot be shown: \(reason)" }
}

extension MerkleTree {
    /// Throws unless the first leaves are those that a checkpoint was signed over.
    fileprivate func mustContinue(_ signed: Checkpoint, leaves: Leaves) throws {
        guard size >= signed.size else { throw CheckpointRefusal.shrunk(from: signed.size, to: size) }
        guard try root(at: signed.size, leaves: leaves) == signed.root else {
            throw CheckpointRefusal.rewritten(size: signed.size)
        }
    }
}
