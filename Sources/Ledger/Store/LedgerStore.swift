// SPDX-License-Identifier: Apache-2.0

import Crypto
package import MissionKernel

/// Where a ledger is kept.
///
/// The only way to write is to compare and swap: append these entries if these streams are still at these versions.
/// An append is atomic and durable when it returns; entries are numbered from 0 without gaps, in one total order.
/// One engine may have several writers, in this process or in others: who loses decides again.
///
/// Calls block. They may come from any thread; an engine serialises what it must. Readers see what is durable, whole
/// batches only, and do not wait for writers.
package protocol LedgerStore: AnyObject, Sendable {
    /// Appends the batch with its blobs, or changes nothing and says which expectations did not hold.
    ///
    /// A stream that no entry counts in is at version 0. A batch without entries only compares, and keeps its blobs.
    /// When this throws, all of the batch has been appended or nothing: the caller must read ``size()`` before it goes
    /// on. After ``StoreError/Code/invalid`` it is nothing.
    func append(_ batch: AppendBatch) throws(StoreError) -> AppendOutcome

    /// How many entries there are. Takes the same short time for any number of entries and streams.
    func size() throws(StoreError) -> Int64

    /// How many entries there are, and how many each stream has. Takes time for each stream. For whoever holds an
    /// engine against its promises: the authority counts streams in its own state.
    func head() throws(StoreError) -> LedgerHead

    /// At most `max` entries from `first` on, in order; none from the end on.
    func entries(from first: Int64, max: Int) throws(StoreError) -> [StoredEntry]

    /// The leaf hashes of the entries in `range`, which must exist.
    func leafHashes(_ range: Range<Int64>) throws(StoreError) -> [Digest]

    /// Keeps a snapshot of entries that exist, in place of one of the same size; older ones may be dropped, but not
    /// before this one is durable. One that is older than another that is kept need not be kept.
    func save(_ snapshot: Snapshot) throws(StoreError)

    /// The newest snapshot, that is the one of most entries, or nil.
    func latestSnapshot() throws(StoreError) -> Snapshot?

    /// Keeps a signed checkpoint of entries that exist, so that what was once signed can be shown; never drops one.
    func save(_ checkpoint: StoredCheckpoint) throws(StoreError)

    /// The newest checkpoint, that is the one of most entries, and of these the one kept last; or nil.
    func latestCheckpoint() throws(StoreError) -> StoredCheckpoint?

    /// The bytes with this digest, or nil when they were never kept or have been erased.
    func blob(_ digest: Digest) throws(StoreError) -> [UInt8]?

    /// Erases bytes under a retention rule. Proofs over entries that name the digest stay valid. The authority has no
    /// such rule yet, and erases nothing.
    func erase(_ digest: Digest) throws(StoreError)

    /// Ends the use of the store once the calls under way have ended; later calls throw ``StoreError/Code/closed``.
    func close()
}

/// The name of a stream in a store. Names are the same when their UTF-8 is, as they are to every engine.
package struct StreamName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (left: StreamName, right: StreamName) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    package static func < (left: StreamName, right: StreamName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// Entries to append together.
package struct AppendBatch: Sendable {
    /// For each stream whose state the batch rests on, the version it must still have.
    package var expected: [StreamName: Int64]
    package var entries: [NewEntry]
    /// What is kept beside the ledger together with the entries, or like them not at all.
    package var blobs: [NewBlob] = []

    package init(expected: [StreamName: Int64] = [:], entries: [NewEntry]) {
        self.expected = expected
        self.entries = entries
    }
}

/// Bytes to keep beside the ledger under their SHA-256 value; keeping the same bytes twice is one.
package struct NewBlob: Sendable {
    /// At most ``StoreLimits/blobBytesMax`` bytes.
    package let bytes: [UInt8]
    /// Computed here, so that no other can be stored.
    package let digest: Digest

    package init(bytes: [UInt8]) {
        self.bytes = bytes
        digest = SHA256.digest(of: bytes)
    }
}

/// One entry to append.
package struct NewEntry: Sendable {
    /// Canonical JSON, at most ``EntryCodec/bytesMax`` bytes.
    package let bytes: [UInt8]
    /// The hash of the leaf that is the entry, computed here, so that no other can be stored.
    package let leafHash: Digest
    /// The streams that the entry counts in, each once.
    package let streams: [StreamName]

    package init(bytes: [UInt8], streams: [StreamName]) {
        self.bytes = bytes
        leafHash = MerkleHash.leaf(bytes)
        self.streams = streams.count < 2 ? streams : Set(streams).sorted()
    }
}

/// What became of an append.
package enum AppendOutcome: Hashable, Sendable {
    /// The entries have the numbers from `first` on.
    case appended(first: Int64)
    /// Nothing was appended: these streams are at other versions than expected.
    case conflict([StreamName])
}

/// How far a ledger goes.
package struct LedgerHead: Hashable, Sendable {
    package let size: Int64
    package let streams: [StreamName: Int64]

    package init(size: Int64, streams: [StreamName: Int64]) {
        self.size = size
        self.streams = streams
    }
}

/// One entry as it was appended.
package struct StoredEntry: Hashable, Sendable {
    package let number: Int64
    package let bytes: [UInt8]
    package let leafHash: Digest

    package init(number: Int64, bytes: [UInt8], leafHash: Digest) {
        self.number = number
        self.bytes = bytes
        self.leafHash = leafHash
    }
}

/// A state that replaying the first `size` entries gives, so that not all of them need replaying.
package struct Snapshot: Hashable, Sendable {
    package let size: Int64
    /// The format of `state`; a program that does not know it replays from the start.
    package let format: Int32
    package let state: [UInt8]

    package init(size: Int64, format: Int32, state: [UInt8]) {
        self.size = size
        self.format = format
        self.state = state
    }
}

/// A checkpoint as it was signed.
package struct StoredCheckpoint: Hashable, Sendable {
    package let size: Int64
    /// The signed note (C2SP signed-note).
    package let note: [UInt8]

    package init(size: Int64, note: [UInt8]) {
        self.size = size
        self.note = note
    }
}
