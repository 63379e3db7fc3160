// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// What it took to stop a child.
package enum Termination: Hashable, Sendable {
    /// It had ended already or ended by itself after SIGTERM, with all its group.
    case acknowledged
    /// SIGKILL was needed.
    case killed
    /// It could not be established that all have ended.
    case unknown
}

extension ChildProcess {
    /// How long the kernel gets to clear away processes that SIGKILL was sent to.
    private static let killLimit = Duration.seconds(5)

    /// Stops the child and all other processes of its group: SIGTERM first, and SIGKILL when the grace has passed.
    ///
    /// A child in the caller's group is stopped alone. Descendants that have left the group are not reached; a process
    /// counts as ended when all its threads have ended, whether or not its parent has taken notice.
    package func terminateGroup(grace: Duration) -> Termination {
        do throws(SystemError) {
            if try waitForGroup(deadline: .now) { return .acknowledged }
            try sendToGroup(.terminate)
            // WHY: a stopped process gets to see SIGTERM only when it goes on.
            try sendToGroup(.resume)
            if try waitForGroup(deadline: .after(grace)) { return .acknowledged }
            try sendToGroup(.kill)
            try handle.send(.kill)
            return try waitForGroup(deadline: .after(Self.killLimit)) ? .killed : .unknown
        } catch {
            return .unknown
        }
    }

    /// Makes the child and its group stand still, or go on.
    package func setGroupPaused(_ isPaused: Bool) throws(SystemError) { try sendToGroup(isPaused ? .stop : .resume) }

    private func sendToGroup(_ signal: ProcessSignal) throws(SystemError) {
        if placement != .sameGroup {
            if kill(-pid.rawValue, signal.rawValue) == 0 { return }
            // WHY: a child may have moved to another group and left its own empty.
            guard errno == ESRCH else {
                throw SystemError("send \(signal) to process group", path: "\(pid)", code: errno)
            }
        }
        try handle.send(signal)
    }

    /// Waits until all have ended, and returns false when the deadline passed first.
    private func waitForGroup(deadline: Deadline) throws(SystemError) -> Bool {
        guard try handle.waitForEnd(deadline: deadline) else { return false }
        if placement == .sameGroup { return true }
        while let member = try livingMember() {
            guard try member.waitForEnd(deadline: deadline) else { return false }
        }
        return true
    }

    /// Some process of the group that still runs.
    private func livingMember() throws(SystemError) -> ProcessHandle? {
        for stat in try ProcessTable.stats() where stat.group == pid {
            // WHY: the number is looked up again with the handle open, so that the handle is on a member of the group.
            guard let handle = try ProcessHandle(stat.pid), try ProcessEntry(stat.pid)?.stat()?.group == pid
            else { continue }
            if try !handle.hasEnded() { return handle }
        }
        return nil
    }
}
