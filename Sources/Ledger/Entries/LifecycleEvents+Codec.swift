// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    mutating func members(of event: MissionSuspended) {
        member("caller", event.caller)
        member("mission", event.mission)
        reason(event.suspension.reason)
        suspension(event.suspension)
    }

    mutating func members(of event: SuspensionChanged) {
        member("caller", event.caller)
        member("mission", event.mission)
        reason(event.suspension.reason)
        suspension(event.suspension)
    }

    mutating func members(of event: MissionResumed) {
        member("caller", event.caller)
        member("cause", event.cause)
        evidence(event.evidence)
        member("mission", event.mission)
        reason(event.reason)
        member("since", event.at)
    }

    mutating func members(of event: MissionEnded) {
        member("caller", event.caller)
        member("cause", event.ending.cause)
        member("mission", event.mission)
        reason(event.ending.reason)
        member("since", event.ending.at)
        member("successor", event.ending.successor)
    }

    mutating func members(of event: MissionContained) {
        member("event_id", event.event)
        member("mission", event.mission)
        reason(event.reason)
        member("removed", event.removals)
        member("since", event.at)
    }

    mutating func members(of event: MissionExtended) {
        evidence(event.evidence)
        member("expires_at", event.expiresAt)
        member("mission", event.mission)
    }

    mutating func members(of event: MissionTightened) {
        member("conditions", each: event.conditions) { json, condition in json.value(condition) }
        member("mission", event.mission)
        reason(event.reason)
    }

    mutating func members(of event: OwnerChanged) {
        member("mission", event.mission)
        member("owner", event.owner)
    }

    mutating func members(of event: LifecycleAnswered) {
        member("client", event.key.client.text)
        member("mission", event.key.mission)
        member("nonce", event.key.nonce)
        switch event.answer {
        case .refused(let refusal):
            member("refusal") { json in
                json.member("code", refusal.code.rawValue)
                json.member("detail", refusal.detail)
            }
            member("request", event.key.request)
        case .signed(let response):
            member("request", event.key.request)
            member("response", base64URL: response)
        }
    }

    private mutating func reason(_ reason: String) {
        if !reason.isEmpty { member("reason", reason) }
    }

    private mutating func suspension(_ suspension: Suspension) {
        member("suspension") { json in
            json.member("cause", suspension.cause)
            json.member("on_expiry", suspension.onExpiry?.rawValue)
            json.member("since", suspension.since)
            json.member("until", suspension.until)
        }
    }
}

extension JSONNode {
    fileprivate func reason() throws(JSONShapeError) -> String { try optional("reason", JSONNode.string) ?? "" }

    fileprivate func suspension() throws(JSONShapeError) -> Suspension {
        let node = try member("suspension")
        let until = try node.optional("until", JSONNode.instant)
        var onExpiry: OnExpiry?
        if let name = node["on_expiry"] { onExpiry = try name.string() == "resume" ? .resume : .revoke }
        guard (until == nil) == (onExpiry == nil) else { throw node.error("has a deadline without its consequence") }
        return Suspension(
            since: try node.required("since", JSONNode.instant), cause: try node.required("cause", JSONNode.cause),
            until: until, onExpiry: onExpiry, reason: try reason())
    }
}

extension MissionSuspended {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try node.member("mission").identifier(), suspension: try node.suspension(),
            caller: try node.optional("caller", JSONNode.caller))
    }
}

extension SuspensionChanged {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try node.member("mission").identifier(), suspension: try node.suspension(),
            caller: try node.optional("caller", JSONNode.caller))
    }
}

extension MissionResumed {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try node.member("mission").identifier(), at: try node.required("since", JSONNode.instant),
            cause: try node.required("cause", JSONNode.cause), caller: try node.optional("caller", JSONNode.caller),
            reason: try node.reason(), evidence: try node.evidence(ResumeStatement.self))
    }
}

extension MissionEnded {
    init(json node: JSONNode, state: MissionState) throws(JSONShapeError) {
        var successor: MissionID?
        if let id = node["successor"] { successor = try id.identifier() }
        self.init(
            mission: try node.member("mission").identifier(),
            ending: Ending(
                state, at: try node.required("since", JSONNode.instant),
                cause: try node.required("cause", JSONNode.cause), successor: successor, reason: try node.reason()),
            caller: try node.optional("caller", JSONNode.caller))
    }
}

extension MissionContained {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try node.member("mission").identifier(), event: try node.required("event_id", JSONNode.exactText),
            removals: try node.required("removed", JSONNode.removals),
            at: try node.required("since", JSONNode.instant), reason: try node.reason())
    }
}

extension MissionExtended {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(try node.member("evidence").signedEvidence(ExtensionStatement.self))
        guard try node.member("mission").identifier() == mission,
            try node.required("expires_at", JSONNode.instant) == expiresAt
        else { throw node.error("says something else than what was signed") }
    }
}

extension MissionTightened {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try node.member("mission").identifier(),
            conditions: try node.member("conditions").array(max: 64, each: JSONNode.condition),
            reason: try node.reason())
    }
}

extension OwnerChanged {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            mission: try node.member("mission").identifier(), owner: try node.required("owner", JSONNode.principal))
    }
}

extension LifecycleAnswered {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            key: ReplayKey(
                client: try node.required("client", JSONNode.clientID),
                mission: try node.member("mission").identifier(),
                nonce: try node.required("nonce", JSONNode.exactText),
                request: try node.required("request", JSONNode.digest)),
            answer: try LifecycleAnswer(json: node))
    }
}

extension LifecycleAnswer {
    fileprivate init(json node: JSONNode) throws(JSONShapeError) {
        guard let refusal = node["refusal"] else {
            self = .signed(try node.required("response", JSONNode.base64URL))
            return
        }
        self = .refused(
            Refusal(
                try refusal.member("code").oneOf(Refusal.Code.self), try refusal.required("detail", JSONNode.string)))
    }
}
