// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import Ledger
import MissionAuthority
import MissionKernel
import MissionWire

/// Missions: what they are, how they stand, and the verbs that change them.
struct MissionRoutes {
    let authority: MissionAuthority
    let ledger: LedgerDesk

    var routes: [Route] { reading + changing }

    private var reading: [Route] {
        [
            Route(
                .get, "/v1/missions", "List missions, the newest first",
                query: [
                    .before, .max(1000),
                    .init("state", "Only missions in this state", .missionState),
                ], takesTime: true, answers: [.ok(.missionList)], handle: list),
            Route(
                .get, "/v1/missions/{mission}", "Show a mission", takesTime: true, answers: [.ok(.missionDetail)],
                handle: show),
            Route(
                .get, "/v1/missions/{mission}/tree", "Show a mission with all below it", query: [.max(10_000)],
                takesTime: true, answers: [.ok(.missionTree)], handle: tree),
            Route(
                .get, "/v1/missions/{mission}/log", "What the ledger holds about a mission",
                query: [
                    .init("descendants", "`true`: with the missions below it", .boolean),
                    .init(
                        "ancestors", "`true`: with what stopped, narrowed or moved those above it; for the owner",
                        .boolean), .from, .max(10_000),
                ], takesTime: true, answers: [.ok(.entryList)], handle: log),
        ]
    }

    private var changing: [Route] {
        [
            change("revoke", "End a mission for good", .endRequest) { (_) throws(JSONShapeError) in .revoke },
            change("complete", "End a mission whose work is done", .endRequest) { (_) throws(JSONShapeError) in
                .complete
            },
            change(
                "suspend", "Stop a mission until it is resumed", .suspendRequest, ["on_expiry", "suspend_until"],
                Self.suspension),
            change(
                "resume", "Let a suspended mission go on; the owner shows an approver's signature",
                .resumeMissionRequest, ["signed"]
            ) { (node) throws(JSONShapeError) in .resume(try node.optional("signed", JSONNode.signedBytes)) },
            Route(
                .post, "/v1/missions/{mission}/narrow", "Take capabilities away for good",
                request: [.json(.narrowRequest)],
                answers: [.ok(.missionReport)], handle: narrow),
            Route(
                .post, "/v1/missions/{mission}/tighten", "Add conditions", request: [.json(.tightenRequest)],
                answers: [.ok(.missionReport)], handle: tighten),
            Route(
                .post, "/v1/missions/{mission}/extend", access: .owner,
                "Move the end later, by an approver's signature",
                request: [.json(.extendRequest)], answers: [.ok(.missionReport)], handle: extend),
            Route(
                .post, "/v1/missions/{mission}/owner", access: .owner, "Make someone else answer for a mission",
                request: [.json(.ownerRequest)], answers: [.ok(.missionReport)], handle: changeOwner),
        ]
    }
}

/// Reading.
extension MissionRoutes {
    private func list(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let max = Int(try request.number("max", in: 1...1000, default: 100))
        let state = try request.query["state"].map { (name) throws(APIError) in
            guard let state = MissionState(rawValue: name) else {
                throw .malformed("`state` is not a state of missions")
            }
            return state
        }
        let page = authority.missions(
            before: try request.pageStart(), max: max, state: state, caller: request.caller)
        let records = try page.missions.map { (report) throws(APIError) in try authority.record(at: report.recordedAt) }
        reply.object { json in
            json.member("missions", each: zip(page.missions, records)) { json, mission in
                json.object { json in json.members(of: mission.0, mission.1) }
            }
            if let next = page.next { json.member("next", next) }
        }
    }

    private func show(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let detail = try detail(of: request.identifier(), request.caller)
        let record = try authority.record(at: detail.report.recordedAt)
        reply.object { json in json.members(of: detail, record, issuer: authority.configuration.issuer) }
    }

    private func detail(of id: MissionID, _ caller: Caller) throws(APIError) -> MissionDetail {
        do throws(Refusal) { return try authority.detail(of: id, caller: caller) } catch { throw .refused(error) }
    }

    private func tree(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let max = Int(try request.number("max", in: 1...10_000, default: 1000))
        let tree: MissionTree
        do throws(Refusal) {
            tree = try authority.tree(of: request.identifier(), max: max, caller: request.caller)
        } catch {
            throw .refused(error)
        }
        let records = try tree.missions.map { (report) throws(APIError) in try authority.record(at: report.recordedAt) }
        reply.object { json in
            json.member("complete", tree.isComplete)
            json.member("missions", each: zip(tree.missions, records)) { json, mission in
                json.object { json in json.members(of: mission.0, mission.1) }
            }
        }
    }

    private func log(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let id: MissionID = request.identifier()
        _ = try detail(of: id, request.caller)
        let scope = try scope(request)
        let from = try request.number("from", in: 0...Int64.max, default: 0)
        let max = Int(try request.number("max", in: 1...10_000, default: 1000))
        let entries: [StoredEntry]
        do throws(LedgerDeskError) {
            entries = try ledger.history(of: id, with: scope, from: from, max: max)
        } catch {
            throw .storage
        }
        reply.object { json in
            json.member("entries", each: entries) { json, entry in json.value(entry) }
        }
    }

    private func scope(_ request: APIRequest) throws(APIError) -> NamedEntries.Scope {
        var scope: NamedEntries.Scope = []
        if try request.flag("descendants") { scope.insert(.descendants) }
        guard try request.flag("ancestors") else { return scope }
        guard request.caller == .owner else {
            throw .refused(Refusal(.notPermitted, "only the owner of this authority may look above a mission"))
        }
        return scope.union(.ancestors)
    }
}

/// Changing.
extension MissionRoutes {
    private func change(
        _ verb: String, _ summary: String, _ schema: Schema, _ members: [StaticString] = [],
        _ operation: @escaping @Sendable (JSONNode) throws(JSONShapeError) -> LifecycleRequest.Operation
    ) -> Route {
        Route(
            .post, "/v1/missions/{mission}/\(verb)", summary, request: [.json(schema)], answers: [.ok(.missionReport)]
        ) { [authority] (request, reply) throws(APIError) in
            let id: MissionID = request.identifier()
            let change = try request.json { (node) throws(JSONShapeError) in
                let object = try node.object(only: members + ["expected_version", "reason"])
                var change = LifecycleRequest(caller: request.caller, mission: id, operation: try operation(object))
                change.reason = try object.optional("reason", JSONNode.reason) ?? ""
                change.expectedVersion = try object.optional("expected_version", JSONNode.version)
                return change
            }
            authority.change(change, completion: reply.report)
        }
    }

    private static func suspension(_ node: JSONNode) throws(JSONShapeError) -> LifecycleRequest.Operation {
        .suspend(
            until: try node.optional("suspend_until", JSONNode.instant),
            onExpiry: try node["on_expiry"].map { (node) throws(JSONShapeError) in try node.oneOf(OnExpiry.self) })
    }

    private func narrow(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let id: MissionID = request.identifier()
        let (event, removals, reason) = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["event_id", "reason", "removed"])
            return (
                try object.required("event_id", JSONNode.idempotencyKey),
                try object.required("removed", JSONNode.removals),
                try object.optional("reason", JSONNode.reason) ?? ""
            )
        }
        authority.narrow(
            id, event: event, removals: removals, reason: reason, caller: request.caller, completion: reply.report)
    }

    private func tighten(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let id: MissionID = request.identifier()
        let (conditions, reason) = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["conditions", "reason"])
            return (
                try object.member("conditions").array(max: 64, each: JSONNode.condition),
                try object.optional("reason", JSONNode.reason) ?? ""
            )
        }
        authority.tighten(
            id, conditions: conditions, reason: reason, caller: request.caller, completion: reply.report)
    }

    private func extend(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let signed = try request.json { (node) throws(JSONShapeError) in
            try node.object(only: ["signed"]).member("signed").signedBytes(
                about: "mission", request.parameter())
        }
        authority.extend(signed, caller: request.caller, completion: reply.report)
    }

    private func changeOwner(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let id: MissionID = request.identifier()
        let owner = try request.json { (node) throws(JSONShapeError) in
            try node.object(only: ["owner"]).required("owner", JSONNode.principal)
        }
        authority.changeOwner(of: id, to: owner, caller: request.caller, completion: reply.report)
    }
}

extension Reply {
    /// Answers with how the mission stands now.
    var report: Completion<MissionReport> {
        completion { reply, report in reply.object { json in json.members(of: report) } }
    }
}
