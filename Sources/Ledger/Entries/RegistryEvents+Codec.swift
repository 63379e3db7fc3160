// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel
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

    private mutating func evidence(_ evidence: RegistrationEvidence<some Hashable & Sendable>?) {
        guard let evidence else { return }
        member("evidence") { json in
            json.member("key", base64URL: evidence.key.publicKey)
            json.member("signature", base64URL: evidence.signature)
            json.member("statement", canonical: evidence.statement)
        }
    }

    /// The members of a policy table, as ``ClassPolicy/init(json:)`` reads them.
    package mutating func members(of policy: ClassPolicy) {
        member("meanings", each: ActionClass.allCases) { json, actionClass in
            json.object { json in json.members(of: policy.meaning(of: actionClass)) }
        }
        member("rules", each: policy.rules) { json, rule in
            json.object { json in
                json.member("action", rule.action.text)
                json.member("class", rule.actionClass.rawValue)
            }
        }
        member("version", policy.version)
    }

    private mutating func members(of meaning: ClassMeaning) {
        member("durable", meaning.isDurable)
        member("in_flight", meaning.inFlight.rawValue)
        member("needs_person", meaning.needsPerson)
        member("permit_ms", meaning.permitMilliseconds)
        member("staleness_ms", meaning.stalenessMilliseconds)
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

extension ClassPolicy {
    /// Reads a policy table: a meaning for each class in the order of their ranks, the rules, and the version's name.
    package init(json node: JSONNode) throws(JSONShapeError) {
        let meanings = try node.member("meanings").array(max: 6, ClassMeaning.init(json:))
        guard meanings.count == ActionClass.allCases.count else {
            throw node.error("must have a meaning for each class")
        }
        self.init(
            version: try node.required("version", JSONNode.exactText),
            rules: try node.member("rules").array(max: 4096) { (node) throws(JSONShapeError) in
                ClassRule(
                    try AuthorityGrammar.action(node.member("action")), try node.member("class").oneOf(ActionClass.self)
                )
            }, meanings: meanings)
    }
}

extension ClassMeaning {
    fileprivate init(json node: JSONNode) throws(JSONShapeError) {
        let milliseconds: ClosedRange<Int64> = 0...1_000_000_000_000
        self.init(
            stalenessMilliseconds: try node.member("staleness_ms").integer(in: milliseconds),
            permitMilliseconds: try node.member("permit_ms").integer(in: milliseconds),
            isDurable: try node.required("durable", JSONNode.boolean),
            needsPerson: try node.required("needs_person", JSONNode.boolean),
            inFlight: try node.member("in_flight").oneOf(InFlight.self))
    }
}
