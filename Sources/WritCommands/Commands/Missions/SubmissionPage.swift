// SPDX-License-Identifier: Apache-2.0

import AuthorityHost
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire

/// A submission as it is shown, in whatever state it is.
struct SubmissionPage {
    private let record: SubmissionRecord

    init(_ record: SubmissionRecord) { self.record = record }

    func show(_ policy: ClassPolicy, _ context: CommandContext) throws {
        guard !context.terminal.facts.wantsJSON else { return context.terminal.printJSON(canonical: json) }
        let received = record.received
        let intent = try JSONDocument(received.intent.canonical, limits: .committed).root
        let terms = received.intent.intent
        let issuer = try HomeConfiguration(of: context.home()).issuer
        let source = MissionSummary.Source(
            intent: intent, entries: received.derived.set.entries, expiresAt: terms.controls.until ?? terms.expiresAt,
            parties: MissionSummary.Parties(
                client: received.client.text.string, subject: received.subject, issuer: issuer), policy: policy)
        context.terminal.print(try MissionSummary(of: source, at: context.now))
        context.terminal.print("")
        context.terminal.print(standing(at: context.now))
    }

    private func standing(at now: Instant) -> Block {
        var block = Block()
        block.add("submission", StyledText(record.id.text, .strong))
        block.add("state", StyledText(record.status, style) + StyledText(record.account))
        switch record.received.relation {
        case .none: break
        case .child(let parent, _): block.add("child of", parent.text)
        case .successor(let predecessor): block.add("takes over", "from \(predecessor.text)")
        }
        block.add("asked", "\(HumanTime.moment(record.receivedAt)) (\(HumanTime.relative(record.receivedAt, to: now)))")
        return block
    }

    private var style: Style {
        switch record.outcome {
        case .pending: .warning
        case .approved: .good
        case .denied, .lapsed: .bad
        }
    }

    private var json: [UInt8] {
        let received = record.received
        var json = CanonicalWriter()
        json.object { json in
            if case .approved(let event, _) = record.outcome { json.member("approver", event.approver) }
            json.member("authorization_details", canonical: received.derived.canonical)
            json.member("client", received.client.text.string)
            json.member("decided_at", decidedAt)
            json.member("expires_at", received.expiresAt)
            json.member("goal", LedgerPhrase.goal(received.intent))
            json.member("id", record.id)
            json.member("intent", canonical: received.intent.canonical)
            if case .approved(let event, _) = record.outcome { json.member("mission_id", event.id) }
            if case .denied(let event, _) = record.outcome { json.member("reason", event.reason) }
            json.member("received_at", record.receivedAt)
            switch received.relation {
            case .none: break
            case .child(let parent, _): json.member("relation") { json in json.member("parent", parent) }
            case .successor(let id): json.member("relation") { json in json.member("predecessor", id) }
            }
            json.member("status", record.status)
        }
        return json.bytes
    }

    private var decidedAt: Instant? {
        switch record.outcome {
        case .pending: nil
        case .approved(_, let at), .denied(_, let at), .lapsed(let at): at
        }
    }
}
