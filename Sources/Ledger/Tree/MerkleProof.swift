// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Checks proofs with nothing but hashes and numbers (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
///
/// A proof binds to the pair of a size and its root, which must come from one place: a signed checkpoint.
package enum MerkleProof {
    /// The most hashes a proof has: one for each bit of a size, and one more for consistency.
    package static let hashesMax = 64

    /// Whether the leaf `index` of the tree with this size and root has this hash.
    package static func verifyInclusion(
        leafHash: Digest, index: Int64, size: Int64, proof: [Digest], root: Digest
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var climb = Climb(node: index, last: size - 1)
        var hash = leafHash
        for sibling in proof {
            guard let side = climb.step() else { return false }
            hash = side == .left ? MerkleHash.node(sibling, hash) : MerkleHash.node(hash, sibling)
        }
        return climb.isAtRoot && hash == root
    }

    /// Whether the tree with `size` and `root` has the one with `olderSize` and `olderRoot` as its beginning.
    ///
    /// The tree without leaves is the beginning of every tree, and its proof is empty.
    package static func verifyConsistency(
        olderSize: Int64, olderRoot: Digest, size: Int64, root: Digest, proof: [Digest]
    ) -> Bool {
        guard olderSize >= 0, olderSize <= size else { return false }
        if size == 0 { return proof.isEmpty && root == MerkleHash.empty && olderRoot == root }
        if olderSize == 0 { return proof.isEmpty && olderRoot == MerkleHash.empty }
        if olderSize == size { return proof.isEmpty && olderRoot == root }
        return verifyGrowth(olderSize, olderRoot, size, root, proof)
    }

    private static func verifyGrowth(
        _ olderSize: Int64, _ olderRoot: Digest, _ size: Int64, _ root: Digest, _ proof: [Digest]
    ) -> Bool {
        // The older tree is its own first subtree when it is complete, and then the proof leaves it out.
        let isComplete = olderSize.nonzeroBitCount == 1
        guard let start = isComplete ? olderRoot : proof.first else { return false }
        var climb = Climb(node: olderSize - 1, last: size - 1)
        climb.leaveCompleteSubtree()
        var (older, newer) = (start, start)
        for hash in proof.dropFirst(isComplete ? 0 : 1) {
            guard let side = climb.step() else { return false }
            if side == .left { older = MerkleHash.node(hash, older) }
            newer = side == .left ? MerkleHash.node(hash, newer) : MerkleHash.node(newer, hash)
        }
        return climb.isAtRoot && older == olderRoot && newer == root
    }
}

/// The way from a node up to the root, on which nodes without a sibling are passed over.
private struct Climb {
    enum Side { case left, right }

    private var node: Int64
    private var last: Int64

    init(node: Int64, last: Int64) {
        self.node = node
        self.last = last
    }

    var isAtRoot: Bool { last == 0 }

    /// Goes up to where the node ends on no complete subtree larger than itself.
    mutating func leaveCompleteSubtree() {
        while !node.isMultiple(of: 2) { goUp() }
    }

    /// Says on which side the next sibling stands and goes up past it; nil at the root.
    mutating func step() -> Side? {
        guard !isAtRoot else { return nil }
        let isRightOrLone = !node.isMultiple(of: 2) || node == last
        if isRightOrLone {
            while node.isMultiple(of: 2), node != 0 { goUp() }
        }
        goUp()
        return isRightOrLone ? .left : .right
    }

    private mutating func goUp() {
        node >>= 1
        last >>= 1
    }
}
