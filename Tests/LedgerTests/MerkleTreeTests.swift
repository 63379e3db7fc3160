// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionKernel
import Testing
import WritTesting

@Suite struct MerkleTreeTests {
    @Test func `what never was has neither root nor proof`() {
        let grove = Grove(size: 300)
        for size in [-1, 301, Int64.min, Int64.max] {
            expectInvalid { () throws(StoreError) in _ = try grove.tree.root(at: size, leaves: grove.fetch) }
            expectInvalid { () throws(StoreError) in
                _ = try grove.tree.inclusionProof(of: 0, at: size, leaves: grove.fetch)
            }
            expectInvalid { () throws(StoreError) in
                _ = try grove.tree.consistencyProof(from: 0, to: size, leaves: grove.fetch)
            }
        }
        expectInvalid { () throws(StoreError) in _ = try grove.inclusion(200, at: 200) }
        expectInvalid { () throws(StoreError) in _ = try grove.inclusion(-1, at: 200) }
        expectInvalid { () throws(StoreError) in _ = try grove.consistency(201, 200) }
        expectInvalid { () throws(StoreError) in _ = try grove.consistency(-1, 200) }
    }

    @Test func `leaves that are not those that were appended give no proof`() {
        let grove = Grove(size: 600)
        let distortions: [([Digest]) -> [Digest]] = [
            { $0.reversed() }, { $0.dropLast() }, { $0 + [Grove.leaf(0)] }, { _ in [] },
        ]
        for distort in distortions {
            func fetch(_ range: Range<Int64>) throws(StoreError) -> [Digest] { distort(try grove.fetch(range)) }
            #expect(throws: StoreError.self) { try grove.tree.inclusionProof(of: 7, at: 600, leaves: fetch) }
            #expect(throws: StoreError.self) { try grove.tree.root(at: 511, leaves: fetch) }
        }
    }

    @Test func `an error of whoever fetches leaves is passed on`() {
        let grove = Grove(size: 600)
        let error = StoreError(.inputOutput, "no")
        #expect(throws: error) {
            try grove.tree.inclusionProof(of: 7, at: 600) { (_) throws(StoreError) in throw error }
        }
    }

    @Test func `a tree is not restored from too few or too many hashes`() {
        let tree = Grove(size: 700).tree
        let (roots, last) = (tree.tileRoots, tree.lastLeaves)
        for size: Int64 in [-1, 0, 699, 701, 956, Int64.max] {
            #expect(MerkleTree(size: size, tileRoots: roots, lastLeaves: last) == nil)
        }
        #expect(MerkleTree(size: 700, tileRoots: Array(roots.dropLast()), lastLeaves: last) == nil)
        #expect(MerkleTree(size: 700, tileRoots: roots, lastLeaves: last + [Grove.leaf(0)]) == nil)
    }

    @Test func `roots, inclusion and consistency are those of the definition for every size up to 600`() throws {
        var random = SeededRandom(seed: 600)
        let grove = Grove(size: 600)
        var growing = MerkleTree()
        for size in 0...600 {
            let leaves = grove.leaves[..<size]
            #expect(growing.size == Int64(size))
            #expect(growing.root == NaiveTree.root(leaves))
            #expect(try grove.root(at: size) == growing.root)
            if size < 600 { growing.append(grove.leaves[size]) }
            guard size > 0 else { continue }
            for index in Set([0, size - 1, Int.random(in: 0..<size, using: &random)]) {
                #expect(try grove.inclusion(index, at: size) == NaiveTree.path(index, leaves))
                #expect(try grove.consistency(index, size) == NaiveTree.proof(index, leaves))
            }
        }
    }

    @Test func `every pair of index and size up to 70 has the proofs of the definition, and they verify`() throws {
        let grove = Grove(size: 70)
        for size in 0...70 {
            let root = try grove.root(at: size)
            for index in 0..<size {
                let proof = try grove.inclusion(index, at: size)
                #expect(proof == NaiveTree.path(index, grove.leaves[..<size]))
                #expect(verifies(grove.leaves[index], index, size, proof, root))
            }
            for older in 0...size {
                let proof = try grove.consistency(older, size)
                #expect(proof == NaiveTree.proof(older, grove.leaves[..<size]))
                #expect(try continues(older, grove.root(at: older), size, root, proof))
            }
        }
    }

    @Test func `random sizes up to 200,000 have roots of the definition and proofs that verify`() throws {
        var random = SeededRandom(seed: 6962)
        let grove = Grove(size: 200_000)
        for _ in 0..<4 {
            let size = Int.random(in: 1...200_000, using: &random)
            #expect(try grove.root(at: size) == NaiveTree.root(grove.leaves[..<size]))
        }
        for _ in 0..<200 {
            let size = Int.random(in: 1...200_000, using: &random)
            let index = Int.random(in: 0..<size, using: &random)
            let root = try grove.root(at: size)
            #expect(try verifies(grove.leaves[index], index, size, grove.inclusion(index, at: size), root))
            #expect(try continues(index, grove.root(at: index), size, root, grove.consistency(index, size)))
        }
    }

    @Test(arguments: [0, 1, 255, 256, 257, 511, 512, 70_000])
    func `a restored tree grows as the one that it was taken from`(size: Int) throws {
        var grove = Grove(size: size)
        let restored = MerkleTree(
            size: grove.tree.size, tileRoots: grove.tree.tileRoots, lastLeaves: grove.tree.lastLeaves)
        var tree = try #require(restored)
        #expect(tree.root == grove.tree.root)
        for number in 0..<300 {
            tree.append(Grove.leaf(number))
            grove.append(Grove.leaf(number))
        }
        #expect(tree.root == grove.tree.root)
        #expect(tree.size == grove.tree.size)
    }

    @Test func `proofs fetch whole tiles, at most two and none twice`() throws {
        let grove = Grove(size: 5000)
        var fetched: [Range<Int64>] = []
        for (index, size) in [(0, 5000), (4999, 5000), (700, 4000), (3900, 4000), (0, 256), (1023, 1025)] {
            fetched = []
            _ = try grove.tree.inclusionProof(of: Int64(index), at: Int64(size)) { (range) throws(StoreError) in
                fetched.append(range)
                return try grove.fetch(range)
            }
            #expect(fetched.count <= 2 && Set(fetched).count == fetched.count)
            #expect(fetched.allSatisfy { $0.count == 256 && $0.lowerBound % 256 == 0 })
        }
    }

    @Test func `hashes are those of the published test vectors`() throws {
        // The vectors of Certificate Transparency's reference implementation (merkle_tree_test).
        let inputs = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        var tree = MerkleTree()
        #expect(Hex.text(tree.root.bytes) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for input in inputs { tree.append(MerkleHash.leaf(try Hex.decode(input))) }
        #expect(Hex.text(tree.root.bytes) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
    }

    private func expectInvalid(_ body: () throws(StoreError) -> Void) {
        do throws(StoreError) {
            try body()
            Issue.record("nothing was refused")
        } catch {
            #expect(error.code == .invalid)
        }
    }
}

func verifies(_ leaf: Digest, _ index: Int, _ size: Int, _ proof: [Digest], _ root: Digest) -> Bool {
    MerkleProof.verifyInclusion(leafHash: leaf, index: Int64(index), size: Int64(size), proof: proof, root: root)
}

func continues(_ older: Int, _ olderRoot: Digest, _ size: Int, _ root: Digest, _ proof: [Digest]) -> Bool {
    MerkleProof.verifyConsistency(
        olderSize: Int64(older), olderRoot: olderRoot, size: Int64(size), root: root, proof: proof)
}
