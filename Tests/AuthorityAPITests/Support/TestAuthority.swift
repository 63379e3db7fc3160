// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPServer
import Ledger
import LedgerSQLite
import MissionAuthority
import MissionKernel
import Platform
import Testing

@testable import AuthorityAPI

/// An authority as it runs: its writer, its ledger in SQLite, its owner's socket and a network address.
///
/// It knows the approver `ada` and the client `agent`, who has all grants. Every answer is held against the API
/// description; see ``ask(_:_:_:as:)``.
final class TestAuthority: Sendable {
    static let issuer = "https://authority.example.com"

    let issuer: String
    let authority: MissionAuthority
    let api: AuthorityAPI
    let clock = TestClock()
    let inspector = TestInspector()
    let watchers: WatchHub
    let signing: SigningKey
    let ada = Approver("ada")
    let agent: TestClient
    /// What was asked and answered so far; see ``Contract``.
    let seen = Monitor<Set<String>>([])
    let server: HTTPServer
    let writer: Writer
    /// One thread, so that a test can keep it busy.
    let readers = WorkerPool(name: "readers", threads: 1, waitingMax: 64)
    private let store: SQLiteStore
    private let directory: TemporaryDirectory

    init(issuer: String = TestAuthority.issuer) throws {
        self.issuer = issuer
        directory = try TemporaryDirectory()
        signing = try SigningKey.generate()
        agent = try TestClient("agent")
        let published = PublishedState(AuthorityState())
        let now: @Sendable () -> Instant = { [clock] in clock.now }
        watchers = WatchHub(published: published, clock: now)
        let metrics = MetricsRegistry()
        let measured = AuthorityMetrics(metrics)
        store = try SQLiteStore(
            path: directory.path + "/ledger.db", mode: .create, onAppend: { measured.appends.observe($0) })
        let key = LedgerKey(origin: try NoteKeyName("authority.example.com/ledger"), key: .generate())
        let desk = try LedgerDesk(store: store, tree: MerkleTree(), key: key)
        let sequencer = Sequencer(
            store: store, published: published, clock: now,
            observer: { [desk, watchers] round in
                measured.count(round)
                desk.take(round)
                watchers.tell(round.events)
            })
        writer = Writer(sequencer, clock: now)
        authority = MissionAuthority(
            configuration: AuthorityConfiguration(issuer: issuer), published: published, store: store,
            ledger: desk, queue: writer, clock: now, identities: TestIdentities(), signer: TestSigner(key: signing),
            metrics: measured)
        api = AuthorityAPI(
            authority: authority, keys: [try signing.publicJWK(keyID: signing.thumbprint)], ledger: desk,
            watchers: watchers,
            operations: Operations(metrics: metrics, status: { [("issuer", .string(issuer))] }),
            ownerListener: 0, inspector: inspector, readers: readers)
        server = try HTTPServer(
            listeners: [.unix(path: directory.path + "/owner.sock"), .tcp(host: "127.0.0.1", port: 0)], handler: api)
        try writer.start()
        try readers.start()
    }

    /// An authority that knows ada and agent, and whose policy asks nobody about the actions `invoices.*`.
    static func start() throws -> TestAuthority {
        let world = try TestAuthority()
        _ = try world.ask("PUT", "/v1/policy", .policyForTests)
        try world.register(world.ada)
        try world.register(world.agent)
        return world
    }

    deinit {
        watchers.close()
        server.stop(deadlineMilliseconds: 1000)
        readers.stop(deadline: .after(.seconds(10)))
        writer.stop(deadline: .after(.seconds(10)))
        store.close()
    }
}

/// A clock that runs, and that a test may put ahead.
final class TestClock: Sendable {
    private let ahead = Monitor<Int64>(0)
    private let real = TrustedClock(notBefore: 0)

    var now: Instant { Instant(milliseconds: real.now() + ahead.withLock { $0 }) }

    func advance(_ duration: Duration) {
        ahead.withLock { $0 += duration.components.seconds * 1000 }
    }
}

/// Says of every process what the test wants.
final class TestInspector: PeerInspector {
    private struct Answers: Sendable {
        var kind = PeerKind.owner
        var ancestors: [ProcessFacts] = []
        var reported: [SessionID] = []
    }

    private let answers = Monitor(Answers())

    func kind(of peer: ProcessFacts) -> PeerKind { answers.withLock { $0.kind } }
    func ancestors(of peer: ProcessFacts) -> [ProcessFacts] { answers.withLock { $0.ancestors } }
    func report(_ peer: ProcessFacts, showing session: SessionID) { answers.withLock { $0.reported.append(session) } }

    func say(_ kind: PeerKind) { answers.withLock { $0.kind = kind } }
    func say(ancestors: [ProcessFacts]) { answers.withLock { $0.ancestors = ancestors } }

    /// The sessions whose secrets another process has shown.
    var reported: [SessionID] { answers.withLock { $0.reported } }
}

private struct TestIdentities: IdentitySource {
    private let source = SystemRandomSource()

    func next<Kind: IdentifierKind>() -> Identifier<Kind> { Identifier(high: source.next(), low: source.next()) }
    func secret(count: Int) -> [UInt8] { Entropy.bytes(count) }
}

private struct TestSigner: StatementSigner {
    let key: SigningKey

    func sign(_ payload: [UInt8], type: String) -> [UInt8] {
        do {
            return try key.sign(payload: payload, type: type, keyID: key.thumbprint)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
