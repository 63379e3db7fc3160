// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    mutating func members(of event: PermitGranted) {
        member("action", event.action)
        member("attempt", event.attempt)
        member("class", event.actionClass.rawValue)
        member("client", event.client.text)
        if event.cost != .nothing { member("cost", event.cost) }
        member("entry", event.terms.entry)
        member("idempotency_key", event.key)
        member("mission", event.mission)
        member("operation", event.operation)
        member("parameter_digest", event.terms.parameterDigest)
        member("permit", event.id)
        member("resource", event.resource.text)
        if let useLimit = event.terms.useLimit { member("use_limit", useLimit) }
        member("valid_until", event.terms.validUntil)
        member("version", event.version)
    }

    mutating func members(of event: PermitRefused) {
        member("action", event.action)
        member("attempt", event.attempt)
        member("class", event.actionClass.rawValue)
        member("client", event.client.text)
        member("mission", event.mission)
        member("operation", event.operation)
        member("reason", event.reason.rawValue)
        member("resource", event.resource.text)
        member("version", event.version)
    }

    mutating func members(of event: EffectConcluded) {
        if let cost = event.cost { member("cost", cost) }
        member("permit", event.id)
        member("result", event.result)
    }
}

extension JSONNode {
    fileprivate func action() throws(JSONShapeError) -> String {
        let action = try required("action", JSONNode.string)
        guard ActionName.isWellFormed(action) else { throw try member("action").error("must be an action") }
        return action
    }

    fileprivate func resource() throws(JSONShapeError) -> ResourceURI {
        try AuthorityGrammar.resource(member("resource"))
    }
}

extension PermitGranted {
    init(json node: JSONNode) throws(JSONShapeError) {
        var useLimit: Int?
        if let limit = node["use_limit"] { useLimit = Int(try limit.integer(in: 1...1_000_000)) }
        self.init(
            id: try node.member("permit").identifier(), mission: try node.member("mission").identifier(),
            attempt: try node.optional("attempt", JSONNode.attempt),
            client: try node.required("client", JSONNode.clientID), action: try node.action(),
            resource: try node.resource(), operation: try node.optional("operation", JSONNode.digest),
            terms: PermitTerms(
                entry: Int(try node.member("entry").integer(in: 0...Int64(AuthorityGrammar.entriesMax))),
                validUntil: try node.required("valid_until", JSONNode.instant), useLimit: useLimit,
                parameterDigest: try node.optional("parameter_digest", JSONNode.digest)),
            actionClass: try node.member("class").oneOf(ActionClass.self),
            version: try node.required("version", JSONNode.version),
            key: try node.optional("idempotency_key", JSONNode.exactText),
            cost: try node.optional("cost", JSONNode.cost) ?? .nothing)
    }
}

extension PermitRefused {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try node.member("mission").identifier(), attempt: try node.optional("attempt", JSONNode.attempt),
            client: try node.required("client", JSONNode.clientID), action: try node.action(),
            resource: try node.resource(), operation: try node.optional("operation", JSONNode.digest),
            actionClass: try node.member("class").oneOf(ActionClass.self),
            version: try node.required("version", JSONNode.version),
            reason: try node.member("reason").oneOf(DenialReason.self))
    }
}

extension EffectConcluded {
    init(json node: JSONNode, outcome: ConcludeEffect.Outcome) throws(JSONShapeError) {
        self.init(
            id: try node.member("permit").identifier(), outcome: outcome,
            result: try node.optional("result", JSONNode.digest), cost: try node.optional("cost", JSONNode.cost))
    }
}
