// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// Checks: what would be answered, with nothing recorded and nothing given.
struct CheckRoutes {
    let authority: MissionAuthority

    /// Resources in one check.
    static let resourcesMax = 1000

    var routes: [Route] {
        [
            Route(
                .post, "/v1/check", "Ask whether an action would be permitted on each of some resources",
                takesMissionReference: true, request: [.json(.checkRequest)], answers: [.ok(.checkAnswer)],
                handle: check)
        ]
    }

    private func check(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let asked = try request.json(.committed) { (node) throws(JSONShapeError) in try CheckBody(node) }
        guard let mission = asked.mission ?? authority.ownMission(of: request.caller) else {
            throw .malformed("`mission` is missing: only a session has a mission of its own")
        }
        let client = asked.client ?? authority.actor(under: mission, askedBy: request.caller) ?? .anonymous
        let decisions = authority.evaluate(
            asked.resources.map { resource in
                let action = asked.request(mission: mission, client: client, resource: resource)
                return request.checked(action, issuer: authority.configuration.issuer)
            }, caller: request.caller)
        reply.object { json in
            json.member("decision", decisions.allSatisfy(\.isPermit))
            json.member("mission", mission)
            json.member("results", each: zip(asked.resources, decisions)) { json, result in
                json.object { json in json.members(of: result.1, on: result.0) }
            }
        }
    }
}

/// The body of a check.
private struct CheckBody {
    let mission: MissionID?
    let client: ClientID?
    private let action: String
    private let terms: ActionTerms
    let resources: [ResourceURI]

    init(_ node: JSONNode) throws(JSONShapeError) {
        let object = try node.object(
            only: ActionTerms.members + ["action", "client", "mission", "resource", "resources"])
        mission = try object["mission"].map { (node) throws(JSONShapeError) in try node.identifier() }
        client = try object.optional("client", JSONNode.clientID)
        action = try object.required("action", JSONNode.actionName)
        var terms = try ActionTerms(object)
        // WHY: a check is about an action as it would be done; one of which no parameters are told has none.
        terms.digest = terms.digest ?? terms.ownDigest ?? Self.noParameters
        self.terms = terms
        switch (object["resource"], object["resources"]) {
        case (let one?, nil): resources = [try AuthorityGrammar.resource(one)]
        case (nil, let several?):
            resources = try several.array(max: CheckRoutes.resourcesMax, AuthorityGrammar.resource)
            guard !resources.isEmpty else { throw several.error("must name at least one resource") }
        default: throw object.error("must have exactly one of `resource` and `resources`")
        }
    }

    /// The action on one of the resources.
    func request(mission: MissionID, client: ClientID, resource: ResourceURI) -> ActionRequest {
        var request = ActionRequest(mission: mission, client: client, action: action, resource: resource)
        terms.apply(to: &request)
        return request.named()
    }

    private static let noParameters = SHA256.digest(of: Array("{}".utf8))
}

extension CanonicalWriter {
    fileprivate mutating func members(of decision: Decision, on resource: ResourceURI) {
        member("action_class", decision.actionClass.rawValue)
        member("decision", decision.isPermit)
        if let denial = decision.denial { member("explanation", Explanation.text(of: denial.obstacle)) }
        member("mission_version", decision.version)
        member("reason", decision.denial?.reason.rawValue)
        member("resource", resource.text)
    }
}
