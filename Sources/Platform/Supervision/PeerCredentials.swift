// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// Who connected a unix socket, as the kernel noted at that moment.
///
/// The connection may have been handed on since: these are the credentials of who opened it, not of who writes now.
package struct PeerCredentials: Hashable, Sendable {
    /// The process.
    ///
    /// Nil when it is in another namespace and has no number here.
    package let pid: ProcessID?
    /// The user whose permissions it had.
    package let user: UserID

    /// Asks the kernel.
    ///
    /// Fails for a descriptor that is not a connected unix socket.
    package init(socket: Int32) throws(SystemError) {
        var peer = writ_peer()
        let result = writ_peer_credentials(socket, &peer)
        guard result == 0 else { throw SystemError("read peer credentials", code: -result) }
        // WHY: for other kinds of sockets the kernel answers too, with nobody's numbers.
        guard peer.uid != .max else {
            throw SystemError("read peer credentials", code: EINVAL, reason: "the socket has no known peer")
        }
        pid = ProcessID(rawValue: peer.pid)
        user = UserID(rawValue: peer.uid)
    }

    /// A handle on the process that connected.
    ///
    /// Nil when it is gone or has no number here.
    ///
    /// Before Linux 6.5 the kernel does not hand one out: then the handle is on whoever has the number by now.
    package static func process(socket: Int32) throws(SystemError) -> ProcessHandle? {
        let result = writ_peer_process(socket)
        if [-ESRCH, -ENODATA, -EINVAL].contains(result) { return nil }
        if result == -ENOPROTOOPT {
            guard let pid = try PeerCredentials(socket: socket).pid else { return nil }
            return try ProcessHandle(pid)
        }
        guard result >= 0 else { throw SystemError("open peer process", code: -result) }
        return ProcessHandle(owning: FileDescriptor(owning: result))
    }

    /// The facts of the process that connected, as `process(socket:)` finds it.
    ///
    /// Nil when it has ended or has no number here: who cannot be known is not to be trusted.
    package static func facts(socket: Int32) throws(SystemError) -> ProcessFacts? {
        guard let pid = try PeerCredentials(socket: socket).pid, let process = try process(socket: socket),
            let facts = try ProcessFacts.read(pid)
        else { return nil }
        // INVARIANT: as long as the process has not ended its number is its own, and so are the facts.
        return try process.hasEnded() ? nil : facts
    }
}
