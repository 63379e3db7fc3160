// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// Sessions: beginning, resuming, checkpoints, the lease, the end.
struct SessionRoutes {
    let authority: MissionAuthority
    let supervisors: SupervisorBook

    /// Bytes of one checkpoint's data.
    static let dataBytesMax = 512 * 1024

    var routes: [Route] {
        [
            Route(
                .post, "/v1/sessions", "Begin work under a mission", request: [.json(.openSessionRequest)],
                answers: [.created(.sessionGrant)], handle: open),
            Route(
                .get, "/v1/sessions", "List sessions, the newest first", query: [.before, .max(10_000)],
                takesTime: true, answers: [.ok(.sessionList)], handle: list),
            Route(
                .get, "/v1/sessions/{session}", "Show a session", takesTime: true, answers: [.ok(.sessionReport)],
                handle: show),
            Route(
                .post, "/v1/sessions/{session}/resume", "Ask whether a session may go on",
                request: [.json(.resumeSessionRequest)],
                answers: [.ok(.resumeAnswer)], handle: resume),
            Route(
                .post, "/v1/sessions/{session}/lease", "Ask whether a running session may keep running",
                request: [.json(.epochRequest)], answers: [.ok(.lease)], handle: lease),
            Route(
                .post, "/v1/sessions/{session}/checkpoint", "Record a place to continue from",
                request: [.json(.checkpointRequest)], answers: [.ok(.checkpointReceipt)], handle: checkpoint),
            Route(
                .get, "/v1/sessions/{session}/checkpoint", "The latest place to continue from", takesTime: true,
                answers: [.ok(.sessionCheckpoint)], handle: latestCheckpoint),
            Route(
                .post, "/v1/sessions/{session}/close", "End a session whose work is over",
                request: [.json(.closeRequest)],
                handle: close),
            Route(
                .post, "/v1/sessions/{session}/rebind", "Move a session to the mission that took over",
                request: [.json(.emptyRequest)], handle: rebind),
            Route(
                .post, "/v1/sessions/{session}/stopped", "Report how a session's processes took being stopped",
                request: [.json(.stoppedRequest)], handle: stopped),
        ]
    }

    private func open(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let (mission, parent, policy, launch) = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["launch", "mission", "parent", "stop_policy"])
            let mission: MissionID = try object.member("mission").identifier()
            let parent: SessionID? = try object["parent"].map { (node) throws(JSONShapeError) in try node.identifier() }
            let policy = try object["stop_policy"].map { (node) throws(JSONShapeError) in
                try node.oneOf(StopPolicy.self)
            }
            return (mission, parent, policy ?? .suppress, try object.optional("launch", JSONNode.launch) ?? [])
        }
        authority.openSession(
            mission: mission, parent: parent ?? request.callingSession, stopPolicy: policy, launch: launch,
            caller: request.caller,
            completion: reply.completion { [supervisors, peer = request.peer] reply, grant in
                if let peer { supervisors.note(SessionSupervisor(peer), of: grant.attempt.session) }
                reply.object(.created) { json in json.members(of: grant) }
            })
    }

    private func resume(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let (point, epoch) = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["epoch", "resume_point"])
            return (
                try object.member("resume_point").oneOf(ResumePoint.self), try object.optional("epoch", JSONNode.epoch)
            )
        }
        let session: SessionID = request.identifier()
        // Whoever has a session go on supervises it from then on; a session that asks for itself has a supervisor.
        let successor = request.callingSession == session ? nil : request.peer.map { SessionSupervisor($0) }
        authority.resume(
            session, at: point, epoch: epoch, caller: request.caller,
            completion: reply.completion { [supervisors] reply, receipt in
                if let grant = receipt.grant, let successor {
                    supervisors.note(successor, of: grant.attempt.session)
                }
                reply.object { json in
                    if let checkpoint = receipt.checkpoint {
                        json.member("checkpoint") { json in json.members(of: checkpoint) }
                    }
                    json.member("decision", receipt.decision.rawValue)
                    if case .missionNotActive = receipt.reason {
                        json.member("explanation", Explanation.text(of: .state(MissionStop(receipt.standing))))
                    }
                    if let grant = receipt.grant { json.member("grant") { json in json.members(of: grant) } }
                    json.member("mission_state", receipt.standing.state.rawValue)
                    json.member("reason", receipt.reason.text)
                    json.member("unknown_effects", receipt.unknownEffects.map(\.text))
                    json.member("version", receipt.standing.version)
                }
            })
    }

    private func lease(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let session: SessionID = request.identifier()
        let epoch = try request.json { (node) throws(JSONShapeError) in
            try node.object(only: ["epoch"]).required("epoch", JSONNode.epoch)
        }
        let renewal: LeaseRenewal
        do throws(Refusal) {
            renewal = try authority.renewLease(Attempt(session: session, epoch: epoch), caller: request.caller)
        } catch {
            throw .refused(error)
        }
        // Where it is not known who supervises the session, for the authority has started anew, it is who renews.
        if renewal.decision == .continue, request.caller == .owner || request.callingSession == session,
            let peer = request.peer
        {
            supervisors.noteIfUnknown(SessionSupervisor(peer), of: session)
        }
        reply.object { json in
            json.member("decision", renewal.decision.rawValue)
            json.member("mission_state", renewal.standing.state.rawValue)
            json.member("until", renewal.until)
            json.member("valid_ms", renewal.validMilliseconds)
            json.member("version", renewal.standing.version)
        }
    }

    private func checkpoint(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let session: SessionID = request.identifier()
        let limits = JSONLimits(bytesMax: 1 << 20, depthMax: 8)
        let (epoch, label, data) = try request.json(limits) { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["data", "epoch", "label"])
            return (
                try object.required("epoch", JSONNode.epoch), try object.required("label", JSONNode.label),
                try object.optional("data", JSONNode.base64URL)
            )
        }
        guard (data?.count ?? 0) <= Self.dataBytesMax else {
            throw .malformed("`data` has more than \(Self.dataBytesMax) bytes; keep it in a file and record its digest")
        }
        authority.checkpoint(
            Attempt(session: session, epoch: epoch), label: label, data: data, caller: request.caller,
            completion: reply.completion { reply, number in reply.object { json in json.member("number", number) } })
    }

    private func close(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let session: SessionID = request.identifier()
        let command = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["epoch", "reason"])
            return CloseSession(
                caller: request.caller,
                attempt: Attempt(session: session, epoch: try object.required("epoch", JSONNode.epoch)),
                reason: try object.optional("reason", JSONNode.reason) ?? "finished")
        }
        authority.close(command, completion: reply.whenDone)
    }

    private func rebind(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        try request.mustBeEmpty()
        authority.rebind(
            RebindSession(caller: request.caller, session: request.identifier()), completion: reply.whenDone)
    }

    private func stopped(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let session: SessionID = request.identifier()
        let (outcome, exit) = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["exit", "outcome"])
            return (
                try object.member("outcome").oneOf(ProcessStopped.Termination.self),
                try object.optional("exit", JSONNode.reason).map { ExactText($0) }
            )
        }
        authority.reportStop(
            ReportStop(caller: request.caller, session: session, outcome: outcome, exit: exit),
            completion: reply.whenDone)
    }
}

/// Reading.
extension SessionRoutes {
    private func list(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let max = Int(try request.number("max", in: 1...10_000, default: 1000))
        let page = authority.sessions(before: try request.pageStart(), max: max, caller: request.caller)
        reply.object { json in
            if let next = page.next { json.member("next", next) }
            json.member("sessions", each: page.sessions) { json, session in
                json.object { json in json.members(of: session) }
            }
        }
    }

    private func show(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let report = try report(on: request)
        let launch = authority.launch(of: report)
        reply.object { json in json.members(of: report, launch: launch) }
    }

    private func latestCheckpoint(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let report = try report(on: request)
        guard let checkpoint = report.session.checkpoint else {
            throw .refused(Refusal(.notFound, "the session has no checkpoint yet"))
        }
        var data: [UInt8]?
        if let digest = checkpoint.data {
            guard let kept = authority.blob(digest) else { throw .storage }
            data = kept
        }
        reply.object { json in json.members(of: checkpoint, data: data) }
    }

    private func report(on request: APIRequest) throws(APIError) -> SessionReport {
        do throws(Refusal) {
            return try authority.session(request.identifier(), caller: request.caller)
        } catch {
            throw .refused(error)
        }
    }
}

extension APIRequest {
    /// The session that calls, when one does.
    var callingSession: SessionID? {
        if case .session(let session) = caller { session } else { nil }
    }
}
