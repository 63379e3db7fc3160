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
                .get, "/v1/facts", access: .owner, "List the facts that are known", takesTime: true,
                answers: [.ok(.factList)], handle: list),
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
                    json.member("changes", each: receipt.changes) { json, turn in
                        json.object { json in
                            json.member("change", turn.kind.rawValue)
                            json.member("mission", turn.mission)
                        }
                    }
                    json.member("complete", receipt.isComplete)
                    json.member("missions", receipt.missionCount)
                    json.member("news", receipt.isNews)
                }
            })
    }

    private func list(_ request: APIRequest, _ reply: Reply) throws(APIError) {
        let facts = authority.readCopy { state, _ in state.facts.facts.map { ($0, state.dependents(on: $0.key)) } }
        reply.object { json in
            json.member("facts", each: facts) { json, known in
                let (fact, dependents) = known
                json.object { json in
                    if fact.value != nil { json.member("changed_at", fact.changedAt) }
                    json.member("fact", fact.key)
                    json.member("missions", dependents)
                    if let value = fact.value { json.member("value", value) }
                }
            }
        }
    }
}
