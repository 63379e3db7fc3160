// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

extension Sabotage {
    /// What happens at the edge: reading, following, caching.
    static let edge: [Sabotage] = [
        Sabotage("cache-irreversible", "a stale cache serves actions that cannot be undone") { faults in
            faults.cachesEverything = true
        },
        Sabotage("cache-never-ages", "what an enforcement point keeps is good for ever") { faults in
            faults.cacheNeverAges = true
        },
        Sabotage("renew-blindly", "a lease is renewed without a look at the mission") { $0.renewsBlindly = true },
        Sabotage("evaluate-without-state", "a plain evaluation does not ask how the mission stands") { faults in
            faults.looking = .missionInactive
        },
        Sabotage("evaluate-without-containment", "a plain evaluation does not ask what was taken away") { faults in
            faults.looking = .authorityContained
        },
        Sabotage("tell-nobody", "those who follow are not told of an end") { faults in
            faults.tells = { round in
                !round.events.contains { if case .missionEnded = $0.event { true } else { false } }
            }
        },
    ]
}
