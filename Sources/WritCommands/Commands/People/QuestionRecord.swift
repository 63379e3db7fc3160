// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import Ledger
import MissionFile
import MissionKernel

/// What became of a question to a person, as the ledger tells of it.
struct QuestionRecord {
    private var fate: String?

    /// More entries than there ever are about one.
    private static let entriesMax = 100

    private init(_ id: AttentionID, _ client: AuthorityClient) throws {
        let path = "/v1/ledger/entries?about=\(id.text)&max=\(Self.entriesMax)"
        var reader = EntryReader()
        let entries = try ShownEntry.all(in: client.get(path))
        guard !entries.isEmpty else { throw CommandFailure(.refused, "no question has the identifier `\(id.text)`") }
        for entry in entries {
            let (event, at) = try reader.read(entry.bytes)
            fate = Self.fate(event, at: HumanTime.moment(at)) ?? fate
        }
    }

    /// How a question ends by this, if it does: `was declined at 2026-11-28 11:20 UTC: “not today”`
    static func fate(_ event: Event, at moment: String) -> String? {
        switch event {
        case .attentionAnswered(let event): fate(event.answer, at: moment)
        case .attentionExpired: "ran out at \(moment), before anybody answered"
        default: nil
        }
    }

    private static func fate(_ answer: PersonsAnswer, at moment: String) -> String {
        switch answer {
        case .agree(let evidence):
            "was agreed to at \(moment) by \(LedgerPhrase.person(evidence.approver).plain)"
        case .deny(let comment): "was declined at \(moment)\(LedgerPhrase.reason(comment).plain)"
        case .respond(let text): "was answered at \(moment)\(LedgerPhrase.reason(text).plain)"
        case .outcome(let outcome): "was answered at \(moment): `\(outcome.rawValue)`"
        }
    }

    /// Why a question that is not in the inbox cannot be answered.
    static func refusal(of id: AttentionID, _ client: AuthorityClient) throws -> CommandFailure {
        let fate = try QuestionRecord(id, client).fate ?? "does not wait any more"
        return CommandFailure(.refused, "`\(id.text)` \(fate)", hints: ["see what waits: `writ inbox`"])
    }
}
