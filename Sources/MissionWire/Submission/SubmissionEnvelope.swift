// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel

/// The body of a submission (draft-mcguinness-mission-authority-server, *Intent Submission*).
package struct SubmissionEnvelope: Sendable {
    package let intent: RecordedIntent
    /// `authorization_details`: what the client proposes.
    package let proposal: RecordedAuthority?
    package let relation: Relation

    /// What a submission may come to as it is stored. An entry of the ledger, which has 64 KiB, holds all of it, and
    /// the authority a second time as it is granted, beside who asks and who approves.
    package static let storedBytesMax = 48 * 1024

    /// Reads a body under `issuer`.
    package init(_ bytes: [UInt8], issuer: String) throws(SubmissionFault) {
        let root = try Self.document(bytes).root
        guard root.kind == .object else { throw SubmissionFault(.intent, "the body must be an object") }
        try Self.fits(root)
        if let unknown = root.firstMember(outside: Self.members) {
            throw SubmissionFault(.intent, "`\(unknown.path)` is not a member that is known here", reason: unknown.path)
        }
        relation = try Self.relation(root)
        let intent = try Self.intent(root, issuer: issuer)
        if let evidence = root["evidence"] { try Self.refuse(evidence) }
        self.intent = intent
        proposal = try root["authorization_details"].map { (node) throws(SubmissionFault) in
            try Self.proposal(node, for: intent.intent, issuer: issuer)
        }
    }

    private static let members: [StaticString] = [
        "authorization_details", "child_actor", "evidence", "intent", "parent", "predecessor",
    ]

    private static func document(_ bytes: [UInt8]) throws(SubmissionFault) -> JSONDocument {
        let limits = JSONLimits(bytesMax: JSONLimits.committed.bytesMax, depthMax: 32, refusesNoncharacters: true)
        do throws(JSONError) {
            return try JSONDocument(bytes, limits: limits)
        } catch {
            throw SubmissionFault(.intent, "the body is not usable JSON: \(error)")
        }
    }

    private static func fits(_ root: JSONNode) throws(SubmissionFault) {
        let authority = root["authorization_details"]?.canonicalBytes.count ?? 0
        let stored = root.canonicalBytes.count + authority
        guard stored <= storedBytesMax else {
            throw SubmissionFault(
                .intent,
                "the submission comes to \(stored) bytes in the ledger, where its `authorization_details` count twice; "
                    + "at most \(storedBytesMax) are allowed")
        }
    }

    private static func relation(_ root: JSONNode) throws(SubmissionFault) -> Relation {
        do throws(JSONShapeError) {
            switch (root["predecessor"], root["parent"], root["child_actor"]) {
            case (nil, nil, nil): return .none
            case (let predecessor?, nil, nil): return .successor(of: try predecessor.identifier())
            case (nil, let parent?, let actor?): return .child(of: try parent.identifier(), actor: try actor.actor())
            default: break
            }
        } catch {
            throw SubmissionFault(.intent, "\(error)", reason: String(error.path.prefix { $0 != "." }))
        }
        throw SubmissionFault(
            .intent, "`parent` and `child_actor` come together, and not with `predecessor`", reason: "parent")
    }

    private static func intent(_ root: JSONNode, issuer: String) throws(SubmissionFault) -> RecordedIntent {
        guard let node = root["intent"] else {
            throw SubmissionFault(.intent, "the body lacks the member `intent`", reason: "intent")
        }
        do throws(JSONShapeError) {
            return try IntentGrammar.recorded(node, issuer: issuer)
        } catch {
            throw SubmissionFault(.intent, "\(error)", reason: "intent")
        }
    }

    private static let evidenceBytesMax = 4096

    /// No evidence types are known here, so presented evidence is refused: it is never silently ignored.
    private static func refuse(_ evidence: JSONNode) throws(SubmissionFault) {
        guard evidence.kind == .array, evidence.count <= 16 else {
            throw SubmissionFault(.intent, "`evidence` must be an array of at most 16 entries", reason: "evidence")
        }
        var fault: SubmissionFault?
        evidence.forEachElement { entry in
            guard entry.sourceBytes.count <= evidenceBytesMax else {
                let detail = "`\(entry.path)` is larger than \(evidenceBytesMax) bytes"
                fault = fault ?? SubmissionFault(.intent, detail, reason: "evidence")
                return
            }
            guard entry.kind == .object, entry["type"]?.stringValue != nil else {
                fault =
                    fault
                    ?? SubmissionFault(.intent, "`\(entry.path)` must be an object with a `type`", reason: "evidence")
                return
            }
            fault = fault ?? SubmissionFault(.evidence, "`\(entry.path)` is of a type that is not supported here")
        }
        if let fault { throw fault }
    }

    private static func proposal(
        _ node: JSONNode, for intent: MissionIntent, issuer: String
    ) throws(SubmissionFault) -> RecordedAuthority {
        let proposal: RecordedAuthority
        do throws(JSONShapeError) {
            proposal = try RecordedAuthority(node, issuer: issuer, as: .proposedAuthority)
        } catch {
            throw SubmissionFault(.authority, "\(error)", reason: resource(at: error.path, in: node))
        }
        for entry in proposal.set.entries { try isUsable(entry, for: intent) }
        return proposal
    }

    /// The resource of the entry that has a fault in it.
    private static func resource(at path: String, in entries: JSONNode) -> String? {
        var resource: String?
        entries.forEachElement { if path.hasPrefix($0.path) { resource = $0["resource"]?.stringValue } }
        return resource
    }

    /// A proposed entry of another type, or with a part that is unknown here, is refused: it is never repaired by
    /// leaving it out.
    private static func isUsable(_ entry: AuthorityEntry, for intent: MissionIntent) throws(SubmissionFault) {
        let resource = entry.resources.resource.text
        let unknown = [entry.constraints.unknown, entry.delegation?.unknown, entry.delegation?.children?.unknown]
        guard entry.unsupported == nil, unknown.allSatisfy({ $0?.isEmpty != false }) else {
            throw SubmissionFault(
                .authority, "an entry for `\(resource)` has a part that is not supported here", reason: resource)
        }
        guard !entry.actions.isEmpty else {
            throw SubmissionFault(.authority, "an entry for `\(resource)` has no actions", reason: resource)
        }
        guard intent.resources.contains(entry.resources.resource) else {
            throw SubmissionFault(
                .intent, "`\(resource)` is not among the intent's `resources`", reason: "authorization_details")
        }
    }
}

/// Why a submission was not taken in.
package struct SubmissionFault: Error, Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case intent, authority, evidence
    }

    package let part: Part
    package let detail: String
    /// `error_reason`: the offending member, or the resource.
    package let reason: String?

    package init(_ part: Part, _ detail: String, reason: String? = nil) {
        self.part = part
        self.detail = detail
        self.reason = reason
    }
}
