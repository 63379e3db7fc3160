// SPDX-License-Identifier: Apache-2.0

package import Platform
import Synchronization

/// The other end of a connection.
package enum HTTPPeer: Sendable, Hashable {
    case tcp(address: String, port: UInt16)
    /// The local process that connected, as it was then; the connection may have been handed on since.
    case unix(ProcessFacts)
    /// The kernel would not say, or the process has ended already. Nothing may be granted on it.
    case unknown
}

/// One client connection.
///
/// It lives as long as the connection does, and longer if kept; it then only remembers.
package final class HTTPConnection: Sendable {
    /// Unique among the connections of this process.
    package let id: UInt64
    /// The listener it came in by: an index into the list the server was started with.
    package let listener: Int
    /// The other end, as it was when the connection was opened.
    package let peer: HTTPPeer

    private let attachment = Mutex<(any Sendable)?>(nil)

    init(id: UInt64, listener: Int, peer: HTTPPeer) {
        self.id = id
        self.listener = listener
        self.peer = peer
    }

    /// Reads or changes what the program remembers about this connection, such as an authentication.
    ///
    /// Calls exclude each other; `body` must not call this function again.
    package func withAttachment<Result, Failure: Error>(
        _ body: (inout (any Sendable)?) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try attachment.withLock { (value: inout sending (any Sendable)?) throws(Failure) -> sending Result in
            try body(&value)
        }
    }
}
