// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import Crypto
import Ledger
import LedgerSQLite
import MissionAuthority
import MissionKernel
import Platform
import WritTesting

/// Makes the home of an authority and writes a world into its ledger, past the authority itself.
enum BenchHome {
    /// Entries in one transaction.
    private static let batchEntries = 4096

    static func make(at path: String, _ world: World, progress: (Int) -> Void) throws {
        let home = Home(path: path)
        let key = Ed25519.PrivateKey.generate()
        let now = Instant(milliseconds: TrustedClock(notBefore: 0).now())
        try found(home, key, now)
        let store = try SQLiteStore(path: home.ledger, mode: .existing)
        defer { store.close() }
        let batch = Batch(store)
        let restored = try RestoredLedger(store, issuer: Kind.issuer)
        var population = try Population(restored.state, approvedBy: key, at: now) {
            try batch.add($0, at: $1, in: $2)
        }
        try world.fill(&population, progress: progress)
        try batch.flush()
    }

    private static func found(_ home: Home, _ key: Ed25519.PrivateKey, _ now: Instant) throws {
        var configuration = HomeConfiguration(
            issuer: Kind.issuer, origin: "authority.example.com/bench", owner: Person.ada.principal)
        configuration.seccompFilterCount = ProcessInspector.ownFilterCount()
        // Nobody approves here, so the key need not be kept.
        try home.create(
            Home.Founding(configuration: configuration, approvalKey: key.publicKey, sealedKey: [0], now: now))
    }

    private final class Batch {
        private let store: SQLiteStore
        private var entries: [NewEntry] = []

        init(_ store: SQLiteStore) { self.store = store }

        func add(_ event: Event, at moment: Instant, in streams: [StreamID]) throws {
            entries.append(
                NewEntry(bytes: EntryCodec.bytes(of: event, at: moment), streams: streams.map { StreamName($0) }))
            if entries.count >= batchEntries { try flush() }
        }

        func flush() throws {
            guard !entries.isEmpty else { return }
            _ = try store.append(AppendBatch(entries: entries))
            entries.removeAll(keepingCapacity: true)
        }
    }
}
