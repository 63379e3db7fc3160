// SPDX-License-Identifier: Apache-2.0

import Platform

/// Looks at the process that listens on an authority's socket, before anything is said to it: a program under a mission
/// can put a socket of its own in that place, and answer what it likes.
struct ListenerCheck: Sendable {
    /// The lock that the authority of the home holds; nil where the home is not known.
    let lock: String?

    /// Why the listener is not spoken to; nil when it is.
    func fault(socket: Int32) -> String? {
        do throws(SystemError) {
            // WHY: seen from a namespace of its own, the authority has no number; what works below here has one.
            if lock == nil, try PeerCredentials(socket: socket).pid == nil { return nil }
            guard let listener = try PeerCredentials.facts(socket: socket), let own = try ProcessFacts.read(.current)
            else { return "who listens on the authority's socket cannot be known" }
            return try fault(of: listener, own)
        } catch {
            return "who listens on the authority's socket cannot be known: \(error)"
        }
    }

    private func fault(of listener: ProcessFacts, _ own: ProcessFacts) throws(SystemError) -> String? {
        let what = "process \(listener.pid) listens on the authority's socket"
        if listener.effectiveUser != own.effectiveUser { return "\(what), and is another user's" }
        if listener.isSupervised(beyond: own.seccompFilterCount ?? 0) { return "\(what), and works under a mission" }
        guard let lock, try holder(of: lock) != listener.pid else { return nil }
        return "\(what), and is not the one that holds `\(lock)`"
    }

    private func holder(of lock: String) throws(SystemError) -> ProcessID? {
        try Files.exists(lock) ? FileLock.holder(of: lock) : nil
    }
}
