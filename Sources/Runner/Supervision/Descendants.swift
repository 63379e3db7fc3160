// SPDX-License-Identifier: Apache-2.0

import Platform

/// What a supervised process has left behind.
enum Descendants {
    /// Ends every process that descends from this one. Those that left their group or session are ours by adoption.
    static func end(grace: Duration) throws(SystemError) {
        let deadline = Deadline.after(grace)
        var signal = ProcessSignal.terminate
        while true {
            _ = try Subreaper.reapAdopted()
            let left = try ProcessTable.descendants(of: .current)
            guard !left.isEmpty else { return }
            if deadline.hasPassed { signal = .kill }
            for process in left {
                guard let handle = try ProcessHandle(process) else { continue }
                try handle.send(signal)
                _ = try handle.waitForEnd(
                    deadline: signal == .kill ? .after(.seconds(1)) : min(deadline, .after(.milliseconds(200))))
            }
        }
    }
}
