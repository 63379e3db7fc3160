// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Ledger
import MissionFile
import MissionKernel
import Runner

/// Finds what is meant by an identifier, or by the start of one that only one thing has.
enum Names {
    /// The fewest characters after the prefix that are looked up.
    private static let lengthMin = 3
    /// How many are shown that could be meant.
    private static let shownMax = 20

    /// A mission; in a session the session's own when none is named.
    static func mission(_ typed: String?, _ context: CommandContext, _ client: AuthorityClient) throws -> MissionID {
        guard let typed else {
            if let session = context.session { return session.mission }
            throw UsageError(
                "it is not clear which mission is meant", hints: ["name it: `writ mission list` shows them"])
        }
        return try find(typed, "a mission") { start in ids(in: try client.all(.missions), from: start) }
    }

    /// A submission: one that waits, or that was decided and is still remembered.
    static func submission(_ typed: String, _ client: AuthorityClient) throws -> SubmissionID {
        try find(typed, "a submission") { start in
            let answer = try client.get("/v1/submissions?decided=true")
            return ids(in: answer["submissions"], from: start) + ids(in: answer["decided"], from: start)
        }
    }

    /// Whether it is meant as the identifier of a submission.
    static func isSubmission(_ typed: String) -> Bool { typed.hasPrefix("\(SubmissionKind.prefix)") }

    static func session(_ typed: String, _ client: AuthorityClient) throws -> SessionID {
        try find(typed, "a session") { start in ids(in: try client.all(.sessions), from: start) }
    }

    /// A question to a person: one that waits, or else one that was ever asked.
    static func item(_ typed: String, _ client: AuthorityClient) throws -> AttentionID {
        try find(typed, "a question") { start in
            let open = try ids(in: client.get("/v1/attention")["items"], from: start)
            guard open.isEmpty else { return open }
            return try recorded(start, client) { event in
                if case .attentionRaised(let event) = event { event.id.text } else { nil }
            }
        }
    }

    static func permit(_ typed: String, _ client: AuthorityClient) throws -> PermitID {
        try find(typed, "a permit") { start in
            try recorded(start, client) { event in
                if case .permitGranted(let event) = event { event.id.text } else { nil }
            }
        }
    }

    /// What is named here, by how its identifiers begin.
    private static let kinds = [
        (prefix: "\(MissionKind.prefix)", what: "a mission"),
        (prefix: "\(SubmissionKind.prefix)", what: "a submission"),
        (prefix: "\(SessionKind.prefix)", what: "a session"), (prefix: "\(AttentionKind.prefix)", what: "a question"),
        (prefix: "\(PermitKind.prefix)", what: "a permit"),
    ]

    /// - Parameter candidates: all identifiers that begin with a start.
    private static func find<Kind: IdentifierKind>(
        _ typed: String, _ what: String, among candidates: (String) throws -> [String]
    ) throws -> Identifier<Kind> {
        if let id = Identifier<Kind>(typed) { return id }
        let prefix = "\(Kind.prefix)"
        if let other = kinds.first(where: { $0.prefix != prefix && typed.hasPrefix($0.prefix) }) {
            throw UsageError(
                "\(InertText.quoted(typed)) is the identifier of \(other.what), not of \(what)",
                hints: ["write `\(prefix)…`"])
        }
        let start = typed.hasPrefix(prefix) ? typed : prefix + typed
        guard start.utf8.count >= prefix.utf8.count + lengthMin else {
            throw UsageError(
                "\(InertText.quoted(typed)) is too short to name \(what)",
                hints: ["at least \(lengthMin) characters after `\(prefix)`"])
        }
        let found = try candidates(start)
        guard let name = found.first, let id = Identifier<Kind>(name), found.count == 1 else {
            throw found.isEmpty
                ? CommandFailure(
                    .refused, "there is no \(what.dropFirst(2)) that begins with \(InertText.quoted(start))")
                : UsageError(
                    "\(found.count) identifiers begin with \(InertText.quoted(start))",
                    hints: Array(found.prefix(shownMax)))
        }
        return id
    }

    /// The identifiers of what is listed that begin with `start`.
    private static func ids(in list: [JSONNode], from start: String) -> [String] {
        list.compactMap { $0["id"]?.stringValue }.filter { $0.hasPrefix(start) }
    }

    private static func ids(in list: JSONNode?, from start: String) -> [String] {
        ids(in: list?.elements ?? [], from: start)
    }

    /// What the ledger has the beginning of.
    private static func recorded(
        _ start: String, _ client: AuthorityClient, _ begun: (Event) -> String?
    ) throws -> [String] {
        var reader = EntryReader()
        var found: [String] = []
        try ShownEntry.forEach(of: client) { entry in
            if let id = begun(try reader.read(entry.bytes).event), id.hasPrefix(start) { found.append(id) }
        }
        return found
    }
}
