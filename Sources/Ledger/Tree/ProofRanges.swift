// SPDX-License-Identifier: Apache-2.0

/// Which parts of a tree a proof consists of, as ranges of leaves (RFC 6962, sections 2.1.1 and 2.1.2).
enum ProofRanges {
    /// The subtrees beside the way from the leaf `index` to the root of the tree of `size`, the leaf's sibling first.
    static func inclusion(of index: Int64, in size: Int64) -> [Range<Int64>] {
        var siblings: [Range<Int64>] = []
        var subtree = 0..<size
        while subtree.count > 1 {
            let (left, right) = halves(of: subtree)
            siblings.append(left.contains(index) ? right : left)
            subtree = left.contains(index) ? left : right
        }
        return siblings.reversed()
    }

    /// The subtrees that make up both the tree of `older` leaves and that of `size`; none when one is empty.
    static func consistency(of older: Int64, with size: Int64) -> [Range<Int64>] {
        guard older > 0 else { return [] }
        var subtrees: [Range<Int64>] = []
        var subtree = 0..<size
        while subtree.upperBound != older {
            let (left, right) = halves(of: subtree)
            subtrees.append(older <= left.upperBound ? right : left)
            subtree = older <= left.upperBound ? left : right
        }
        // The older root itself is known to whoever asks, so it is left out when it is one of the subtrees.
        if subtree.lowerBound > 0 { subtrees.append(subtree) }
        return subtrees.reversed()
    }

    /// The complete subtrees that `range`, itself a subtree, consists of, the largest first.
    static func completeParts(of range: Range<Int64>) -> [Range<Int64>] {
        var parts: [Range<Int64>] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let end = start + (range.upperBound - start).powerOfTwoAtMost
            parts.append(start..<end)
            start = end
        }
        return parts
    }

    /// The two subtrees of one with at least two leaves: the left one is complete and at least as large.
    private static func halves(of subtree: Range<Int64>) -> (Range<Int64>, Range<Int64>) {
        let middle = subtree.lowerBound + (Int64(subtree.count) - 1).powerOfTwoAtMost
        return (subtree.lowerBound..<middle, middle..<subtree.upperBound)
    }
}

extension Int64 {
    /// The largest power of two that is not above this number, which must be positive.
    fileprivate var powerOfTwoAtMost: Int64 { 1 << (bitWidth - 1 - leadingZeroBitCount) }
}
