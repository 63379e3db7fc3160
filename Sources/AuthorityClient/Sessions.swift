// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
package import MissionKernel
import MissionWire

/// What a session's processes work with.
package struct SessionHandle: Sendable, Equatable {
    package let session: SessionID
    package let epoch: Int32
    package let mission: MissionID
    package let secret: [UInt8]
    package let leaseUntil: Instant

    package var attempt: Attempt { Attempt(session: session, epoch: epoch) }

    init(_ node: JSONNode) throws(JSONShapeError) {
        session = try node.member("session").identifier()
        epoch = Int32(try node.member("epoch").integer(in: 1...Int64(Int32.max)))
        mission = try node.member("mission").identifier()
        secret = try node.optional("credential", JSONNode.base64URL) ?? []
        leaseUntil = try node.required("lease_until", JSONNode.instant)
    }
}

/// The answer to a session that asked whether it may go on.
package struct ResumeAnswer: Sendable {
    package let decision: HarnessDecision
    package let reason: String
    package let missionState: MissionState
    /// How the mission stands and why, in words; nil when it is active.
    package let explanation: String?
    package let handle: SessionHandle?
    package let checkpoint: CheckpointSummary?
    package let unknownEffects: [String]

    package struct CheckpointSummary: Sendable {
        package let number: Int64
        package let label: String
    }

    init(_ node: JSONNode) throws(JSONShapeError) {
        decision = try node.member("decision").oneOf(HarnessDecision.self)
        reason = try node.required("reason", JSONNode.string)
        missionState = try node.member("mission_state").oneOf(MissionState.self)
        explanation = try node.optional("explanation", JSONNode.string)
        var handle: SessionHandle?
        if let grant = node["grant"] { handle = try SessionHandle(grant) }
        self.handle = handle
        var checkpoint: CheckpointSummary?
        if let latest = node["checkpoint"] {
            checkpoint = CheckpointSummary(
                number: try latest.required("number", JSONNode.version),
                label: try latest.required("label", JSONNode.string))
        }
        self.checkpoint = checkpoint
        unknownEffects = try node.member("unknown_effects").array(max: 100_000, each: JSONNode.string)
    }
}

/// Whether a running session may keep running.
package struct LeaseAnswer: Sendable {
    package let decision: HarnessDecision
    package let missionState: MissionState
    /// How long the answer is good for, from when the question was sent.
    package let validMilliseconds: Int64

    init(_ node: JSONNode) throws(JSONShapeError) {
        decision = try node.member("decision").oneOf(HarnessDecision.self)
        missionState = try node.member("mission_state").oneOf(MissionState.self)
        validMilliseconds = try node.member("valid_ms").integer(in: 0...1_000_000_000)
    }
}

/// What a session has begun and nobody has accounted for yet.
package struct OpenEffect: Sendable {
    package let permit: PermitID
    package let key: String?

    static func read(_ node: JSONNode) -> () throws(JSONShapeError) -> OpenEffect {
        { () throws(JSONShapeError) in
            OpenEffect(
                permit: try node.member("permit").identifier(),
                key: try node.optional("idempotency_key", JSONNode.string))
        }
    }
}

extension AuthorityClient {
    /// Begins work under a mission.
    package func openSession(
        under mission: MissionID, stopPolicy: StopPolicy, launch: [UInt8]
    ) throws(ClientError) -> SessionHandle {
        let answer = try post("/v1/sessions") { json in
            json.member("launch", canonical: launch)
            json.member("mission", mission)
            json.member("stop_policy", stopPolicy.rawValue)
        }
        return try understood { () throws(JSONShapeError) in try SessionHandle(answer) }
    }

    /// Asks whether a session may go on.
    package func resume(
        _ session: SessionID, at point: ResumePoint, epoch: Int32? = nil
    ) throws(ClientError) -> ResumeAnswer {
        let answer = try post("/v1/sessions/\(session.text)/resume") { json in
            if let epoch { json.member("epoch", epoch) }
            json.member("resume_point", point.rawValue)
        }
        return try understood { () throws(JSONShapeError) in try ResumeAnswer(answer) }
    }

    /// Asks whether a running session may keep running.
    package func renewLease(_ attempt: Attempt) throws(ClientError) -> LeaseAnswer {
        let answer = try post("/v1/sessions/\(attempt.session.text)/lease") { json in
            json.member("epoch", attempt.epoch)
        }
        return try understood { () throws(JSONShapeError) in try LeaseAnswer(answer) }
    }

    /// Reports how a session's processes took being stopped, or with `exit` how its program ended by itself.
    package func reportStop(
        _ session: SessionID, _ outcome: ProcessStopped.Termination, exit: String? = nil
    ) throws(ClientError) {
        _ = try post("/v1/sessions/\(session.text)/stopped") { json in
            json.member("exit", exit)
            json.member("outcome", outcome.rawValue)
        }
    }

    /// What a session has begun and nobody has accounted for yet, the oldest first.
    package func openEffects(of session: SessionID) throws(ClientError) -> [OpenEffect] {
        let answer = try get("/v1/sessions/\(session.text)")
        return try understood { () throws(JSONShapeError) in
            try answer.member("effects").array(max: 100_000, each: OpenEffect.read)
        }
    }

    /// Ends a session whose work is over.
    package func close(_ attempt: Attempt, reason: String) throws(ClientError) {
        _ = try post("/v1/sessions/\(attempt.session.text)/close") { json in
            json.member("epoch", attempt.epoch)
            json.member("reason", reason)
        }
    }

    /// Ends a mission whose work is done. A session may ask it of a child that it had made for a sub-agent of its own.
    package func complete(_ mission: MissionID, reason: String) throws(ClientError) {
        _ = try post("/v1/missions/\(mission.text)/complete") { json in json.member("reason", reason) }
    }

    /// Turns what cannot be understood into an error of the conversation.
    func understood<Value>(_ read: () throws(JSONShapeError) -> Value) throws(ClientError) -> Value {
        do throws(JSONShapeError) {
            return try read()
        } catch {
            throw ClientError(.garbled, code: "garbled", "the answer cannot be understood: \(error)")
        }
    }
}
