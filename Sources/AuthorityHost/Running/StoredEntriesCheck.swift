// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel
import Platform

/// Reads, once, every entry that the ledger had when the authority started, and ends the authority when one is damaged.
///
/// A start from a snapshot reads what came after it and no more. This reads the rest behind the work, on a thread that
/// yields: the store compares each entry with its hash, and all hashes must give the root that the authority signs.
final class StoredEntriesCheck: Service {
    private struct Progress: ~Copyable {
        var checked: Int64 = 0
        var isStopping = false
    }

    let name = "ledger check"
    /// How many entries there are to check.
    let count: Int64
    private let store: any LedgerStore
    private let root: Digest
    private let log: Log
    private let onDamage: @Sendable (StoreError) -> Void
    private let progress = Monitor(Progress())
    private let thread = Monitor<WorkerThread?>(nil)

    /// Entries read at a time: few, because whoever reads holds a connection.
    private static let pageEntries: Int64 = 64

    /// Checks that what `store` has are the entries that `tree` is over.
    ///
    /// - Parameter onDamage: told, once and from the check's own thread, that they are not.
    init(
        _ store: any LedgerStore, against tree: MerkleTree, log: Log,
        onDamage: @escaping @Sendable (StoreError) -> Void
    ) {
        self.store = store
        self.log = log
        self.onDamage = onDamage
        count = tree.size
        root = tree.root
    }

    /// How many entries have been found to be whole.
    var checked: Int64 { progress.withLock { $0.checked } }

    func start() throws {
        let worker = try WorkerThread(name: name, yields: true) { [self] in
            do throws(StoreError) { try run() } catch { report(error) }
        }
        thread.withLock { $0 = worker }
    }

    func stop(deadline: Deadline) {
        progress.withLock { $0.isStopping = true }
        _ = thread.withLock { $0 }?.join(deadline: deadline)
    }

    private func run() throws(StoreError) {
        var tree = MerkleTree()
        while tree.size < count {
            let page = try store.entries(from: tree.size, max: Int(min(Self.pageEntries, count - tree.size)))
            guard !page.isEmpty else { throw StoreError(.damaged, "the entry \(tree.size) is not there any more") }
            for entry in page { tree.append(entry.leafHash) }
            let isStopping = progress.withLock { progress in
                progress.checked = tree.size
                return progress.isStopping
            }
            guard !isStopping else { return }
        }
        guard tree.root == root else {
            throw StoreError(.damaged, "the \(count) entries are not those that the snapshot was taken of")
        }
        log.info("ledger_checked", ["entries": .integer(count)])
    }

    /// What could not be read now may be whole; what was read and is damaged must not be served.
    private func report(_ error: StoreError) {
        guard error.code == .damaged else {
            return log.warning("ledger_check_ended", ["reason": .string(error.detail), "checked": .integer(checked)])
        }
        log.error("ledger_damaged", ["reason": .string(error.detail)])
        onDamage(error)
    }
}
