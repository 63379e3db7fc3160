// SPDX-License-Identifier: Apache-2.0

import Platform

/// What a supervised process has left behind.
enum Descendants {
    /// Ends every process that descends from this one. Those that left their group or session are ours by adoption.
    static func end(grace: Duration) throws(SystemError) {
        try ProcessEnding.end(grace: grace) { () throws(SystemError) in
            _ = try Subreaper.reapAdopted()
            return try ProcessTable.descendants(of: .current)
        }
    }
}

/// Ending processes that may start others meanwhile.
enum ProcessEnding {
    /// Ends what `find` finds, until it finds none that runs: with SIGTERM, and with SIGKILL when the grace has passed.
    static func end(grace: Duration, _ find: () throws(SystemError) -> [ProcessID]) throws(SystemError) {
        let deadline = Deadline.after(grace)
        var signal = ProcessSignal.terminate
        while true {
            if deadline.hasPassed { signal = .kill }
            var areAllGone = true
            for process in try find() {
                // WHY: one that has ended stays in the table for as long as its parent wants to know how.
                guard let handle = try ProcessHandle(process), try !handle.hasEnded() else { continue }
                areAllGone = false
                try handle.send(signal)
                _ = try handle.waitForEnd(
                    deadline: signal == .kill ? .after(.seconds(1)) : min(deadline, .after(.milliseconds(200))))
            }
            if areAllGone { return }
        }
    }
}
