// SPDX-License-Identifier: Apache-2.0

import Crypto
package import MissionKernel

/// What every engine refuses alike, with ``StoreError/Code/invalid`` and before anything has changed.
package enum StoreLimits {
    /// The largest blob, in bytes; what is larger is kept in parts.
    package static let blobBytesMax = 64 << 20

    /// Throws unless every entry has 1 to ``EntryCodec/bytesMax`` bytes, and every blob an allowed size.
    package static func check(_ batch: AppendBatch) throws(StoreError) {
        for blob in batch.blobs { try check(sizeOf: blob.bytes) }
        guard let entry = batch.entries.first(where: { !(1...EntryCodec.bytesMax).contains($0.bytes.count) }) else {
            return
        }
        throw StoreError(.invalid, "an entry has \(entry.bytes.count) bytes; 1 to \(EntryCodec.bytesMax) are allowed")
    }

    /// Throws unless the entries from `first` on can be asked for.
    package static func check(entriesFrom first: Int64, max: Int) throws(StoreError) {
        guard first < 0 || max < 0 else { return }
        throw StoreError(.invalid, "there are no \(max) entries from number \(first) on")
    }

    /// Throws unless a ledger of `size` entries has those in `range`.
    package static func check(_ range: Range<Int64>, ofLedger size: Int64) throws(StoreError) {
        guard range.lowerBound < 0 || range.upperBound > size else { return }
        throw StoreError(.invalid, "the ledger has \(size) entries, and not all of \(range)")
    }

    /// Throws unless a ledger of `size` entries has `count` of them to sum up or sign.
    package static func check(first count: Int64, ofLedger size: Int64) throws(StoreError) {
        guard count < 0 || count > size else { return }
        throw StoreError(.invalid, "the ledger has \(size) entries, and not \(count)")
    }

    private static func check(sizeOf blob: [UInt8]) throws(StoreError) {
        guard blob.count > blobBytesMax else { return }
        throw StoreError(.invalid, "a blob has \(blob.count) bytes; \(blobBytesMax) are allowed")
    }

    /// Whether `digest` is the SHA-256 value of the blob.
    package static func isBlob(_ blob: [UInt8], named digest: Digest) -> Bool {
        SHA256.digest(of: blob) == digest
    }
}

extension AppendBatch {
    /// How many of the entries count in each stream.
    package var counts: [StreamName: Int64] {
        var counts: [StreamName: Int64] = [:]
        for entry in entries {
            for stream in entry.streams { counts[stream, default: 0] += 1 }
        }
        return counts
    }
}

extension StoredEntry {
    /// Throws unless the bytes are those that were appended.
    package func check() throws(StoreError) {
        guard MerkleHash.leaf(bytes) == leafHash else {
            throw StoreError(.damaged, "the bytes of entry \(number) are not those that were appended")
        }
    }
}

extension Snapshot {
    /// A SHA-256 value over all members, by which an engine finds out that one has been damaged.
    package var digest: Digest {
        var hasher = SHA256.Hasher()
        hasher.update(Array("\(size) \(format)\n".utf8))
        hasher.update(state)
        return hasher.finish()
    }
}
