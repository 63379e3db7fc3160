// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the kernel tells about one process.
///
/// All facts are of the same process, also when its number is used again.
package struct ProcessFacts: Hashable, Sendable {
    /// Its number.
    package let pid: ProcessID
    /// The process that is told when it ends.
    ///
    /// Nil for the first process, and for a parent in an outer namespace.
    package let parent: ProcessID?
    /// The leader of its process group.
    ///
    /// Nil when that is in an outer namespace.
    package let group: ProcessID?
    /// The leader of its session.
    ///
    /// Nil when that is in an outer namespace.
    package let session: ProcessID?
    /// Its name of at most 15 bytes, which the process chooses itself: good for display only.
    package let name: String
    /// When it started, in clock ticks since the machine did.
    package let startTimeTicks: UInt64
    /// The user who started it.
    package let realUser: UserID
    /// The user whose permissions it has.
    package let effectiveUser: UserID
    /// How many seccomp filters it runs under: at least as many as the process that started it had then.
    ///
    /// The count never falls while the process lives. Nil when the kernel does not tell (before Linux 5.9).
    package let seccompFilterCount: Int?
    /// Whether no exec can give it privileges that it does not have.
    package let forbidsNewPrivileges: Bool

    /// Reads the facts of the process that has the number now, or returns nil when there is none.
    package static func read(_ pid: ProcessID) throws(SystemError) -> ProcessFacts? {
        guard let entry = try ProcessEntry(pid), let stat = try entry.stat(), let status = try entry.status()
        else { return nil }
        return ProcessFacts(stat, status)
    }

    private init(_ stat: ProcessStat, _ status: ProcessStatus) {
        pid = stat.pid
        parent = stat.parent
        group = stat.group
        session = stat.session
        name = stat.name
        startTimeTicks = stat.startTimeTicks
        realUser = status.realUser
        effectiveUser = status.effectiveUser
        seccompFilterCount = status.seccompFilterCount
        forbidsNewPrivileges = status.forbidsNewPrivileges
    }
}
