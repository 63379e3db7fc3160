// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPServer
import Ledger
import MissionAuthority
import MissionKernel
import MissionWire

/// The ledger itself: entries, checkpoints, proofs and receipts. Whoever holds the verifier key can check them alone.
struct LedgerRoutes {
    let authority: MissionAuthority
    let desk: LedgerDesk

    var routes: [Route] {
        [
            Route(
                .get, "/v1/ledger", "How far the ledger goes, and the key that its checkpoints are signed with",
                answers: [.ok(.ledger)], handle: show),
            Route(
                .get, "/v1/ledger/checkpoint",
                "The newest signed checkpoint (C2SP tlog-checkpoint); for the owner, of all that there is now",
                takesTime: true, answers: [.ok(.plainText)], handle: checkpoint),
            Route(
                .get, "/v1/ledger/entries", access: .owner, "Entries, in order",
                query: [.about, .from, .max(10_000)], takesTime: true, answers: [.ok(.entryList)], handle: entries),
            Route(
                .get, "/v1/ledger/entries/{number}/proof", access: .owner, "The proof of an entry (C2SP tlog-proof)",
                takesTime: true, answers: [.ok(.plainText)], handle: proof),
            Route(
                .get, "/v1/ledger/consistency",
                "The proof that one size of the ledger continues another",
                query: [
                    .init("from", "The smaller size", .count),
                    .init("to", "The larger size; without it, the present one", .count),
                ],
                takesTime: true, answers: [.ok(.consistency)], handle: consistency),
            Route(
                .get, "/v1/permits/{permit}/receipt", access: .owner,
                "Where an effect comes from, with proofs that verify offline", takesTime: true,
                answers: [.ok(.receipt)], handle: receipt),
        ]
    }

    private func show(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        reply.object { json in
            json.member("size", desk.size)
            json.member("verifier_key", desk.verifier.text)
        }
    }

    private func checkpoint(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let isOwner = request.caller == .owner
        let checkpoint = try shown { (desk) throws(LedgerDeskError) in
            try isOwner ? desk.checkpoint() : desk.checkpoint(covering: 0)
        }
        reply.send(.ok, type: .plainText, checkpoint.note)
    }

    private func entries(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let from = try request.number("from", in: 0...Int64.max, default: 0)
        let max = Int(try request.number("max", in: 1...10_000, default: 1000))
        let name = try request.ledgerName("about")
        let entries = try shown { (desk) throws(LedgerDeskError) in
            guard let name else { return try desk.entries(from: from, max: max) }
            return try desk.entries(about: name, from: from, max: max)
        }
        reply.object { json in
            json.member("entries", each: entries) { json, entry in json.value(entry) }
        }
    }

    private func proof(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        guard let number = Int64(digits: request.parameter()) else { throw Self.unknownEntry }
        let proof = try shown { (desk) throws(LedgerDeskError) in
            // WHY: a proof is made of hashes, and must not be given for an entry whose bytes are no longer theirs.
            _ = try desk.entries(from: number, max: 1)
            return try desk.proof(of: number)
        }
        guard let proof else { throw Self.unknownEntry }
        reply.send(.ok, type: .plainText, proof.bytes)
    }

    private func consistency(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let from = try request.number("from", in: 0...Int64.max, default: 0)
        let to = try request.number("to", in: 0...Int64.max, default: desk.size)
        let proof = try shown { (desk) throws(LedgerDeskError) in try desk.consistency(from: from, to: to) }
        guard let proof else { throw .malformed("the ledger never had these sizes") }
        reply.object { json in
            json.member("from", from)
            json.member("proof", each: proof) { json, hash in json.string(Base64.standard.text(hash.bytes)) }
            json.member("to", to)
        }
    }

    private func receipt(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let permit: PermitID = request.identifier()
        let entries = try shown { (desk) throws(LedgerDeskError) in try desk.lineage(of: permit) }
        guard !entries.isEmpty else { throw .refused(Refusal(.notFound, "the ledger holds no permit with this id")) }
        let receipt = try shown { (desk) throws(LedgerDeskError) in try desk.receipt(over: entries) }
        reply.send(.ok, receipt.bytes)
    }

    private func shown<Value>(_ read: (LedgerDesk) throws(LedgerDeskError) -> Value) throws(APIError) -> Value {
        do throws(LedgerDeskError) { return try read(desk) } catch { throw .storage }
    }

    private static let unknownEntry = APIError.refused(Refusal(.notFound, "the ledger has no entry with this number"))
}

extension Route.QueryParameter {
    /// Where a page of entries begins.
    static let from = Route.QueryParameter("from", "The number of the first one", .count)
    /// What the entries are about.
    fileprivate static let about = Route.QueryParameter(
        "about",
        "Only entries about this: an id, `client:ID`, `principal:ISSUER SUBJECT`, `fact:NAME` or `operation:DIGEST`")
}

extension APIRequest {
    /// What the query names, or nil when it does not have the parameter.
    fileprivate func ledgerName(_ parameter: String) throws(APIError) -> LedgerName? {
        guard let text = query[parameter] else { return nil }
        guard let name = LedgerName(text) else {
            throw .malformed(
                "`\(parameter)` must be an id, `client:ID`, `principal:ISSUER SUBJECT`, `fact:NAME` or "
                    + "`operation:DIGEST`"
            )
        }
        return name
    }
}

extension CanonicalWriter {
    /// An entry with its number.
    mutating func value(_ entry: StoredEntry) {
        object { json in
            json.member("entry", canonical: entry.bytes)
            json.member("number", entry.number)
        }
    }
}
