// SPDX-License-Identifier: Apache-2.0

import Crypto
import MissionKernel
import MissionWire
import WritTesting

/// Fills an authority with missions, by the kernel's own commands, and hands on each event.
///
/// Missions are numbered in the order in which they come: the n-th has the identifier `BenchID.mission(n)`.
struct Population {
    typealias Recorder = (Event, Instant, [StreamID]) throws -> Void

    private(set) var state: AuthorityState
    /// How many missions there are.
    private(set) var count = 0
    private let key: Ed25519.PrivateKey
    private let approvalKey: ApprovalKey
    private let record: Recorder
    private let end: Instant
    private var drafts: [Draft: (intent: RecordedIntent, authority: RecordedAuthority)] = [:]
    private var sessions = 0

    private struct Draft: Hashable {
        let kind: Kind
        let generation: Int
    }

    /// How many kinds there are at most.
    static let kindsMax = 1000
    private static let approver = Person.ada.principal
    private static let lifetimeMilliseconds: Int64 = 30 * 24 * 3600 * 1000

    /// Begins with what is recorded already: the owner, who approves by `key`.
    init(
        _ state: AuthorityState, approvedBy key: Ed25519.PrivateKey, at now: Instant, record: @escaping Recorder
    ) throws {
        guard let approvalKey = ApprovalKey(publicKey: key.publicKey.bytes) else {
            throw BenchFailure("the approver has no key")
        }
        self.state = state
        self.key = key
        self.approvalKey = approvalKey
        self.record = record
        let whole = now.microseconds / 1_000_000 * 1_000_000
        end = Instant(microseconds: whole).adding(milliseconds: Self.lifetimeMilliseconds)
        self.state.advance(to: now)
    }

    /// The kind that the n-th tree of missions is of.
    static func kind(ofTree tree: Int) -> Kind { Kind(number: tree % kindsMax) }

    /// Makes the clients known, and the facts that missions of these kinds rest on.
    mutating func prepare(kinds: Int) throws {
        try register("helper")
        for number in 0..<min(kinds, Self.kindsMax) {
            let kind = Kind(number: number)
            if state.registry.client(ClientID(ExactText(kind.agent))) == nil { try register(kind.agent) }
            try perform(
                Signal(
                    caller: .owner, event: ExactText("sig_\(number)"), fact: .named(ExactText(kind.fact)),
                    value: .boolean(false)))
        }
    }

    private mutating func register(_ client: String) throws {
        let id = ClientID(ExactText(client))
        let registration = ClientRegistration(
            client: id, grants: .all, keySet: [], ceiling: nil, version: state.registry.nextVersion(of: id))
        let statement = ClientStatement(issuer: Kind.issuer, approver: Self.approver, registration: registration)
        try perform(RegisterClient(caller: .owner, id: id, grants: .all, evidence: signed(statement)))
    }

    /// A statement of the approver's.
    private func signed<Terms: SignedTerms>(_ statement: PersonsStatement<Terms>) -> SignedEvidence<Terms> {
        let bytes = statement.signedBytes
        return statement.evidence(key: approvalKey, statement: bytes, signature: key.sign(bytes))
    }

    /// A mission that a person approved.
    mutating func root(_ kind: Kind) throws -> Int {
        let draft = draft(kind, 0)
        let submission: SubmissionID = BenchID.id(count)
        try perform(
            Submit(
                caller: .owner, id: submission, client: client(kind, 0), intent: draft.intent, proposal: nil,
                derived: draft.authority, subject: Self.approver, expiresAt: end))
        let statement = ApprovalStatement(
            issuer: Kind.issuer, submission: submission, approvalEvent: ExactText("ape_\(submission.text)"),
            approver: Self.approver, intentHash: draft.intent.digest, authorityHash: draft.authority.set.digest,
            subject: Self.approver, expiresAt: end)
        let bytes = statement.signedBytes
        let evidence = statement.evidence(key: approvalKey, statement: bytes, signature: key.sign(bytes))
        try perform(
            Approve(
                caller: .owner, submission: submission, mission: BenchID.mission(count), evidence: evidence))
        return added()
    }

    /// A child under its parent's approval.
    mutating func child(of parent: Int, _ kind: Kind, generation: Int) throws -> Int {
        let draft = draft(kind, generation)
        let submission: SubmissionID = BenchID.id(count)
        let drawdown = Submit.Drawdown(
            mission: BenchID.mission(count), approvalEvent: ExactText("ape_\(submission.text)"))
        let actor = Actor(subject: client(kind, generation).text)
        try perform(
            Submit(
                caller: .owner, id: submission, client: client(kind, generation), intent: draft.intent, proposal: nil,
                derived: draft.authority, relation: .child(of: BenchID.mission(parent), actor: actor), expiresAt: end,
                drawdown: drawdown))
        return added()
    }

    /// Work under a mission.
    mutating func session(under mission: Int) throws {
        let id: SessionID = BenchID.id(sessions)
        let credential = SessionCredential(digest: SHA256.digest(of: Array(id.text.utf8)), expiresAt: end)
        try perform(
            OpenSession(
                caller: .owner, id: id, mission: BenchID.mission(mission), credential: credential,
                launch: Array("git-agent --continue".utf8)))
        sessions += 1
    }

    private mutating func added() -> Int {
        let number = count
        precondition(state.missions.index(of: BenchID.mission(number)) != nil, "mission \(number) was not made")
        count += 1
        return number
    }

    private func client(_ kind: Kind, _ generation: Int) -> ClientID { ClientID(ExactText(kind.client(generation))) }

    private mutating func draft(_ kind: Kind, _ generation: Int) -> (
        intent: RecordedIntent, authority: RecordedAuthority
    ) {
        let key = Draft(kind: kind, generation: generation)
        if let known = drafts[key] { return known }
        let draft = (kind.intent(generation, until: end), kind.authority(generation))
        drafts[key] = draft
        return draft
    }

    private mutating func perform(_ command: some Command) throws {
        let now = state.latest.next
        state.advance(to: now)
        for event in try command.decide(in: state, at: now) {
            try record(event, now, state.streams(of: event))
            state.apply(event, at: now)
        }
    }
}
