// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// The hashes of all complete subtrees over a growing row of hashes.
///
/// Level 0 is the row, and each next level has a hash for each pair of the one below. Appending costs one hash on
/// average; the hashes are twice the row.
struct CompleteSubtrees: Sendable {
    // INVARIANT: level n has `count >> n` hashes, and the last level has at least one, but for an empty row.
    private var levels: [[Digest]] = [[]]

    /// The hashes of the row.
    var row: [Digest] { levels[0] }

    /// How long the row is.
    var count: Int { levels[0].count }

    /// The hash over `1 << level` hashes of the row, of which the first is at `index << level`; it must be there.
    subscript(level: Int, index: Int) -> Digest { levels[level][index] }

    /// Adds a hash to the row, and those over the subtrees that it completes.
    mutating func append(_ hash: Digest) {
        levels[0].append(hash)
        var level = 0
        while levels[level].count.isMultiple(of: 2) {
            let pair = levels[level].suffix(2)
            let node = MerkleHash.node(pair[pair.startIndex], pair[pair.startIndex + 1])
            level += 1
            if level == levels.count { levels.append([]) }
            levels[level].append(node)
        }
    }

    /// Empties the row and keeps its memory.
    mutating func removeAll() {
        for level in levels.indices { levels[level].removeAll(keepingCapacity: true) }
    }
}
