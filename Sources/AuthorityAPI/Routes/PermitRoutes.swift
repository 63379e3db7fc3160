// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// Permits and the effects under them.
struct PermitRoutes {
    let authority: MissionAuthority

    var routes: [Route] {
        [
            Route(
                .post, "/v1/permits", "Ask for a durable permit; with `begin`, the action begins at once",
                request: "PermitRequest", response: "PermitAnswer", handle: request),
            Route(
                .post, "/v1/permits/{permit}/begin", "Begin the action that a permit is for", request: "BeginRequest",
                handle: begin),
            Route(
                .post, "/v1/permits/{permit}/conclude", "Report what became of an action", request: "ConcludeRequest",
                handle: conclude),
        ]
    }

    private func request(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let asked = try request.json { (node) throws(JSONShapeError) in try PermitBody(node) }
        authority.requestPermit(
            asked.action, key: asked.key, attempt: asked.attempt, begins: asked.begins, caller: request.caller,
            completion: reply.completion { reply, receipt in
                reply.object { json in
                    if let claim = receipt.claim { json.member("claim") { json in json.members(of: claim) } }
                    json.member("class", receipt.decision.actionClass.rawValue)
                    json.name("evaluation")
                    EvaluationResponse(receipt.decision, id: receipt.id).write(&json)
                    json.member("permit", receipt.id)
                    json.member("version", receipt.decision.version)
                }
            })
    }

    private func begin(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let permit: PermitID = try request.identifier()
        let command = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["attempt", "parameter_digest"])
            return BeginEffect(
                caller: request.caller, permit: permit,
                parameterDigest: try object.optional("parameter_digest", JSONNode.digest),
                attempt: try object.optional("attempt", JSONNode.attempt))
        }
        authority.begin(command, completion: reply.whenDone)
    }

    private func conclude(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let permit: PermitID = try request.identifier()
        let report = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["attempt", "cost", "outcome", "receipt"])
            return EffectReport(
                permit: permit, outcome: try object.member("outcome").oneOf(ConcludeEffect.Outcome.self),
                receipt: try object.optional("receipt", JSONNode.receipt),
                cost: try object.optional("cost", JSONNode.cost),
                attempt: try object.optional("attempt", JSONNode.attempt))
        }
        authority.conclude(report, caller: request.caller, completion: reply.whenDone)
    }
}

extension JSONNode {
    /// What came back from an action, as the enforcement point tells it: an object of at most 16 KiB.
    fileprivate func receipt() throws(JSONShapeError) -> [UInt8] {
        let bytes = try object().canonicalBytes
        guard bytes.count <= 16 * 1024 else { throw error("is larger than 16 KiB; record a digest of it instead") }
        return bytes
    }
}

/// The body of a request for a permit.
private struct PermitBody {
    let action: ActionRequest
    let key: ExactText?
    let attempt: Attempt?
    let begins: Bool

    init(_ node: JSONNode) throws(JSONShapeError) {
        let object = try node.object(only: [
            "action", "action_class", "attempt", "begin", "client", "cost", "idempotency_key", "mission",
            "parameter_attributes", "parameter_digest", "parameters", "resource",
        ])
        var request = ActionRequest(
            mission: try object.member("mission").identifier(),
            client: try object.required("client", JSONNode.clientID),
            action: try object.required("action", JSONNode.actionName),
            resource: try AuthorityGrammar.resource(object.member("resource")))
        request.parameterDigest = try object.optional("parameter_digest", JSONNode.digest)
        if let parameters = object["parameters"] {
            let digest = CanonicalDigest.of(try parameters.object())
            request.isDigestContradicted = request.parameterDigest.map { $0 != digest } ?? false
            request.parameterDigest = digest
            request.parameters = try ActionParameters(parameters)
        }
        if let attributes = object["parameter_attributes"] { request.parameters = try ActionParameters(attributes) }
        if let floor = object["action_class"] { request.classFloor = try floor.oneOf(ActionClass.self) }
        request.cost = try object.optional("cost", JSONNode.cost) ?? Cost(money: request.parameters.amount)
        request.operation = request.operationDigest
        action = request
        key = try object.optional("idempotency_key", JSONNode.idempotencyKey)
        attempt = try object.optional("attempt", JSONNode.attempt)
        begins = try object.optional("begin", JSONNode.boolean) ?? false
    }
}

extension CanonicalWriter {
    fileprivate mutating func members(of claim: Claim) {
        member("permit", claim.permit)
        member("result", claim.result)
        member("state", claim.state.rawValue)
    }
}
