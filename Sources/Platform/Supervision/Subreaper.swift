// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// Keeping hold of what children leave behind.
package enum Subreaper {
    /// From now on this process adopts each descendant whose parent has ended, instead of the first process.
    package static func become() throws(SystemError) {
        let result = writ_become_subreaper()
        guard result == 0 else { throw SystemError("become subreaper", code: -result) }
    }

    /// Clears away the adopted children that have ended, and returns which.
    ///
    /// Never waits. Called now and then by a subreaper. Children with a living `ChildProcess` value are left to it.
    @discardableResult
    package static func reapAdopted() throws(SystemError) -> [ProcessID] {
        try OwnedChildren.withLock { owned throws(SystemError) in
            try ProcessTable.stats()
                .filter { $0.parent == .current && $0.isZombie && !owned.contains($0.pid) }
                .map(\.pid)
                .filter { waitpid($0.rawValue, nil, WNOHANG) == $0.rawValue }
        }
    }
}

/// The children that have a `ChildProcess` value, whose exit statuses are not for others to take.
enum OwnedChildren {
    private static let pids = Monitor<Set<ProcessID>>([])

    /// Starting, reaping and forgetting a child happen in here, so that no number changes its meaning in between.
    static func withLock<Result, Failure: Error>(
        _ body: (inout Set<ProcessID>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try pids.withLock(body)
    }
}
