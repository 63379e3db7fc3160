// SPDX-License-Identifier: Apache-2.0

import Crypto
import Ledger
import MissionAuthority
import MissionKernel
import Platform
import WritTesting

/// One process of the authority: put together as in production, but stepped by the world instead of running by itself.
///
/// It dies at once and without a word. What it has said by then counts; what it was about to say is never heard.
// SAFETY: a world has one thread, and nothing else uses this.
final class House: @unchecked Sendable {
    let store: FaultyStore
    let published: PublishedState
    let queue: CallQueue
    let authority: MissionAuthority
    let desk: LedgerDesk
    let hub: WatchHub
    let sequencer: Sequencer
    private let life: Life

    /// Whether the process still speaks.
    final class Life: @unchecked Sendable {
        // SAFETY: as of the house.
        var isOver = false
    }

    var isDead: Bool { life.isOver }

    static let issuer = KernelWorld.issuer

    /// Starts a process on what its store holds; throws when it must not start on that.
    init(
        store: FaultyStore, clock: WorldClock, identities: Identities, sabotage: Sabotage?, archive: Archive
    ) throws {
        self.store = store
        let restored = try Restoration(store, sabotage)
        clock.restart(notBefore: restored.state.latest)
        let now: @Sendable () -> Instant = { [clock] in clock.now }
        let life = Life()
        let published = PublishedState(restored.state)
        let desk = try LedgerDesk(store: store, tree: restored.tree, key: try Self.ledgerKey())
        let hub = WatchHub(published: published, clock: now)
        let faults = sabotage?.faults ?? Faults()
        let working: any LedgerStore = faults.trustsFailedWrites ? TrustingStore(store) : store
        sequencer = Sequencer(
            store: working, published: published, rules: faults.rules, clock: now,
            observer: { [life] round in
                desk.take(round)
                if !life.isOver, faults.tells(round) { hub.tell(round.events) }
            },
            // WHY: a planted fault may bring it about, and the oracle is to find what follows. A sound world that got
            // here would do nothing more, and not heal.
            onForeignEntries: {})
        queue = CallQueue(faults, archive, life)
        self.published = published
        self.desk = desk
        self.hub = hub
        self.life = life
        authority = MissionAuthority(
            configuration: AuthorityConfiguration(issuer: Self.issuer), published: published, store: store,
            ledger: desk, queue: queue, clock: now, identities: identities, signer: PlainSigner(),
            metrics: AuthorityMetrics(MetricsRegistry()))
    }

    private static func ledgerKey() throws -> LedgerKey {
        let seed = SecretBytes(copying: Array(repeating: 0x4C, count: Ed25519.seedByteCount))
        guard let key = Ed25519.PrivateKey(seed: seed) else { preconditionFailure("the ledger has no key") }
        return LedgerKey(origin: try NoteKeyName("sim.example.com/ledger"), key: key)
    }

    /// From now on nothing it says is heard.
    func fallSilent() { life.isOver = true }

    /// Ends the process.
    func crash() {
        life.isOver = true
        hub.close()
        store.crash()
    }
}

/// What the authority signs is what it says: signatures have tests of their own.
struct PlainSigner: StatementSigner {
    func sign(_ payload: [UInt8], type: String) -> [UInt8] { payload }
}

/// The calls that wait for the writer's next round, each as the sabotage in force lets it be decided.
// SAFETY: a world has one thread, and nothing else uses this.
final class CallQueue: JobQueue, @unchecked Sendable {
    /// The call whose job is about to come in.
    var call: Call?
    private var jobs: [Job] = []
    private let faults: Faults
    private let archive: Archive
    private let life: House.Life

    init(_ faults: Faults, _ archive: Archive, _ life: House.Life) {
        self.faults = faults
        self.archive = archive
        self.life = life
    }

    var count: Int { jobs.count }

    func enqueue(_ job: Job) -> Bool {
        guard !life.isOver else { return false }
        jobs.append(call.map { faults.bend(job, for: $0, archive) } ?? job)
        return true
    }

    func takeAll() -> [Job] {
        defer { jobs = [] }
        return jobs
    }
}
