// SPDX-License-Identifier: Apache-2.0

import Ledger
import Platform

/// The index of names over a ledger, kept up with it: a little at a time beside the work, and before each question.
final class LedgerNames: Sendable {
    private let index: any NameIndex
    private let entries: NamedEntries
    private let indexer: Monitor<NameIndexer>

    /// Entries indexed while others who want to index wait.
    private static let stepEntries = NameIndexer.pageEntries
    /// Entries that one question waits for: about a second.
    private static let questionEntries = 32_768

    init(_ store: any LedgerStore, _ index: any NameIndex, onLoss: @escaping @Sendable (StoreError) -> Void) {
        self.index = index
        entries = NamedEntries(store, index)
        indexer = Monitor(NameIndexer(store, index, onLoss: onLoss))
    }

    /// Indexes a few of the entries before `head`; false when there are more.
    func advance(to head: Int64) throws(StoreError) -> Bool {
        // WHY: this waits for the disk with the monitor held. Only who indexes or asks about names ever waits for that.
        try indexer.withLock { (indexer) throws(StoreError) in try indexer.advance(to: head, max: Self.stepEntries) }
    }

    /// What `read` finds among the entries before `head`. Throws when too many of them are not indexed yet.
    ///
    /// An index that turns out to be unusable is made again, within the same limit.
    func find<Found>(
        upTo head: Int64, _ read: (NamedEntries) throws(StoreError) -> Found
    ) throws(StoreError) -> Found {
        do throws(StoreError) {
            try catchUp(to: head)
            return try read(entries)
        } catch {
            guard error.code == .damaged else { throw error }
            try catchUp(to: head)
            return try read(entries)
        }
    }

    private func catchUp(to head: Int64) throws(StoreError) {
        for _ in 0..<Self.questionEntries / Self.stepEntries where try advance(to: head) { return }
        guard try advance(to: head) else {
            let reached = try index.position().size
            throw StoreError(.locked, "the index of names is being made: \(reached) of \(head) entries are in it")
        }
    }
}
