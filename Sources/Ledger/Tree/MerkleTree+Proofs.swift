// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

extension MerkleTree {
    /// The root when there were `size` leaves, which must be at most as many as there are now.
    package func root(at size: Int64, leaves: Leaves) throws(StoreError) -> Digest {
        try check(size)
        guard size > 0 else { return MerkleHash.empty }
        var reader = TileReader()
        return try reader.hash(of: 0..<size, in: self, leaves)
    }

    /// The tree when there were `size` leaves, which must be at most as many as there are now.
    package func beginning(of size: Int64, leaves: Leaves) throws(StoreError) -> MerkleTree {
        try check(size)
        guard size < self.size else { return self }
        let (tiles, rest) = size.quotientAndRemainder(dividingBy: Self.tileWidth)
        let last = try leaves(size - rest..<size)
        guard let tree = MerkleTree(size: size, tileRoots: Array(tileRoots.prefix(Int(tiles))), lastLeaves: last) else {
            throw StoreError(.damaged, "the leaf hashes before entry \(size) are not all there")
        }
        return tree
    }

    /// Shows that the leaf `index` is in the tree of the first `size` leaves: its sibling first, the root's child last.
    package func inclusionProof(of index: Int64, at size: Int64, leaves: Leaves) throws(StoreError) -> [Digest] {
        try check(size)
        guard (0..<size).contains(index) else {
            throw StoreError(.invalid, "there is no entry \(index) among the first \(size)")
        }
        return try hashes(of: ProofRanges.inclusion(of: index, in: size), leaves)
    }

    /// Shows that the tree of the first `size` leaves continues the one of the first `older` leaves.
    package func consistencyProof(
        from older: Int64, to size: Int64, leaves: Leaves
    ) throws(StoreError) -> [Digest] {
        try check(size)
        guard (0...size).contains(older) else {
            throw StoreError(.invalid, "a ledger of \(size) entries does not continue one of \(older)")
        }
        return try hashes(of: ProofRanges.consistency(of: older, with: size), leaves)
    }

    private func check(_ size: Int64) throws(StoreError) {
        guard (0...self.size).contains(size) else {
            throw StoreError(.invalid, "the ledger has \(self.size) entries, and never had \(size)")
        }
    }

    private func hashes(of subtrees: [Range<Int64>], _ leaves: Leaves) throws(StoreError) -> [Digest] {
        var reader = TileReader()
        var hashes: [Digest] = []
        for subtree in subtrees { hashes.append(try reader.hash(of: subtree, in: self, leaves)) }
        return hashes
    }
}

/// Reads subtrees for one proof, and each tile at most once.
private struct TileReader {
    private var tiles: [Int64: CompleteSubtrees] = [:]

    /// The hash over a subtree, complete or at the right edge.
    mutating func hash(
        of subtree: Range<Int64>, in tree: MerkleTree, _ leaves: MerkleTree.Leaves
    ) throws(StoreError) -> Digest {
        var parts: [Digest] = []
        for part in ProofRanges.completeParts(of: subtree) {
            if let hash = tree.kept(part) {
                parts.append(hash)
            } else {
                parts.append(try hash(inside: part, in: tree, leaves))
            }
        }
        return MerkleTree.joined(parts) ?? MerkleHash.empty
    }

    /// The hash over a complete subtree inside a full tile.
    private mutating func hash(
        inside subtree: Range<Int64>, in tree: MerkleTree, _ leaves: MerkleTree.Leaves
    ) throws(StoreError) -> Digest {
        let (number, offset) = subtree.lowerBound.quotientAndRemainder(dividingBy: MerkleTree.tileWidth)
        let tile = try tile(number, of: tree, leaves)
        let level = subtree.count.trailingZeroBitCount
        return tile[level, Int(offset) >> level]
    }

    private mutating func tile(
        _ number: Int64, of tree: MerkleTree, _ leaves: MerkleTree.Leaves
    ) throws(StoreError) -> CompleteSubtrees {
        if let tile = tiles[number] { return tile }
        let start = number * MerkleTree.tileWidth
        let range = start..<start + MerkleTree.tileWidth
        var tile = CompleteSubtrees()
        for leaf in try leaves(range) { tile.append(leaf) }
        guard tile.count == range.count, tile[range.count.trailingZeroBitCount, 0] == tree.kept(range) else {
            throw StoreError(.damaged, "the leaf hashes \(range) are not those that were appended")
        }
        tiles[number] = tile
        return tile
    }
}
