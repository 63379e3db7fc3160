// SPDX-License-Identifier: Apache-2.0

import Crypto
package import MissionKernel

/// The state that a ledger's first entries give, and all that is needed to go on from there without reading them.
///
/// It names the entries that it stands for: how many they are, the hash of the last one and their tree's root. It is
/// worth no more than they are: it can be thrown away at any time, and then all of them are replayed.
package struct LedgerSnapshot: Sendable {
    package let state: AuthorityState
    package let tree: MerkleTree
    /// The leaf hash of the last entry; ``MerkleHash/empty`` when there is none.
    package let lastLeaf: Digest

    /// A snapshot of `state`, whose entries are the first leaves of `tree`.
    package init(_ state: AuthorityState, in tree: MerkleTree, leaves: MerkleTree.Leaves) throws(StoreError) {
        self.state = state
        self.tree = try tree.beginning(of: state.size, leaves: leaves)
        lastLeaf = try leaves(max(state.size - 1, 0)..<state.size).first ?? MerkleHash.empty
    }

    /// What a store keeps of it. Takes time for each mission.
    package var stored: Snapshot {
        let frame = SnapshotFrame(
            size: tree.size, root: tree.root, lastLeaf: lastLeaf, tileRoots: tree.tileRoots,
            lastLeaves: tree.lastLeaves)
        return Snapshot(
            size: tree.size, format: AuthorityState.snapshotFormat, state: frame.bytes(around: state))
    }

    /// Takes up what a store kept; throws when it is damaged, or does not belong to the ledger of `ledgerSize` entries
    /// whose leaf hashes `leaves` gives.
    package init(
        _ snapshot: Snapshot, ofLedger ledgerSize: Int64, leaves: MerkleTree.Leaves
    ) throws(SnapshotRefusal) {
        guard snapshot.format == AuthorityState.snapshotFormat else { throw .format(snapshot.format) }
        let (frame, range) = try SnapshotFrame.parse(snapshot.state)
        guard frame.size == snapshot.size else {
            throw .damaged("it is of \(frame.size) entries, not \(snapshot.size)")
        }
        guard frame.size <= ledgerSize else { throw .ahead(size: frame.size, ledgerSize: ledgerSize) }
        tree = try frame.tree()
        lastLeaf = frame.lastLeaf
        try Self.check(frame, leaves)
        do throws(SnapshotError) {
            state = try AuthorityState(snapshot: snapshot.state, in: range)
        } catch {
            throw .damaged("\(error)")
        }
        guard state.size == frame.size else { throw .damaged("its state is of \(state.size) entries") }
    }

    /// Throws unless the ledger's entries up to the snapshot are those that it was taken of, as far as its last tile.
    private static func check(_ frame: SnapshotFrame, _ leaves: MerkleTree.Leaves) throws(SnapshotRefusal) {
        do throws(StoreError) {
            let lastTile = frame.size - Int64(frame.lastLeaves.count)..<frame.size
            let last = try leaves(max(frame.size - 1, 0)..<frame.size).first ?? MerkleHash.empty
            guard last == frame.lastLeaf, try leaves(lastTile) == frame.lastLeaves else {
                throw StoreError(.foreign, "")
            }
        } catch {
            throw error.code == .foreign ? .foreign(size: frame.size) : .damaged(error.detail)
        }
    }
}

/// Why a kept snapshot is not used. The ledger is replayed instead.
package enum SnapshotRefusal: Error, Hashable, CustomStringConvertible {
    /// Another version of the program wrote it.
    case format(Int32)
    case damaged(String)
    /// It is of more entries than the ledger has.
    case ahead(size: Int64, ledgerSize: Int64)
    /// It is of another ledger.
    case foreign(size: Int64)

    package var description: String {
        switch self {
        case .format(let format):
            "the snapshot has format \(format), and this program reads \(AuthorityState.snapshotFormat)"
        case .damaged(let problem): "the snapshot is damaged: \(problem)"
        case .ahead(let size, let ledgerSize): "the snapshot is of \(size) entries, and the ledger has \(ledgerSize)"
        case .foreign(let size): "the snapshot is of a ledger with another entry \(size - 1)"
        }
    }
}
