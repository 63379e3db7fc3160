// SPDX-License-Identifier: Apache-2.0

package import AuthorityAPI
package import MissionKernel
package import Platform

/// Tells the owner's own processes from those that descend from a supervised one.
///
/// A supervised process and all that it starts run under one more seccomp filter than the owner's processes do, which
/// they cannot take off (`SupervisedExec`). Where the kernel does not count filters, the mark is that they can gain no
/// privileges.
package struct ProcessInspector: PeerInspector {
    private let ownUser: UserID
    private let filters: Int
    private let log: Log

    /// - Parameter filters: how many filters the owner's own processes run under.
    package init(filters: Int, log: Log) {
        ownUser = .current
        self.filters = filters
        self.log = log
    }

    /// How many filters this very process runs under; nil when the kernel does not count them.
    package static func ownFilterCount() -> Int? {
        do throws(SystemError) { return try ProcessFacts.read(.current)?.seccompFilterCount } catch { return nil }
    }

    package func kind(of peer: ProcessFacts) -> PeerKind {
        guard peer.effectiveUser == ownUser else { return .stranger }
        return peer.isSupervised(beyond: filters) ? .supervised : .owner
    }

    package func ancestors(of peer: ProcessFacts) -> [ProcessFacts] {
        do throws(SystemError) {
            let ancestors = try ProcessFacts.ancestors(of: peer.pid)
            // INVARIANT: a process that still lives has had its number all the while.
            return try ProcessFacts.read(peer.pid)?.identity == peer.identity ? ancestors : []
        } catch {
            return []
        }
    }

    package func report(_ peer: ProcessFacts, showing session: SessionID) {
        log.warning(
            "session_of_another_process",
            [
                "session": .string(session.text), "process": .integer(Int64(peer.pid.rawValue)),
                "name": .string(peer.name),
            ])
    }
}
