// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Ledger
import MissionFile
import MissionKernel
import MissionWire
import Runner

/// An item of the session's own queue.
struct QueuedItem {
    let id: QueueItemID
    private let session: SessionEnvironment
    private let client: AuthorityClient
    private let now: Instant

    init(id: QueueItemID, _ session: SessionEnvironment, _ context: CommandContext) throws {
        self.id = id
        self.session = session
        client = try context.connect(as: session)
        now = context.now
    }

    /// Takes it up, or learns that it is suppressed: the item as it then is.
    func take() throws -> JSONNode {
        do throws(ClientError) {
            return try post("dispatch") { _ in }
        } catch {
            guard let known = try known(after: error) else { throw error }
            guard known.text("state") != QueueItem.State.suppressed.rawValue else { return known }
            throw refusal(error, of: known)
        }
    }

    /// Says what became of it.
    func conclude(isDone: Bool) throws {
        do throws(ClientError) {
            _ = try post("conclude") { json in json.member("done", isDone) }
        } catch {
            guard let known = try known(after: error) else { throw error }
            throw refusal(error, of: known)
        }
    }

    private func post(_ verb: String, _ members: (inout CanonicalWriter) -> Void) throws(ClientError) -> JSONNode {
        try client.post("/v1/sessions/\(session.session.text)/queue/\(id.text)/\(verb)") { json in
            members(&json)
            json.member("epoch", session.epoch)
        }
    }

    /// How the item stands, where that is why nothing came of the question.
    private func known(after error: ClientError) throws -> JSONNode? {
        guard [Refusal.Code.notDue, .conflict].map(\.rawValue).contains(error.code) else { return nil }
        var known: JSONNode?
        try client.get("/v1/sessions/\(session.session.text)")["queue"]?.forEachElement { node in
            if node.text("queue_item_id") == id.text { known = node }
        }
        return known
    }

    private func refusal(_ error: ClientError, of known: JSONNode) -> CommandFailure {
        CommandFailure(.refused, "\(id.text) \(Self.standing(known, at: now) ?? "stays as it is: \(error.detail)")")
    }

    /// `is not due until 2026-12-01 18:00 UTC (in 2 h)`: why it is not taken up, or not reported on, now.
    static func standing(_ node: JSONNode, at now: Instant) -> String? {
        switch QueueItem.State(rawValue: node.text("state")) {
        case .waiting?:
            node["not_before"]?.stringValue.flatMap(RFC3339.instant).flatMap { due in
                due > now ? "is not due until \(HumanTime.moment(due)) (\(HumanTime.relative(due, to: now)))" : nil
            }
        case .dispatched?: "was taken before"
        case .done?: "was reported as done"
        case .failed?: "was reported as failed"
        case .suppressed?: "was suppressed"
        case nil: nil
        }
    }
}

/// Why it was suppressed.
extension QueuedItem {
    /// `: it has expired`, by the log of the mission; nothing when that does not tell.
    func reasonOfSuppression() throws -> String {
        var log = MissionLog(of: session.mission, client)
        var reader = EntryReader()
        var reason: DenialReason?
        for entry in try log.next() {
            guard case .itemConcluded(let event) = try reader.read(entry.bytes).event, event.id == id else { continue }
            reason = event.reason
        }
        return reason.map { ": \(Self.words(for: $0))" } ?? ""
    }

    private static func words(for reason: DenialReason) -> String {
        switch reason {
        case .staleState: "it has expired"
        case .approvalRequired:
            "the mission was stopped after it was queued, and what is irreversible is asked for anew"
        case .authorityContained: "the mission does not allow it"
        default: reason.phrase
        }
    }
}
