// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Synchronization

/// Which sessions a supervisor asks about, as far as this process has heard: who runs is a fact of the moment, and not
/// one for the ledger.
final class LeaseBook: Sendable {
    private struct Lease {
        let epoch: Int32
        let heardAt: Instant
        let until: Instant
    }

    private let leases = Mutex<[SessionID: Lease]>([:])

    /// Leases that are kept before those that have run out are dropped.
    private static let keptMax = 4096

    func note(_ attempt: Attempt, heardAt: Instant, until: Instant) {
        leases.withLock { leases in
            if leases.count >= Self.keptMax {
                leases = leases.filter { $0.value.until > heardAt }
            }
            leases[attempt.session] = Lease(epoch: attempt.epoch, heardAt: heardAt, until: until)
        }
    }

    /// The supervisor has said that nothing runs any more.
    func drop(_ session: SessionID) { leases.withLock { $0[session] = nil } }

    /// When a supervisor of the attempt has asked last; nil when none did, or the last one has stopped in order.
    func heardAt(_ session: SessionID, epoch: Int32) -> Instant? {
        leases.withLock { leases in leases[session].flatMap { $0.epoch == epoch ? $0.heardAt : nil } }
    }

    /// How many there are that have not run out.
    func liveCount(at now: Instant) -> Int { leases.withLock { leases in leases.values.count { now < $0.until } } }

    func isLive(_ session: SessionID, epoch: Int32, at now: Instant) -> Bool {
        leases.withLock { leases in leases[session].map { $0.epoch == epoch && now < $0.until } ?? false }
    }
}
