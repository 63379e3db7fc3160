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

    /// What a home has beside the entries of its ledger, and what must follow from them.
    struct Surroundings {
        /// The authority that people sign for.
        let issuer: String
        let head: LedgerHead
        /// Nil where there is none that a start would use.
        let snapshot: LedgerSnapshot?
    }

    /// Reads the next entries of a ledger from its beginning on; none at the end.
    typealias Pages = () throws -> [StoredEntry]

    private let checkpoints: [Checkpoint]
    private let surroundings: Surroundings?

    /// `checkpoints` are what the ledger must have been, opened by its key.
    init(against checkpoints: [Checkpoint], in surroundings: Surroundings? = nil) {
        self.checkpoints = checkpoints.sorted { $0.size < $1.size }
        self.surroundings = surroundings
    }

    /// Goes through the ledger twice: first it must be what was signed, and only then is it replayed, with what people
    /// have signed. `progress` is told what is being done, and the number of entries done.
    func run(progress: (String, Int64) -> Void = { _, _ in }, _ open: () throws -> Pages) throws -> Finding {
        do {
            let (tree, issuer) = try readAll(open()) { progress("reading", $0) }
            let check = EvidenceCheck(for: surroundings?.issuer ?? issuer)
            let state = try replay(open(), check) { progress("replaying", $0) }
            try surroundings?.head.mustFollow(from: state)
            return Finding(
                entries: tree.size, root: tree.root, signed: checkpoints.last?.size ?? 0,
                missions: state.missions.count, sessions: state.sessions.count)
        } catch let error as StoreError where error.code == .damaged {
            throw flaw(error.detail)
        }
    }

    /// The tree over all entries, and the authority that the first of those who signed something signed it for.
    private func readAll(_ pages: Pages, _ progress: (Int64) -> Void) throws -> (MerkleTree, issuer: String?) {
        var tree = MerkleTree()
        var issuer: String?
        var reader = EntryReader()
        var latest = Instant.distantPast
        var pending = checkpoints[...]
        try check(&pending, tree)
        while case let page = try pages(), !page.isEmpty {
            for entry in page {
                let read = try check(entry, at: tree.size, after: latest, &reader)
                latest = read.at
                issuer = issuer ?? EvidenceCheck.issuer(of: read.event)
                tree.append(entry.leafHash)
                try check(&pending, tree)
            }
            progress(tree.size)
        }
        if let missing = pending.first {
            throw flaw("a checkpoint was signed over \(missing.size) entries, and only \(tree.size) are left")
        }
        return (tree, issuer)
    }

    /// What the entry says, which must be the one that this place has, in its one form.
    private func check(
        _ entry: StoredEntry, at number: Int64, after latest: Instant, _ reader: inout EntryReader
    ) throws -> (event: Event, at: Instant) {
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
        return read
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

    private func replay(
        _ pages: Pages, _ check: EvidenceCheck, _ progress: (Int64) -> Void
    ) throws -> AuthorityState {
        var state = AuthorityState()
        var reader = EntryReader()
        while case let page = try pages(), !page.isEmpty {
            for entry in page {
                let read = try reader.read(entry.bytes)
                do throws(EvidenceFlaw) { try check.check(read.event, at: read.at, in: state) } catch {
                    throw flaw("the entry \(entry.number) is forged: \(error)")
                }
                state.apply(read.event, at: read.at)
                try compareSnapshot(with: state)
            }
            progress(state.size)
        }
        return state
    }

    /// A start believes the newest snapshot; so it must be what the entries that it stands for give.
    private func compareSnapshot(with state: AuthorityState) throws {
        guard let kept = surroundings?.snapshot?.state, kept.size == state.size else { return }
        var replayed = state
        // What was asked and refused since the latest entry has let time pass, and left nothing else.
        replayed.advance(to: kept.latest)
        guard replayed.snapshot == kept.snapshot else {
            throw flaw("the snapshot of \(kept.size) entries is not what these give")
        }
    }

    private func flaw(_ problem: String) -> CommandFailure {
        CommandFailure(
            .refused, "the ledger does not verify: \(problem)",
            hints: ["leave the file as it is, and look at a copy: it is evidence"])
    }
}
