// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel

/// The definitions of RFC 6962, section 2.1, word for word.
enum NaiveTree {
    /// MTH
    static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? MerkleHash.empty }
        let split = leaves.startIndex + largestPowerOfTwo(below: leaves.count)
        return MerkleHash.node(root(leaves[..<split]), root(leaves[split...]))
    }

    /// PATH
    static func path(_ index: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
        guard leaves.count > 1 else { return [] }
        let size = largestPowerOfTwo(below: leaves.count)
        let (left, right) = (leaves.prefix(size), leaves.dropFirst(size))
        return index < size ? path(index, left) + [root(right)] : path(index - size, right) + [root(left)]
    }

    /// PROOF
    static func proof(_ older: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
        older == 0 ? [] : subproof(older, leaves, isComplete: true)
    }

    private static func subproof(_ older: Int, _ leaves: ArraySlice<Digest>, isComplete: Bool) -> [Digest] {
        guard older < leaves.count else { return isComplete ? [] : [root(leaves)] }
        let size = largestPowerOfTwo(below: leaves.count)
        let (left, right) = (leaves.prefix(size), leaves.dropFirst(size))
        return older <= size
            ? subproof(older, left, isComplete: isComplete) + [root(right)]
            : subproof(older - size, right, isComplete: false) + [root(left)]
    }

    private static func largestPowerOfTwo(below count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }
}

/// Leaves, the tree over them, and where its proofs fetch them.
struct Grove {
    var leaves: [Digest] = []
    var tree = MerkleTree()

    init(size: Int) {
        for number in 0..<size { append(Self.leaf(number)) }
    }

    static func leaf(_ number: Int) -> Digest { MerkleHash.leaf(Array("entry \(number)".utf8)) }

    mutating func append(_ leaf: Digest) {
        leaves.append(leaf)
        tree.append(leaf)
    }

    func fetch(_ range: Range<Int64>) throws(StoreError) -> [Digest] {
        try StoreLimits.check(range, ofLedger: Int64(leaves.count))
        return Array(leaves[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    func inclusion(_ index: Int, at size: Int) throws(StoreError) -> [Digest] {
        try tree.inclusionProof(of: Int64(index), at: Int64(size), leaves: fetch)
    }

    func consistency(_ older: Int, _ size: Int) throws(StoreError) -> [Digest] {
        try tree.consistencyProof(from: Int64(older), to: Int64(size), leaves: fetch)
    }

    func root(at size: Int) throws(StoreError) -> Digest { try tree.root(at: Int64(size), leaves: fetch) }
}
