// SPDX-License-Identifier: Apache-2.0

import AuthorityAPI
import CanonicalJSON
import Crypto
import HTTPClient
import HTTPServer
import Ledger
import MissionAuthority
import MissionKernel
import MissionWire
import Platform
import WritTesting

/// An authority in memory that is reached over HTTP as its clients reach it, with a clock that the test holds.
final class ServedAuthority: Sendable {
    static let issuer = KernelWorld.issuer

    let clock = TestClock()
    let authority: MissionAuthority
    private let readers: WorkerPool
    private let server: HTTPServer
    private let base: String
    private let approver = Ed25519.PrivateKey.generate()

    /// - Parameter store: where its ledger is kept.
    init(store: any LedgerStore = MemoryStore()) throws {
        let clock = clock
        let now: @Sendable () -> Instant = { clock.next() }
        let published = PublishedState(AuthorityState())
        let ledgerKey = LedgerKey(origin: try NoteKeyName("ledger.example.com"), key: Ed25519.PrivateKey.generate())
        let desk = try LedgerDesk(store: store, tree: MerkleTree(), key: ledgerKey)
        let queue = InlineQueue(
            Sequencer(store: store, published: published, clock: now, observer: { round in desk.take(round) }))
        let key = try SigningKey.generate()
        let metrics = MetricsRegistry()
        let readers = WorkerPool(name: "readers", threads: 1, waitingMax: 256)
        self.readers = readers
        authority = MissionAuthority(
            configuration: AuthorityConfiguration(issuer: Self.issuer), published: published, store: store,
            ledger: desk, queue: queue, clock: now, identities: NumberedIdentities(), signer: KeySigner(key: key),
            metrics: AuthorityMetrics(metrics))
        let api = AuthorityAPI(
            authority: authority, keys: [try key.publicJWK(keyID: key.thumbprint)], ledger: desk,
            watchers: WatchHub(published: published, clock: now),
            operations: Operations(metrics: metrics, status: { [] }), ownerListener: -1, inspector: NoInspector(),
            readers: readers)
        try readers.start()
        server = try HTTPServer(listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: api)
        guard case .tcp(let address, let port) = server.endpoints[0] else { throw Unexpected("no TCP endpoint") }
        base = "http://\(address):\(port)"
        try done {
            authority.register(
                RegisterPrincipal(
                    caller: .owner, principal: Person.ada.principal, approvalKeys: [try approvalKey()]),
                signed: nil, completion: $0)
        }
    }

    deinit {
        server.stop(deadlineMilliseconds: 1000)
        readers.stop(deadline: .after(.seconds(10)))
    }

    private func approvalKey() throws -> ApprovalKey {
        guard let key = ApprovalKey(publicKey: approver.publicKey.bytes) else { throw Unexpected("no approval key") }
        return key
    }

    /// Waits for an answer, which this authority gives before the call returns.
    func done<Answer: Sendable>(_ ask: (@escaping Completion<Answer>) throws -> Void) throws -> Answer {
        let answer = Monitor<Result<Answer, AuthorityError>?>(nil)
        try ask { result in answer.withLock { $0 = result } }
        guard let result = answer.withLock({ $0 }) else { throw Unexpected("no answer") }
        return try result.get()
    }

    /// A client that is registered with a key of its own.
    func register(
        _ id: ClientID, grants: Grants = Grants.all.subtracting(.everyMission), ceiling: [JSONValue]? = nil
    ) throws -> RegisteredClient {
        let key = try SigningKey.generate()
        let keySet = Array(#"{"keys":["#.utf8) + (try key.publicJWK(keyID: key.thumbprint)) + Array("]}".utf8)
        let ceiling = ceiling.map { RecordedAuthority($0) }
        // WHY: what is signed and what is registered is canonical.
        let canonical = try JSONDocument(keySet).root.canonicalBytes
        let statement = ClientStatement(
            issuer: Self.issuer, approver: Person.ada.principal,
            registration: ClientRegistration(
                client: id, grants: grants, keySet: canonical, ceiling: ceiling?.set.digest,
                version: authority.published.read { $0.registry.nextVersion(of: id) }))
        let bytes = statement.signedBytes
        let signed = SignedBytes(statement: bytes, key: approver.publicKey.bytes, signature: approver.sign(bytes))
        try done {
            authority.register(
                RegisterClient(caller: .owner, id: id, grants: grants, keySet: canonical, ceiling: ceiling),
                signed: signed, completion: $0)
        }
        return RegisteredClient(id: id, key: key)
    }

    /// Approves a submission with Ada's signature over what it is.
    @discardableResult
    func approve(_ submission: SubmissionID, event: ExactText = "ape_1", until: Instant? = nil) throws
        -> ApprovalReceipt
    {
        let signed = try signature(over: submission, event: event, until: until)
        return try done { authority.approve(signed, narrowed: nil, caller: .owner, completion: $0) }
    }

    /// Ada's signature over an open submission.
    func signature(over id: SubmissionID, event: ExactText, until: Instant? = nil) throws -> SignedBytes {
        guard let open = authority.published.read({ $0.submissions.open[id] }) else { throw Unexpected("not open") }
        let statement = ApprovalStatement(
            issuer: Self.issuer, submission: id, approvalEvent: event, approver: Person.ada.principal,
            intentHash: open.intent.digest, authorityHash: open.derived.set.digest, subject: Person.ada.principal,
            expiresAt: until ?? open.intent.intent.expiresAt)
        let bytes = statement.signedBytes
        return SignedBytes(statement: bytes, key: approver.publicKey.bytes, signature: approver.sign(bytes))
    }

    /// Sends a request, with a fresh proof of who the client is.
    func post(
        _ path: String, as client: RegisteredClient?, type: String, _ body: [UInt8], fields: [HTTPAnswer.Field] = []
    ) throws -> HTTPAnswer {
        var headers = [HTTPAnswer.Field("Content-Type", type)] + fields
        if let client {
            let assertion = try client.assertion(for: Self.issuer + path, at: clock.next())
            headers.append(HTTPAnswer.Field("Client-Assertion", assertion))
        }
        return try HTTPClient().send(
            "POST", base + path, headers: headers, body: body, timeoutMilliseconds: 10_000, maxResponseBytes: 1 << 20)
    }

    func get(_ path: String) throws -> HTTPAnswer {
        try HTTPClient().send("GET", base + path, timeoutMilliseconds: 10_000, maxResponseBytes: 1 << 20)
    }
}

/// Something that this test did not reckon with.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Runs each job where it is queued.
private final class InlineQueue: JobQueue {
    // SAFETY: used under `lock` only.
    private nonisolated(unsafe) let sequencer: Sequencer
    private let lock = Monitor(())

    init(_ sequencer: Sequencer) { self.sequencer = sequencer }

    func enqueue(_ job: Job) -> Bool {
        lock.withLock { _ in sequencer.run([job]) }
        return true
    }
}

/// A clock that goes on by the microsecond, and further when the test says so.
final class TestClock: Sendable {
    private let microseconds = Monitor(KernelWorld.dawn.microseconds)

    func next() -> Instant {
        microseconds.withLock { microseconds in
            microseconds += 1
            return Instant(microseconds: microseconds)
        }
    }

    func wait(_ duration: Duration) {
        microseconds.withLock { $0 += duration.milliseconds * 1000 }
    }
}

private final class NumberedIdentities: IdentitySource {
    private let count = Monitor<UInt64>(0)

    func next<Kind: IdentifierKind>() -> Identifier<Kind> {
        Identifier(
            high: 1,
            low: count.withLock { count in
                count += 1
                return count
            })
    }

    func secret(count: Int) -> [UInt8] { [UInt8](repeating: 1, count: count) }
}

private struct KeySigner: StatementSigner {
    let key: SigningKey

    func sign(_ payload: [UInt8], type: String) -> [UInt8] {
        do {
            return try key.sign(payload: payload, type: type, keyID: key.thumbprint)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}

private struct NoInspector: PeerInspector {
    func kind(of peer: ProcessFacts) -> PeerKind { .stranger }
    func ancestors(of peer: ProcessFacts) -> [ProcessFacts] { [] }
    func report(_ peer: ProcessFacts, showing session: SessionID) {}
}
