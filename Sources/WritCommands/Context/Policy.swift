// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import Ledger
import MissionKernel

/// The authority's policy table.
enum Policy {
    static func current(_ client: AuthorityClient) throws -> ClassPolicy {
        try ClassPolicy(json: client.get("/v1/policy"))
    }
}
