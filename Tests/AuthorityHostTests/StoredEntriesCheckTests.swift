// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger
import LedgerSQLite
import MissionKernel
import Platform
import Testing

@testable import AuthorityHost

/// What an authority reads behind its work: damage that no start has looked at ends it.
struct `The check of stored entries` {
    private let directory: String
    private var path: String { directory + "/ledger.db" }

    init() throws { directory = try Files.createTemporaryDirectory(prefix: "writ-check") }

    /// The tree over `count` entries that are in the ledger now.
    private func fill(_ count: Int) throws -> MerkleTree {
        let store = try SQLiteStore(path: path, mode: .create)
        defer { store.close() }
        let entries = (0..<count).map { NewEntry(bytes: Array("the entry \($0) of many".utf8), streams: []) }
        _ = try store.append(AppendBatch(entries: entries))
        return entries.reduce(into: MerkleTree()) { $0.append($1.leafHash) }
    }

    /// Why the check ended the authority; nil when it found nothing.
    private func death(_ tree: MerkleTree) throws -> (reason: StoreError?, checked: Int64) {
        let store = try SQLiteStore(path: path, mode: .existing)
        defer { store.close() }
        let nowhere = try FileDescriptor.open("/dev/null", O_WRONLY, operation: "open")
        let log = try Log(descriptor: nowhere.rawValue, level: .error, clock: TrustedClock(notBefore: 0))
        let found = Monitor<StoreError?>(nil)
        let check = StoredEntriesCheck(store, against: tree, log: log) { error in
            found.withLock { $0 = error }
            found.notify()
        }
        try check.start()
        _ = found.wait(deadline: .after(.seconds(20))) { $0 != nil || check.checked == check.count }
        check.stop(deadline: .after(.seconds(20)))
        return (found.withLock { $0 }, check.checked)
    }

    @Test func `reads all of them, and finds nothing wrong with what is whole`() throws {
        defer { remove() }
        let tree = try fill(1000)
        let (reason, checked) = try death(tree)
        #expect(reason == nil)
        #expect(checked == 1000)
    }

    @Test func `ends the authority where one is damaged, and says which`() throws {
        defer { remove() }
        let tree = try fill(1000)
        var bytes = try Files.read(path, limitBytes: 1 << 24)
        let place = try #require(bytes.firstRange(of: Array("the entry 500 of".utf8)))
        bytes[place.lowerBound] ^= 1
        try Files.replace(path, with: bytes)
        let (reason, _) = try death(tree)
        #expect(reason?.code == .damaged)
        #expect(reason?.detail.contains("entry 500") == true)
    }

    @Test func `ends the authority where the entries are not those of the snapshot`() throws {
        defer { remove() }
        _ = try fill(300)
        var other = MerkleTree()
        for number in 0..<300 { other.append(MerkleHash.leaf([UInt8(truncatingIfNeeded: number)])) }
        let (reason, _) = try death(other)
        #expect(reason?.detail.contains("not those that the snapshot was taken of") == true)
    }

    private func remove() { try? Files.removeTree(directory) }
}
