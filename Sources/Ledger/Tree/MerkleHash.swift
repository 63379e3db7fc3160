// SPDX-License-Identifier: Apache-2.0

import Crypto
package import MissionKernel

/// The hashes of the tree (RFC 6962, section 2.1). Leaves and nodes are told apart by their first byte.
package enum MerkleHash {
    /// The root of the tree without leaves.
    package static let empty = SHA256.digest(of: [UInt8]())

    /// The hash of the leaf that is this entry.
    package static func leaf(_ entry: [UInt8]) -> Digest {
        SHA256.digest(domain: 0, entry)
    }

    /// The hash of the node over two subtrees.
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        SHA256.digest(domain: 1, left, right)
    }
}
