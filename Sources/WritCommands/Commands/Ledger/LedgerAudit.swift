// SPDX-License-Identifier: Apache-2.0

import Ledger
import MissionKernel

/// Looks at every entry of a ledger, and takes nothing on trust but the key that its checkpoints are verified with.
struct LedgerAudit {
    /// What was found when nothing is wrong.
    struct Finding: Equatable {
        let entries: Int64
        let root: Digest
        /// How many entries the largest checkpoint covers.
        let signed: Int64
        let missions: Int
        let sessions: Int
    }

    /// Reads the next entries of a ledger from its beginning on; none at the end.
    typealias Pages = () throws -> [StoredEntry]

    private let checkpoints: [Checkpoint]

    /// `checkpoints` are what the ledger must have been, opened by its key.
    init(against checkpoints: [Checkpoint]) { self.checkpoints = checkpoints.sorted { $0.size < $1.size } }

    /// Goes through the ledger twice: first it must be what was signed, and only then is it replayed. `progress` is
    /// told what is being done, and the number of entries done.
    func run(progress: (String, Int64) -> Void = { _, _ in }, _ open: () throws -> Pages) throws -> Finding {
        do {
            let tree = try readAll(open()) { progress("reading", $0) }
            let state = try replay(open()) { progress("replaying", $0) }
            return Finding(
                entries: tree.size, root: tree.root, signed: checkpoints.last?.size ?? 0,
                missions: state.missions.count, sessions: state.sessions.count)
        } catch let error as StoreError where error.code == .damaged {
            throw flaw(error.detail)
        }
    }

    private func readAll(_ pages: Pages, _ progress: (Int64) -> Void) throws -> MerkleTree {
        var tree = MerkleTree()
        var reader = EntryReader()
        var latest = Instant.distantPast
        var pending = checkpoints[...]
        try check(&pending, tree)
        while case let page = try pages(), !page.isEmpty {
            for entry in page {
                latest = try check(entry, at: tree.size, after: latest, &reader)
                tree.append(entry.leafHash)
                try check(&pending, tree)
            }
            progress(tree.size)
        }
        if let missing = pending.first {
            throw flaw("a checkpoint was signed over \(missing.size) entries, and only \(tree.size) are left")
        }
        return tree
    }

    /// Whether the entry is the one that this place must have, in its one form; answers its moment.
    private func check(
        _ entry: StoredEntry, at number: Int64, after latest: Instant, _ reader: inout EntryReader
    ) throws -> Instant {
        guard entry.number == number else { throw flaw("the entry \(number) is missing") }
        guard MerkleHash.leaf(entry.bytes) == entry.leafHash else {
            throw flaw("the entry \(number) is not the one that its hash was stored for")
        }
        let read: (event: Event, at: Instant)
        do throws(EntryError) { read = try reader.read(entry.bytes) } catch {
            throw flaw("the entry \(number) cannot be read: \(error.reason)")
        }
        guard EntryCodec.bytes(of: read.event, at: read.at) == entry.bytes else {
            throw flaw("the entry \(number) is not written in the one form that entries have")
        }
        guard read.at >= latest else { throw flaw("the entry \(number) is older than the one before it") }
        return read.at
    }

    /// The root must be the one that was signed wherever a checkpoint was.
    private func check(_ pending: inout ArraySlice<Checkpoint>, _ tree: MerkleTree) throws {
        while let next = pending.first, next.size == tree.size {
            guard next.root == tree.root else {
                throw flaw("the first \(next.size) entries are not those that were signed")
            }
            pending.removeFirst()
        }
    }

    private func replay(_ pages: Pages, _ progress: (Int64) -> Void) throws -> AuthorityState {
        var state = AuthorityState()
        var reader = EntryReader()
        while case let page = try pages(), !page.isEmpty {
            for entry in page {
                let read = try reader.read(entry.bytes)
                state.apply(read.event, at: read.at)
            }
            progress(state.size)
        }
        return state
    }

    private func flaw(_ problem: String) -> CommandFailure {
        CommandFailure(
            .refused, "the ledger does not verify: \(problem)",
            hints: ["leave the file as it is, and look at a copy: it is evidence"])
    }
}
