// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import Ledger
import LedgerSQLite

/// The ledger of a home, read without changing it, whether an authority runs on it or not.
struct LedgerSource {
    let store: SQLiteStore

    private static let pageEntries = 2048

    init(of home: Home) throws {
        store = try SQLiteStore(path: home.ledger, mode: .readOnly)
    }

    /// The key that the home's checkpoints are verified with.
    static func key(of home: Home) throws -> VerifierKey {
        let origin = try NoteKeyName(HomeConfiguration(of: home).origin)
        return try LedgerKey(origin: origin, key: HomeKeys.ledger(of: home)).verifier
    }

    /// Has a running authority sign the ledger as it is now; without one, what was signed last must do.
    static func refreshCheckpoint(_ home: Home) throws {
        guard let running = try RunningAuthority(of: home) else { return }
        do throws(ClientError) {
            _ = try AuthorityClient(socketPath: running.socket, as: .owner).bytes("/v1/ledger/checkpoint")
        } catch {
            guard error.isUnreachable else { throw error }
        }
    }

    /// What must follow from the entries, and how far they go now.
    func surroundings(issuer: String) throws -> LedgerAudit.Surroundings {
        let kept = try store.latestSnapshot()
        let head = try store.head()
        var snapshot: LedgerSnapshot?
        // What a start would not use does no harm.
        if let kept { snapshot = try? LedgerSnapshot(kept, ofLedger: head.size, leaves: store.leafHashes) }
        return LedgerAudit.Surroundings(issuer: issuer, head: head, snapshot: snapshot)
    }

    /// The entries from the beginning on, up to `end` of them.
    func pages(upTo end: Int64) -> LedgerAudit.Pages {
        var next: Int64 = 0
        return {
            guard next < end else { return [] }
            let page = try store.entries(from: next, max: Int(min(Int64(Self.pageEntries), end - next)))
            next += Int64(page.count)
            return page
        }
    }
}
