// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import Ledger
import MissionFile
import MissionKernel

/// A submission with what became of it, as the ledger tells of it.
struct SubmissionRecord {
    let id: SubmissionID
    let received: SubmissionReceived
    let receivedAt: Instant
    let outcome: Outcome

    enum Outcome {
        case pending
        case approved(MissionApproved, at: Instant)
        case denied(SubmissionDenied, at: Instant)
        case lapsed(at: Instant)
    }

    /// More entries than there ever are about one.
    private static let entriesMax = 100

    init(_ id: SubmissionID, _ client: AuthorityClient, at now: Instant) throws {
        let path = "/v1/ledger/entries?about=\(id.text)&max=\(Self.entriesMax)"
        var reader = EntryReader()
        var found: (event: SubmissionReceived, at: Instant)?
        var outcome = Outcome.pending
        for entry in try ShownEntry.all(in: client.get(path)) {
            let (event, at) = try reader.read(entry.bytes)
            switch event {
            case .submissionReceived(let event): found = (event, at)
            case .missionApproved(let event): outcome = .approved(event, at: at)
            case .submissionDenied(let event): outcome = .denied(event, at: at)
            case .submissionExpired: outcome = .lapsed(at: at)
            default: continue
            }
        }
        guard let found else { throw CommandFailure(.refused, "no submission has the identifier `\(id.text)`") }
        if case .pending = outcome, found.event.expiresAt <= now { outcome = .lapsed(at: found.event.expiresAt) }
        self.id = id
        received = found.event
        receivedAt = found.at
        self.outcome = outcome
    }

    /// What became of it (`status` of the submission-status response).
    var status: String {
        switch outcome {
        case .pending: "pending"
        case .approved: "approved"
        case .denied: "denied"
        case .lapsed: "expired"
        }
    }

    /// Since when or until when that is, and by whom: ` at 2026-11-28 11:20 UTC by a person: “too broad”`
    var account: String {
        switch outcome {
        case .pending: return ": waits for an approval until \(HumanTime.moment(received.expiresAt))"
        case .approved(let event, let at):
            return " at \(HumanTime.moment(at)) by \(LedgerPhrase.person(event.approver).plain), as \(event.id.text)"
        case .denied(let event, let at):
            let who = event.code.map { "by this authority (\($0.rawValue))" } ?? "by a person"
            return " at \(HumanTime.moment(at)) \(who)\(LedgerPhrase.reason(event.reason).plain)"
        case .lapsed(let at): return " at \(HumanTime.moment(at)), before anybody decided"
        }
    }

    private var isLapsed: Bool {
        if case .lapsed = outcome { true } else { false }
    }

    /// Throws what became of a submission unless it still waits.
    static func mustWait(_ id: SubmissionID, _ client: AuthorityClient, at now: Instant) throws {
        guard try client.get("/v1/submissions/\(id.text)").text("status") != "pending" else { return }
        let record = try SubmissionRecord(id, client, at: now)
        throw CommandFailure(
            .refused, "\(id.text) \(record.isLapsed ? "has" : "was") \(record.status)\(record.account)",
            hints: ["see what it asked for: `writ mission show \(id.text)`"])
    }
}
