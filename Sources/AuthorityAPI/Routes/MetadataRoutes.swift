// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionWire

/// Documents that anyone may read: who this authority is and by which keys it signs.
struct MetadataRoutes {
    let metadata: AuthorityMetadata
    /// The public keys, as JWKs.
    let keys: [[UInt8]]

    var routes: [Route] {
        let document = metadata.json
        let keySet = keySet
        let decisions = decisionPoint
        return [
            Route(
                .get, metadata.wellKnownPath(of: "mission-authority-server"), access: .everyone,
                "The metadata of the authority", answers: [.ok(.metadata)]
            ) { _, reply in reply.send(.ok, document) },
            Route(
                .get, AuthorityMetadata.Endpoint.keys.rawValue, access: .everyone,
                "The keys that the authority signs with",
                answers: [.ok(.keys)]
            ) { _, reply in reply.send(.ok, keySet) },
            Route(
                .get, metadata.wellKnownPath(of: "authzen-configuration"), access: .everyone,
                "The metadata of the decision point", answers: [.ok(.decisionPointMetadata)]
            ) { _, reply in reply.send(.ok, decisions) },
        ]
    }

    private var keySet: [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("keys", each: keys) { json, key in json.canonical(key) }
        }
        return json.bytes
    }

    private var decisionPoint: [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("access_evaluation_endpoint", metadata.base + "/access/v1/evaluation")
            json.member("access_evaluations_endpoint", metadata.base + "/access/v1/evaluations")
            json.member("capabilities", ["urn:ietf:params:authzen:mission-runtime"])
            json.member("policy_decision_point", metadata.issuer)
        }
        return json.bytes
    }
}
