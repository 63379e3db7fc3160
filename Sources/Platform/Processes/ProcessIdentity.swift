// SPDX-License-Identifier: Apache-2.0

/// A process, told apart from every other that the machine has run since it started.
package struct ProcessIdentity: Hashable, Sendable {
    package let pid: ProcessID
    /// When it started, in clock ticks since the machine did: another process that gets its number starts later.
    package let startTimeTicks: UInt64

    package init(pid: ProcessID, startTimeTicks: UInt64) {
        self.pid = pid
        self.startTimeTicks = startTimeTicks
    }
}

extension ProcessFacts {
    package var identity: ProcessIdentity { ProcessIdentity(pid: pid, startTimeTicks: startTimeTicks) }
}
