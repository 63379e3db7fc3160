// SPDX-License-Identifier: Apache-2.0

package import AuthorityAPI
package import Platform

/// Tells the owner's own processes from those that descend from a supervised one.
///
/// A supervised process and all that it starts run under one more seccomp filter than the owner's processes do, which
/// they cannot take off (`SupervisedExec`). Where the kernel does not count filters, the mark is that they can gain no
/// privileges.
package struct ProcessInspector: PeerInspector {
    private let ownUser: UserID
    private let filters: Int

    /// - Parameter filters: how many filters the owner's own processes run under.
    package init(filters: Int) {
        ownUser = .current
        self.filters = filters
    }

    /// How many filters this very process runs under; nil when the kernel does not count them.
    package static func ownFilterCount() -> Int? {
        do throws(SystemError) { return try ProcessFacts.read(.current)?.seccompFilterCount } catch { return nil }
    }

    package func kind(of peer: ProcessFacts) -> PeerKind {
        guard peer.effectiveUser == ownUser else { return .stranger }
        return isSupervised(peer) ? .supervised : .owner
    }

    private func isSupervised(_ facts: ProcessFacts) -> Bool {
        guard let count = facts.seccompFilterCount else { return facts.forbidsNewPrivileges }
        return count > filters
    }
}
