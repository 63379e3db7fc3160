// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// The software and the people that the authority knows, and its policy.
struct RegistryRoutes {
    let authority: MissionAuthority

    var routes: [Route] {
        [
            Route(
                .get, "/v1/clients", access: .owner, "List the registered clients", takesTime: true,
                answers: [.ok(.clientList)], handle: clients),
            Route(
                .post, "/v1/clients", access: .owner, "Register a client, or change one",
                request: [.json(.clientRequest)],
                handle: registerClient),
            Route(
                .post, "/v1/clients/{client}/disable", access: .owner, "Shut a client out",
                request: [.json(.emptyRequest)],
                handle: disableClient),
            Route(
                .get, "/v1/people", access: .owner, "List the people that are known", takesTime: true,
                answers: [.ok(.peopleList)], handle: people),
            Route(
                .post, "/v1/people", access: .owner, "Register a person with the keys by which they approve",
                request: [.json(.personRequest)], handle: registerPerson),
            Route(.get, "/v1/policy", access: .owner, "Show the policy table", answers: [.ok(.policy)], handle: policy),
            Route(
                .put, "/v1/policy", access: .owner, "Replace the policy table", request: [.json(.policyRequest)],
                handle: setPolicy),
        ]
    }

    private func clients(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let clients = authority.read { state, _ in state.registry.clients }
        reply.object { json in
            json.member("clients", each: clients) { json, client in
                json.object { json in
                    json.member("client", client.id.text)
                    json.member("enabled", client.isEnabled)
                    json.member("grants", client.grants.namesPresent)
                    json.member("has_ceiling", client.ceiling != nil)
                    json.member("has_keys", !client.keySet.isEmpty)
                    json.member("version", client.version)
                }
            }
        }
    }

    private func registerClient(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let issuer = authority.configuration.issuer
        let (command, signed) = try request.json(.committed) { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["ceiling", "client", "grants", "jwks", "signed"])
            let command = RegisterClient(
                caller: request.caller, id: try object.required("client", JSONNode.clientID),
                grants: try object.optional("grants", JSONNode.grants) ?? [],
                keySet: try object.optional("jwks", JSONNode.keySet) ?? [],
                ceiling: try object["ceiling"].map { (node) throws(JSONShapeError) in
                    try RecordedAuthority(node, issuer: issuer)
                })
            return (command, try object.optional("signed", JSONNode.signedBytes))
        }
        authority.register(command, signed: signed, completion: reply.whenDone)
    }

    private func disableClient(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        try request.mustBeEmpty()
        let id = ClientID(ExactText(request.parameter()))
        authority.disable(DisableClient(caller: request.caller, id: id), completion: reply.whenDone)
    }

    private func people(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let people = authority.read { state, _ in state.registry.principals }
        reply.object { json in
            json.member("people", each: people) { json, person in
                json.object { json in
                    json.member("approval_keys", each: person.approvalKeys) { json, key in
                        json.base64URL(key.publicKey)
                    }
                    json.member("approver", person.isApprover)
                    json.member("enabled", person.isEnabled)
                    json.member("principal", person.principal)
                    json.member("version", person.version)
                }
            }
        }
    }

    private func registerPerson(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let (command, signed) = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["approval_keys", "principal", "signed"])
            let command = RegisterPrincipal(
                caller: request.caller, principal: try object.required("principal", JSONNode.principal),
                approvalKeys: try object.member("approval_keys").array(max: 16, each: JSONNode.approvalKey))
            return (command, try object.optional("signed", JSONNode.signedBytes))
        }
        authority.register(command, signed: signed, completion: reply.whenDone)
    }

    private func policy(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let policy = authority.read { state, _ in state.policy }
        reply.object { json in json.members(of: policy) }
    }

    private func setPolicy(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let (policy, signed) = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["meanings", "rules", "signed", "version"])
            return (try ClassPolicy(json: object), try object.optional("signed", JSONNode.signedBytes))
        }
        authority.setPolicy(
            SetPolicy(caller: request.caller, policy: policy), signed: signed, completion: reply.whenDone)
    }
}
