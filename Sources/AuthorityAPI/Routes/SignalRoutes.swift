// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// Facts that missions depend on.
struct SignalRoutes {
    let authority: MissionAuthority

    var routes: [Route] {
        [
            Route(
                .post, "/v1/signals", "Bring news of a fact", request: [.json(.signalRequest)],
                answers: [.ok(.signalReceipt)],
                handle: signal),
            Route(
                .get, "/v1/facts", access: .owner, "List the facts that are known", answers: [.ok(.factList)],
                handle: list),
        ]
    }

    private func signal(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let signal = try request.json { (node) throws(JSONShapeError) in
            let object = try node.object(only: ["event_id", "fact", "observed_at", "value"])
            return Signal(
                caller: request.caller, event: try object.required("event_id", JSONNode.idempotencyKey),
                fact: try object.required("fact", JSONNode.factKey),
                value: try object.required("value", JSONNode.factValue),
                observedAt: try object.optional("observed_at", JSONNode.instant))
        }
        authority.signal(
            signal,
            completion: reply.completion { reply, receipt in
                reply.object { json in
                    json.member("missions", receipt.missionCount)
                    json.member("news", receipt.isNews)
                }
            })
    }

    private func list(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let facts = authority.read { state, _ in
            state.facts.facts.map { ($0, state.openMissions(dependingOn: $0)) }
        }
        reply.object { json in
            json.member("facts", each: facts) { json, entry in
                let (fact, missions) = entry
                json.object { json in
                    if fact.value != nil { json.member("changed_at", fact.changedAt) }
                    json.member("fact", fact.key)
                    json.member("missions", missions)
                    if let value = fact.value { json.member("value", value) }
                }
            }
        }
    }
}
