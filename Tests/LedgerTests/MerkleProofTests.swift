// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel
import Testing

@Suite struct MerkleProofTests {
    static let sizes = [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 300]

    @Test(arguments: sizes)
    func `an inclusion proof with anything changed does not verify`(size: Int) throws {
        let grove = Grove(size: size)
        let root = grove.tree.root
        for index in Set([0, 1, size / 2, size - 1]) where index < size {
            let (leaf, proof) = (grove.leaves[index], try grove.inclusion(index, at: size))
            #expect(verifies(leaf, index, size, proof, root))
            #expect(!verifies(changed(leaf), index, size, proof, root))
            #expect(!verifies(leaf, index, size, proof, changed(root)))
            for changed in changed(proof) { #expect(!verifies(leaf, index, size, changed, root)) }
            for other in -1...size + 1 where other != index { #expect(!verifies(leaf, other, size, proof, root)) }
            #expect(!verifies(leaf, index, index, proof, root))
        }
    }

    @Test(arguments: sizes)
    func `an inclusion proof does not verify in a tree of another size`(size: Int) throws {
        let grove = Grove(size: 310)
        for index in Set([0, size / 2, size - 1]) {
            let proof = try grove.inclusion(index, at: size)
            for other in 0...310 where other != size {
                #expect(try !verifies(grove.leaves[index], index, other, proof, grove.root(at: other)))
            }
        }
    }

    @Test(arguments: sizes)
    func `a consistency proof with anything changed does not verify`(size: Int) throws {
        let grove = Grove(size: size)
        let root = grove.tree.root
        for older in Set([0, 1, size / 2, size - 1, size]) where older <= size {
            let (olderRoot, proof) = (try grove.root(at: older), try grove.consistency(older, size))
            #expect(continues(older, olderRoot, size, root, proof))
            #expect(!continues(older, changed(olderRoot), size, root, proof))
            // Nothing was said of what follows the tree without leaves.
            if older > 0 { #expect(!continues(older, olderRoot, size, changed(root), proof)) }
            for changed in changed(proof) { #expect(!continues(older, olderRoot, size, root, changed)) }
            for other in 1...size where other != older {
                #expect(!continues(other, olderRoot, size, root, proof))
                // The proofs for the tree without leaves and for the tree itself are the same: empty.
                let isSameProof = try grove.consistency(other, size) == proof
                #expect(try continues(other, grove.root(at: other), size, root, proof) == isSameProof)
            }
        }
    }

    @Test func `sizes that no tree has verify nothing`() {
        let leaf = Grove.leaf(0)
        for size in [Int.min, -1, 0] {
            #expect(!verifies(leaf, 0, size, [], leaf))
            #expect(!verifies(leaf, size, 1, [], leaf) || size == 0)
            #expect(!continues(size, leaf, 1, leaf, []))
            #expect(!continues(size, leaf, size, leaf, []))
        }
        #expect(!continues(2, leaf, 1, leaf, []))
        #expect(!verifies(leaf, Int.max, Int.max, [], leaf))
        #expect(!verifies(leaf, Int.max - 1, Int.max, [Digest](repeating: leaf, count: 100), leaf))
    }

    @Test func `the tree without leaves is the beginning of every tree`() {
        let root = Grove(size: 5).tree.root
        #expect(continues(0, MerkleHash.empty, 5, root, []))
        #expect(continues(0, MerkleHash.empty, 0, MerkleHash.empty, []))
        #expect(!continues(0, MerkleHash.empty, 0, root, []))
        #expect(!continues(0, MerkleHash.empty, 5, root, [root]))
    }

    private func changed(_ digest: Digest) -> Digest {
        var bytes = digest.bytes
        bytes[31] ^= 1
        return Digest(bytes: bytes) ?? digest
    }

    /// Each hash changed, each left out, one more at either end, and the reverse.
    private func changed(_ proof: [Digest]) -> [[Digest]] {
        let replaced = proof.indices.map { index in
            proof.enumerated().map { $0.offset == index ? changed($0.element) : $0.element }
        }
        let shortened = proof.indices.map { index in proof.enumerated().filter { $0.offset != index }.map(\.element) }
        let lengthened = [proof + [Grove.leaf(0)], [Grove.leaf(0)] + proof]
        return replaced + shortened + lengthened + (proof.count > 1 ? [proof.reversed()] : [])
    }
}
