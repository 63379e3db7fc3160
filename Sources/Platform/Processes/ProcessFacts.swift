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

extension ProcessFacts {
    /// How many ancestors `ancestors(of:)` is ready to walk.
    package static let ancestorsMax = 1_024
    private static let attemptsMax = 16

    /// The parent of a process, the parent's parent and so on, nearest first.
    ///
    /// The process itself is not in it. Each was the parent of the one before when it was read. Fails with `ESRCH` when
    /// the process is gone, with `EAGAIN` when the chain changes faster than it can be read, and with `ELOOP` when it
    /// has more than `ancestorsMax` links. A process whose parent has ended is handed on to another, so a chain says
    /// where a process is, not where it is from. It ends early before a process that the machine hides from this user.
    package static func ancestors(of pid: ProcessID) throws(SystemError) -> [ProcessFacts] {
        for _ in 0..<attemptsMax {
            if let chain = try chain(from: pid) { return chain }
        }
        let reason = "its ancestors change too fast"
        throw SystemError("read ancestors of process", path: "\(pid)", code: EAGAIN, reason: reason)
    }

    /// Nil when a link changed while it was read.
    private static func chain(from pid: ProcessID) throws(SystemError) -> [ProcessFacts]? {
        let operation = "read ancestors of process"
        guard var child = try read(pid) else { throw SystemError(operation, path: "\(pid)", code: ESRCH) }
        var chain: [ProcessFacts] = []
        while let parent = child.parent {
            guard chain.count < ancestorsMax else { throw SystemError(operation, path: "\(pid)", code: ELOOP) }
            let facts = try readUnlessHidden(parent)
            guard let again = try ProcessEntry(child.pid)?.stat(), again.parent == parent,
                again.startTimeTicks == child.startTimeTicks
            else { return nil }
            // WHY: of a parent that has ended nothing is seen only once its children have another.
            guard let facts else { return chain }
            chain.append(facts)
            child = facts
        }
        return chain
    }

    private static func readUnlessHidden(_ pid: ProcessID) throws(SystemError) -> ProcessFacts? {
        do throws(SystemError) {
            return try read(pid)
        } catch {
            guard error.code == EACCES || error.code == EPERM else { throw error }
            return nil
        }
    }
}
