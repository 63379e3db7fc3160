// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

extension CanonicalWriter {
    mutating func members(of event: SessionOpened) {
        credential(event.credential)
        if !event.launch.isEmpty { member("launch", base64URL: event.launch) }
        member("mission", event.mission)
        member("parent", event.parent)
        member("session", event.id)
        member("stop_policy", event.stopPolicy.rawValue)
        member("version", event.version)
    }

    mutating func members(of event: SessionResumed) {
        credential(event.credential)
        member("epoch", event.epoch)
        member("mission", event.mission)
        member("resume_point", event.point.rawValue)
        member("session", event.id)
        member("version", event.version)
    }

    mutating func members(of event: SessionStopped) {
        member("decision", event.decision.rawValue)
        member("mission", event.mission)
        member("mission_state", event.missionState.rawValue)
        member("reason", event.reason)
        member("resume_point", event.point?.rawValue)
        member("session", event.id)
        member("version", event.version)
    }

    mutating func members(of event: SessionRebound) {
        member("mission", event.mission)
        member("session", event.id)
        member("version", event.version)
    }

    mutating func members(of event: SessionCheckpointed) {
        member("data", event.data)
        member("epoch", event.epoch)
        member("label", event.label)
        member("number", event.number)
        member("session", event.id)
    }

    mutating func members(of event: ProcessStopped) {
        member("exit", event.exit)
        member("outcome", event.outcome.rawValue)
        member("session", event.session)
    }

    mutating func members(of event: ItemQueued) {
        member("action", event.action)
        member("class", event.actionClass.rawValue)
        member("expires_at", event.expiresAt)
        member("idempotency_key", event.key)
        member("item", event.id)
        member("not_before", event.notBefore)
        member("resource", event.resource.text)
        member("retry_of", event.retryOf)
        member("session", event.session)
    }

    mutating func members(of event: ItemDispatched) {
        member("item", event.id)
        member("session", event.session)
    }

    mutating func members(of event: ItemConcluded) {
        member("item", event.id)
        member("reason", event.reason?.rawValue)
        member("session", event.session)
        member("state", event.state.rawValue)
    }

    private mutating func credential(_ credential: SessionCredential?) {
        guard let credential else { return }
        member("credential") { json in
            json.member("digest", credential.digest)
            json.member("expires_at", credential.expiresAt)
        }
    }
}

extension JSONNode {
    fileprivate func credential() throws(JSONShapeError) -> SessionCredential {
        SessionCredential(
            digest: try required("digest", JSONNode.digest), expiresAt: try required("expires_at", JSONNode.instant))
    }

    fileprivate func epoch() throws(JSONShapeError) -> Int32 {
        Int32(try member("epoch").integer(in: 1...Int64(Int32.max)))
    }

    fileprivate func optionalItem(_ name: StaticString) throws(JSONShapeError) -> QueueItemID? {
        guard let node = self[name] else { return nil }
        return try node.identifier()
    }
}

extension SessionOpened {
    init(json node: JSONNode) throws(JSONShapeError) {
        var parent: SessionID?
        if let session = node["parent"] { parent = try session.identifier() }
        self.init(
            id: try node.member("session").identifier(), mission: try node.member("mission").identifier(),
            parent: parent, stopPolicy: try node.member("stop_policy").oneOf(StopPolicy.self),
            credential: try node.required("credential", JSONNode.credential),
            version: try node.required("version", JSONNode.version),
            launch: try node.optional("launch", JSONNode.base64URL) ?? [])
    }
}

extension SessionResumed {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            id: try node.member("session").identifier(), mission: try node.member("mission").identifier(),
            point: try node.member("resume_point").oneOf(ResumePoint.self), epoch: try node.epoch(),
            version: try node.required("version", JSONNode.version),
            credential: try node.optional("credential", JSONNode.credential))
    }
}

extension SessionStopped {
    init(json node: JSONNode) throws(JSONShapeError) {
        var point: ResumePoint?
        if let name = node["resume_point"] { point = try name.oneOf(ResumePoint.self) }
        self.init(
            id: try node.member("session").identifier(), mission: try node.member("mission").identifier(), point: point,
            decision: try node.member("decision").oneOf(HarnessDecision.self),
            missionState: try node.member("mission_state").oneOf(MissionState.self),
            version: try node.required("version", JSONNode.version),
            reason: try node.required("reason", JSONNode.string))
    }
}

extension SessionRebound {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            id: try node.member("session").identifier(), mission: try node.member("mission").identifier(),
            version: try node.required("version", JSONNode.version))
    }
}

extension SessionCheckpointed {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            id: try node.member("session").identifier(), epoch: try node.epoch(),
            number: Int32(try node.member("number").integer(in: 1...Int64(Int32.max))),
            label: try node.required("label", JSONNode.string), data: try node.optional("data", JSONNode.digest))
    }
}

extension ProcessStopped {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            session: try node.member("session").identifier(),
            outcome: try node.member("outcome").oneOf(Termination.self),
            exit: try node.optional("exit", JSONNode.exactText))
    }
}

extension ItemQueued {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(
            id: try node.member("item").identifier(), session: try node.member("session").identifier(),
            action: try node.required("action", JSONNode.string),
            resource: try AuthorityGrammar.resource(node.member("resource")),
            actionClass: try node.member("class").oneOf(ActionClass.self),
            key: try node.optional("idempotency_key", JSONNode.exactText),
            notBefore: try node.optional("not_before", JSONNode.instant),
            expiresAt: try node.optional("expires_at", JSONNode.instant), retryOf: try node.optionalItem("retry_of"))
    }
}

extension ItemDispatched {
    init(json node: JSONNode) throws(JSONShapeError) {
        self.init(id: try node.member("item").identifier(), session: try node.member("session").identifier())
    }
}

extension ItemConcluded {
    init(json node: JSONNode) throws(JSONShapeError) {
        var reason: DenialReason?
        if let name = node["reason"] { reason = try name.oneOf(DenialReason.self) }
        self.init(
            id: try node.member("item").identifier(), session: try node.member("session").identifier(),
            state: try node.member("state").oneOf(QueueItem.State.self), reason: reason)
    }
}
