// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import MissionKernel
import MissionWire

/// The authority's policy table.
enum Policy {
    static func current(_ client: AuthorityClient) throws -> ClassPolicy {
        try ClassPolicy(json: client.get("/v1/policy"))
    }
}
