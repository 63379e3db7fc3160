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
                takesMissionReference: true, request: [.json(.permitRequest)], answers: [.ok(.permitAnswer)],
                handle: request),
            Route(
                .post, "/v1/permits/in-use", "Which permits an action that is seen now is done under",
                request: [.json(.permitsInUseRequest)], answers: [.ok(.permitsInUse)], handle: inUse),
            Route(
                .get, "/v1/permits/{permit}", "What a permit was given for, and whether it holds now",
                takesTime: true, answers: [.ok(.permitReport)], handle: show),
            Route(
                .post, "/v1/permits/{permit}/begin", "Begin the action that a permit is for",
                request: [.json(.beginRequest)],
                handle: begin),
            Route(
                .post, "/v1/permits/{permit}/conclude", "Report what became of an action",
                request: [.json(.concludeRequest)],
                handle: conclude),
        ]
    }

    private func request(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let asked = try request.json(.committed) { (node) throws(JSONShapeError) in try PermitBody(node) }
        authority.requestPermit(
            request.checked(asked.action, issuer: authority.configuration.issuer), parameters: asked.parameters,
            key: asked.key, attempt: asked.attempt, begins: asked.begins, caller: request.caller,
            completion: reply.completion { reply, receipt in
                reply.object { json in
                    if let claim = receipt.claim { json.member("claim") { json in json.members(of: claim) } }
                    json.member("class", receipt.decision.actionClass.rawValue)
                    json.name("evaluation")
                    EvaluationResponse(receipt).write(&json)
                    json.member("permit", receipt.id)
                    json.member("version", receipt.decision.version)
                }
            })
    }

    private func show(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let report: PermitReport
        do throws(PermitFailure) {
            report = try authority.permit(request.identifier(), caller: request.caller)
        } catch {
            throw error == .storage ? .storage : .refused(.unknownPermit)
        }
        reply.object { json in json.members(of: report) }
    }

    private func inUse(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let (action, resource, digest) = try request.json(.committed) { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["action", "parameters", "resource"])
            return (
                try object.required("action", JSONNode.actionName),
                try AuthorityGrammar.resource(object.member("resource")),
                CanonicalDigest.of(try object.member("parameters").object())
            )
        }
        let permits = authority.permitsInUse(
            action: action, resource: resource, parameterDigest: digest, caller: request.caller)
        reply.object { json in
            json.member("permits", each: permits) { json, permit in json.object { json in json.members(of: permit) } }
        }
    }

    private func begin(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let permit: PermitID = request.identifier()
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
        let permit: PermitID = request.identifier()
        let report = try request.json(.committed) { (node) throws(JSONShapeError) in
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

/// The body of a request for a permit.
private struct PermitBody {
    let action: ActionRequest
    let parameters: [UInt8]?
    let key: ExactText?
    let attempt: Attempt?
    let begins: Bool

    init(_ node: JSONNode) throws(JSONShapeError) {
        let object = try node.object(
            only: ActionTerms.members + [
                "action", "attempt", "begin", "client", "idempotency_key", "mission", "resource",
            ])
        var request = ActionRequest(
            mission: try object.member("mission").identifier(),
            client: try object.required("client", JSONNode.clientID),
            action: try object.required("action", JSONNode.actionName),
            resource: try AuthorityGrammar.resource(object.member("resource")))
        var terms = try ActionTerms(object)
        terms.digest = terms.digest ?? terms.ownDigest
        terms.apply(to: &request)
        key = try object.optional("idempotency_key", JSONNode.idempotencyKey)
        action = request.named(under: key)
        parameters = terms.ownParameters
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

    fileprivate mutating func members(of permit: PermitReport) {
        member("action", permit.action)
        member("action_class", permit.actionClass.rawValue)
        member("attempt", permit.attempt)
        member("effect", permit.state.rawValue)
        if let denial = permit.denial { member("explanation", Explanation.text(of: denial.obstacle)) }
        member("granted_at", permit.grantedAt)
        member("holds", permit.holds)
        member("idempotency_key", permit.key)
        member("mission", permit.mission)
        member("mission_version", permit.version)
        member("parameter_digest", permit.parameterDigest)
        member("permit", permit.id)
        member("reason", permit.denial?.reason.rawValue)
        member("resource", permit.resource.text)
        member("result", permit.result)
        if let useLimit = permit.useLimit { member("use_limit", useLimit) }
        member("used", permit.isUsed)
        member("valid_until", permit.validUntil)
    }
}
