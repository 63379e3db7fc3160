// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    mutating func members(of event: SubmissionReceived) {
        member("authority_hash", event.derived.set.digest)
        member("authority_set", canonical: event.derived.canonical)
        member("caller", event.caller)
        member("client", event.client.text)
        member("expires_at", event.expiresAt)
        member("intent", canonical: event.intent.canonical)
        member("intent_hash", event.intent.digest)
        proposal(event.proposal)
        relation(event.relation)
        member("subject", event.subject)
        member("submission", event.id)
    }

    mutating func members(of event: SubmissionDenied) {
        member("code", event.code?.rawValue)
        member("parent", event.parent)
        member("reason", event.reason)
        member("submission", event.id)
    }

    mutating func members(of event: MissionApproved) {
        member("approval_basis", event.basis.rawValue)
        member("approval_event_id", event.approvalEvent)
        member("approver", event.approver)
        member("authority_hash", event.authority.set.digest)
        member("authority_set", canonical: event.authority.canonical)
        member("client", event.client.text)
        if let evidence = event.evidence { member("evidence") { json in json.members(of: evidence) } }
        member("expires_at", event.expiresAt)
        member("intent", canonical: event.intent.canonical)
        member("intent_hash", event.intent.digest)
        if !event.justifications.isEmpty {
            member("justifications", each: event.justifications) { json, entry in json.integer(entry) }
        }
        member("mission", event.id)
        member("owner", event.owner)
        proposal(event.proposal)
        relation(event.relation)
        member("subject", event.subject)
        member("submission", event.submission)
        member("successor_owner", event.successorOwner)
    }

    private mutating func members(of evidence: ApprovalEvidence) {
        member("key", base64URL: evidence.key.publicKey)
        member("signature", base64URL: evidence.signature)
        member("statement", canonical: evidence.statement)
    }

    private mutating func proposal(_ proposal: RecordedAuthority?) {
        guard let proposal else { return }
        member("proposal_hash", proposal.set.digest)
        member("proposed_authority", canonical: proposal.canonical)
    }

    private mutating func relation(_ relation: Relation) {
        switch relation {
        case .none: break
        case .child(let parent, let actor):
            member("relation") { json in
                json.member("child_actor", actor)
                json.member("parent", parent)
            }
        case .successor(let predecessor):
            member("relation") { json in json.member("predecessor", predecessor) }
        }
    }
}

extension EntryReader {
    mutating func submissionReceived(_ node: JSONNode) throws(JSONShapeError) -> SubmissionReceived {
        SubmissionReceived(
            id: try node.member("submission").identifier(), client: try node.required("client", JSONNode.clientID),
            intent: try node.recordedIntent(), proposal: try proposal(node),
            derived: try authority(node.member("authority_set"), digest: node.member("authority_hash")),
            subject: try node.optional("subject", JSONNode.principal), relation: try node.relation(),
            expiresAt: try node.required("expires_at", JSONNode.instant),
            caller: try node.optional("caller", JSONNode.caller))
    }

    mutating func missionApproved(_ node: JSONNode) throws(JSONShapeError) -> MissionApproved {
        let authority = try authority(node.member("authority_set"), digest: node.member("authority_hash"))
        return MissionApproved(
            id: try node.member("mission").identifier(), submission: try node.member("submission").identifier(),
            approvalEvent: try node.required("approval_event_id", JSONNode.exactText),
            client: try node.required("client", JSONNode.clientID),
            subject: try node.required("subject", JSONNode.principal),
            approver: try node.required("approver", JSONNode.principal),
            owner: try node.required("owner", JSONNode.principal),
            successorOwner: try node.optional("successor_owner", JSONNode.principal),
            basis: try node.member("approval_basis").oneOf(BasisName.self) == .direct ? .direct : .drawdown,
            intent: try node.recordedIntent(), proposal: try proposal(node), authority: authority,
            relation: try node.relation(), justifications: try justifications(node),
            expiresAt: try node.required("expires_at", JSONNode.instant), evidence: try evidence(node))
    }

    private enum BasisName: String, CaseIterable {
        case direct
        case drawdown = "policy_drawdown"
    }

    private mutating func proposal(_ node: JSONNode) throws(JSONShapeError) -> RecordedAuthority? {
        guard let proposed = node["proposed_authority"] else { return nil }
        return try authority(proposed, digest: node.member("proposal_hash"))
    }

    private func justifications(_ node: JSONNode) throws(JSONShapeError) -> [Int] {
        guard let justifications = node["justifications"] else { return [] }
        return try justifications.array(max: AuthorityGrammar.entriesMax) { (node) throws(JSONShapeError) in
            Int(try node.integer(in: 0...Int64(AuthorityGrammar.entriesMax)))
        }
    }

    /// The evidence with what its statement says, which the statement alone is the source of.
    private func evidence(_ node: JSONNode) throws(JSONShapeError) -> ApprovalEvidence? {
        guard let evidence = node["evidence"] else { return nil }
        let statement = try evidence.member("statement")
        return try ApprovalStatement(json: statement).evidence(
            key: evidence.required("key", JSONNode.approvalKey), statement: Array(statement.sourceBytes),
            signature: evidence.required("signature", JSONNode.base64URL))
    }
}

extension SubmissionDenied {
    init(json node: JSONNode) throws(JSONShapeError) {
        var code: Refusal.Code?
        if let name = node["code"] { code = try name.oneOf(Refusal.Code.self) }
        var parent: MissionID?
        if let id = node["parent"] { parent = try id.identifier() }
        self.init(
            id: try node.member("submission").identifier(), code: code,
            reason: try node.required("reason", JSONNode.string), parent: parent)
    }
}

extension JSONNode {
    fileprivate func recordedIntent() throws(JSONShapeError) -> RecordedIntent {
        let node = try member("intent")
        return RecordedIntent(
            intent: try IntentGrammar.intent(node), canonical: Array(node.sourceBytes),
            digest: try required("intent_hash", JSONNode.digest))
    }

    fileprivate func relation() throws(JSONShapeError) -> Relation {
        guard let relation = self["relation"] else { return .none }
        if let predecessor = relation["predecessor"] { return .successor(of: try predecessor.identifier()) }
        return .child(
            of: try relation.member("parent").identifier(), actor: try relation.required("child_actor", JSONNode.actor))
    }
}
