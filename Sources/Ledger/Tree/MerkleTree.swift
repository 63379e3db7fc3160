// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// The Merkle tree over a ledger's entries (RFC 6962, section 2.1), of which only the upper part is kept in memory.
///
/// Kept are the hashes over each full tile of 256 leaves, those above them, and the last, partial tile: 2.5 MB for ten
/// million leaves. Proofs fetch the leaves of at most two tiles and check them, so a damaged leaf gives no proof.
package struct MerkleTree: Sendable {
    /// How many leaves a full tile has (C2SP tlog-tiles).
    package static let tileWidth: Int64 = 256
    private static let tileHeight = 8

    /// Fetches the hashes of leaves, as ``LedgerStore/leafHashes(_:)`` does.
    package typealias Leaves = (Range<Int64>) throws(StoreError) -> [Digest]

    /// Over the roots of the full tiles.
    private var tiles = CompleteSubtrees()
    // INVARIANT: fewer than `tileWidth` leaves.
    private var lastTile = CompleteSubtrees()

    /// The tree without leaves.
    package init() {}

    /// The tree of `size` leaves, from what ``tileRoots`` and ``lastLeaves`` gave; nil if there are too many or too
    /// few.
    ///
    /// Takes one hash per tile: 10 ms for ten million leaves.
    package init?(size: Int64, tileRoots: [Digest], lastLeaves: [Digest]) {
        guard size >= 0, Int64(tileRoots.count) == size / Self.tileWidth,
            Int64(lastLeaves.count) == size % Self.tileWidth
        else { return nil }
        for root in tileRoots { tiles.append(root) }
        for leaf in lastLeaves { lastTile.append(leaf) }
    }

    /// How many leaves there are.
    package var size: Int64 { Int64(tiles.count) * Self.tileWidth + Int64(lastTile.count) }

    /// The roots of the full tiles, for a snapshot.
    package var tileRoots: [Digest] { tiles.row }

    /// The leaves after the last full tile, for a snapshot.
    package var lastLeaves: [Digest] { lastTile.row }

    /// Adds the leaf with this hash.
    package mutating func append(_ leafHash: Digest) {
        lastTile.append(leafHash)
        guard lastTile.count == Self.tileWidth else { return }
        tiles.append(lastTile[Self.tileHeight, 0])
        lastTile.removeAll()
    }

    /// The root over all leaves. Takes one hash per level.
    package var root: Digest {
        let parts = ProofRanges.completeParts(of: 0..<size).compactMap(kept)
        return Self.joined(parts) ?? MerkleHash.empty
    }

    /// The hash over a complete subtree, unless it lies inside a full tile.
    func kept(_ subtree: Range<Int64>) -> Digest? {
        let level = subtree.count.trailingZeroBitCount
        if level >= Self.tileHeight {
            return tiles[level - Self.tileHeight, Int(subtree.lowerBound) >> level]
        }
        let (tile, offset) = subtree.lowerBound.quotientAndRemainder(dividingBy: Self.tileWidth)
        return tile < tiles.count ? nil : lastTile[level, Int(offset) >> level]
    }

    /// The hash over neighbouring subtrees, the largest first; nil if there are none.
    static func joined(_ parts: [Digest]) -> Digest? {
        guard let last = parts.last else { return nil }
        return parts.dropLast().reversed().reduce(last) { MerkleHash.node($1, $0) }
    }
}
