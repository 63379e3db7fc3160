// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Synchronization

/// Which sessions a supervisor asks about, as far as this process has heard: who runs is a fact of the moment, and not
/// one for the ledger.
final class LeaseBook: Sendable {
    private struct Lease {
        let epoch: Int32
        let until: Instant
    }

    private let leases = Mutex<[SessionID: Lease]>([:])

    /// Leases that are kept before those that have run out are dropped.
    private static let keptMax = 4096

    func note(_ attempt: Attempt, until: Instant) {
        leases.withLock { leases in
            if leases.count >= Self.keptMax {
                let now = until.adding(milliseconds: -MissionBinding.leaseMilliseconds)
                leases = leases.filter { $0.value.until > now }
            }
            leases[attempt.session] = Lease(epoch: attempt.epoch, until: until)
        }
    }

    /// The supervisor has said that nothing runs any more.
    func drop(_ session: SessionID) { leases.withLock { $0[session] = nil } }

    func isLive(_ session: SessionID, epoch: Int32, at now: Instant) -> Bool {
        leases.withLock { leases in leases[session].map { $0.epoch == epoch && now < $0.until } ?? false }
    }
}
