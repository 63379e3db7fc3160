// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    mutating func members(of event: ClientRegistered) {
        if let ceiling = event.ceiling {
            member("ceiling", canonical: ceiling.canonical)
            member("ceiling_hash", ceiling.set.digest)
        }
        member("client", event.id.text)
        evidence(event.evidence)
        member("grants", event.grants.namesPresent)
        if !event.keySet.isEmpty { member("jwks", base64URL: event.keySet) }
    }

    mutating func members(of event: PrincipalRegistered) {
        member("approval_keys", each: event.approvalKeys) { json, key in json.base64URL(key.publicKey) }
        evidence(event.evidence)
        member("principal", event.principal)
    }

    mutating func members(of event: PolicySet) {
        evidence(event.evidence)
        members(of: event.policy)
    }

    private mutating func evidence(_ evidence: RegistrationEvidence<some Hashable & Sendable>?) {
        guard let evidence else { return }
        member("evidence") { json in
            json.member("key", base64URL: evidence.key.publicKey)
            json.member("signature", base64URL: evidence.signature)
            json.member("statement", canonical: evidence.statement)
        }
    }
}

extension EntryReader {
    mutating func clientRegistered(_ node: JSONNode) throws(JSONShapeError) -> ClientRegistered {
        var ceiling: RecordedAuthority?
        if let recorded = node["ceiling"] { ceiling = try authority(recorded, digest: node.member("ceiling_hash")) }
        return ClientRegistered(
            id: try node.required("client", JSONNode.clientID), grants: try node.required("grants", JSONNode.grants),
            keySet: try node.optional("jwks", JSONNode.base64URL) ?? [], ceiling: ceiling,
            evidence: try node.evidence { (statement, key, bytes, signature) throws(JSONShapeError) in
                try ClientStatement(json: statement).evidence(key: key, statement: bytes, signature: signature)
            })
    }
}

extension JSONNode {
    /// The evidence with what its statement says, which the statement alone is the source of.
    fileprivate func evidence<Evidence>(
        _ read: (_ statement: JSONNode, ApprovalKey, [UInt8], _ signature: [UInt8]) throws(JSONShapeError) -> Evidence
    ) throws(JSONShapeError) -> Evidence? {
        guard let evidence = self["evidence"] else { return nil }
        let statement = try evidence.member("statement")
        return try read(
            statement, evidence.required("key", JSONNode.approvalKey), Array(statement.sourceBytes),
            evidence.required("signature", JSONNode.base64URL))
    }
}

extension PrincipalRegistered {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            principal: try node.required("principal", JSONNode.principal),
            approvalKeys: try node.member("approval_keys").array(max: 64, each: JSONNode.approvalKey),
            evidence: try node.evidence { (statement, key, bytes, signature) throws(JSONShapeError) in
                try PrincipalStatement(json: statement).evidence(key: key, statement: bytes, signature: signature)
            })
    }
}

extension PolicySet {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            policy: try ClassPolicy(json: node),
            evidence: try node.evidence { (statement, key, bytes, signature) throws(JSONShapeError) in
                try PolicyStatement(json: statement).evidence(key: key, statement: bytes, signature: signature)
            })
    }
}
