// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The processes of the machine at about one moment: one that starts or ends meanwhile may be in it or not.
package enum ProcessTable {
    /// The kernel gives out no number above this.
    private static let pidMax = 4_194_304

    /// All processes below one: its children, their children and so on, in no order.
    ///
    /// The process itself is not in it.
    package static func descendants(of pid: ProcessID) throws(SystemError) -> [ProcessID] {
        let children = Dictionary(grouping: try stats()) { $0.parent }
        var found: [ProcessID] = []
        var seen: Set<ProcessID> = [pid]
        var pending = [pid]
        while let parent = pending.popLast() {
            for child in children[parent] ?? [] where seen.insert(child.pid).inserted {
                found.append(child.pid)
                pending.append(child.pid)
            }
        }
        return found
    }

    /// The processes that were started with a variable of this value in their environment, and all below them.
    ///
    /// Such as this process may look at: its user's own. The calling process is not in it.
    package static func processes(startedWith variable: String, _ value: String) throws(SystemError) -> [ProcessID] {
        let line = Array("\(variable)=\(value)".utf8)
        var found: Set<ProcessID> = []
        for stat in try stats() where stat.pid != .current && !found.contains(stat.pid) {
            guard let entry = try ProcessEntry(stat.pid), try entry.wasStarted(with: line) else { continue }
            found.formUnion([stat.pid] + (try descendants(of: stat.pid)))
        }
        return found.subtracting([.current]).sorted { $0.rawValue < $1.rawValue }
    }

    static func stats() throws(SystemError) -> [ProcessStat] {
        var stats: [ProcessStat] = []
        for name in try Files.list("/proc", limitCount: pidMax) {
            guard let pid = Int32(name).flatMap(ProcessID.init(rawValue:)) else { continue }
            if let stat = try stat(of: pid) { stats.append(stat) }
        }
        return stats
    }

    private static func stat(of pid: ProcessID) throws(SystemError) -> ProcessStat? {
        do throws(SystemError) {
            return try ProcessEntry(pid)?.stat()
        } catch {
            // WHY: a machine may be set up to hide other users' processes; none of ours is among them.
            guard error.code == EACCES || error.code == EPERM else { throw error }
            return nil
        }
    }
}
