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
}

extension EntryReader {
    mutating func clientRegistered(_ node: JSONNode) throws(JSONShapeError) -> ClientRegistered {
        var ceiling: RecordedAuthority?
        if let recorded = node["ceiling"] { ceiling = try authority(recorded, digest: node.member("ceiling_hash")) }
        return ClientRegistered(
            id: try node.required("client", JSONNode.clientID), grants: try node.required("grants", JSONNode.grants),
            keySet: try node.optional("jwks", JSONNode.base64URL) ?? [], ceiling: ceiling,
            evidence: try node.evidence(ClientStatement.self))
    }
}

extension PrincipalRegistered {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            principal: try node.required("principal", JSONNode.principal),
            approvalKeys: try node.member("approval_keys").array(max: 64, each: JSONNode.approvalKey),
            evidence: try node.evidence(PrincipalStatement.self))
    }
}

extension PolicySet {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            policy: try ClassPolicy(json: node),
            evidence: try node.evidence(PolicyStatement.self))
    }
}
