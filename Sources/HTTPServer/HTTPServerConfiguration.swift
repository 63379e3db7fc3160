// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The bounds of a server.
///
/// The defaults suit an API that answers small documents.
package struct HTTPServerConfiguration: Sendable {
    /// Threads that serve each listener's connections; at least 1.
    ///
    /// The default is one for each core.
    package var threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// Open connections, over all listeners.
    ///
    /// One more is told 503 and closed.
    package var connectionsMax = 4096
    /// The request line and the header fields together, 1 KiB to 1 MiB.
    ///
    /// A longer head is answered 431, or 414 when the request line alone is longer than the memory that a connection
    /// has, which is this much and 12 KiB.
    package var headBytesMax = 8 << 10
    /// A request's body.
    ///
    /// A longer one is answered 413.
    package var bodyBytesMax = 1 << 20
    /// How long a connection may be silent, or refuse to take what is sent to it, before it is closed; at least 1.
    package var idleSeconds = 60
    /// How long a client may take to send one request, beyond being idle, before its connection is closed.
    package var receiveSeconds = 30

    /// The defaults.
    package init() {}

    /// What the bounds are wrong about, or nil.
    var fault: String? {
        if !(1...1024).contains(threads) { return "threads must be between 1 and 1024" }
        if !(1...1 << 20).contains(connectionsMax) { return "connectionsMax must be between 1 and 1048576" }
        if !(1 << 10...1 << 20).contains(headBytesMax) { return "headBytesMax must be between 1024 and 1048576" }
        if !(0...1 << 40).contains(bodyBytesMax) { return "bodyBytesMax must be between 0 and 2^40" }
        if !(1...86_400).contains(idleSeconds) { return "idleSeconds must be between 1 and 86400" }
        if !(0...86_400).contains(receiveSeconds) { return "receiveSeconds must be between 0 and 86400" }
        return nil
    }
}
