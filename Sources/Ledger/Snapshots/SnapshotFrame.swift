// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionKernel

/// What stands around a state's bytes: a mark, the entries it is of, and a SHA-256 value over everything.
///
/// `writ-snapshot/1` and a line feed; the size (8 bytes, the highest first); root and last leaf; the roots of the full
/// tiles and the leaves after them, as many as the size says; the state; the digest of all this.
struct SnapshotFrame {
    let size: Int64
    let root: Digest
    let lastLeaf: Digest
    let tileRoots: [Digest]
    let lastLeaves: [Digest]

    private static let mark = Array("writ-snapshot/1\n".utf8)

    func bytes(around state: AuthorityState) -> [UInt8] {
        var head = Self.mark
        withUnsafeBytes(of: size.bigEndian) { head.append(contentsOf: $0) }
        for digest in [root, lastLeaf] + tileRoots + lastLeaves {
            digest.withBytes { head.append(contentsOf: $0) }
        }
        var bytes = state.snapshot(after: head)
        SHA256.digest(of: bytes).withBytes { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The frame, and where the state is in it.
    static func parse(_ bytes: [UInt8]) throws(SnapshotRefusal) -> (frame: SnapshotFrame, state: Range<Int>) {
        guard bytes.starts(with: mark) else { throw .damaged("it does not begin like one") }
        guard bytes.count >= mark.count + 8 + 3 * Digest.byteCount else { throw .damaged("it is cut short") }
        let content = bytes.dropLast(Digest.byteCount)
        guard content.withUnsafeBytes(SHA256.digest(of:)) == Digest(bytes: bytes.suffix(Digest.byteCount)) else {
            throw .damaged("its digest is another")
        }
        let size = content[mark.count..<mark.count + 8].reduce(into: Int64(0)) { $0 = $0 << 8 | Int64($1) }
        var rest = content.dropFirst(mark.count + 8)
        let heads = try takeDigests(2, from: &rest)
        let tileRoots = try takeDigests(size / MerkleTree.tileWidth, from: &rest)
        let lastLeaves = try takeDigests(size % MerkleTree.tileWidth, from: &rest)
        let frame = SnapshotFrame(
            size: size, root: heads[0], lastLeaf: heads[1], tileRoots: tileRoots, lastLeaves: lastLeaves)
        return (frame, rest.indices)
    }

    private static func takeDigests(
        _ count: Int64, from rest: inout ArraySlice<UInt8>
    ) throws(SnapshotRefusal) -> [Digest] {
        guard (0...Int64(rest.count / Digest.byteCount)).contains(count) else {
            throw .damaged("it has no room for its tree")
        }
        var digests: [Digest] = []
        digests.reserveCapacity(Int(count))
        for _ in 0..<count {
            if let digest = Digest(bytes: rest.prefix(Digest.byteCount)) { digests.append(digest) }
            rest = rest.dropFirst(Digest.byteCount)
        }
        return digests
    }

    /// The tree that the frame describes.
    func tree() throws(SnapshotRefusal) -> MerkleTree {
        guard let tree = MerkleTree(size: size, tileRoots: tileRoots, lastLeaves: lastLeaves), tree.root == root else {
            throw .damaged("its tree has another root")
        }
        return tree
    }
}
