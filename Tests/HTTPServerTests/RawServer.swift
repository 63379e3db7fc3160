// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import HTTPServer

/// A server that says what it is told to, well formed or not, on a thread of its own.
final class RawServer {
    let port: UInt16
    private let listener: RawSocket
    private let thread: Spawned

    /// Hands `serve` each connection in turn; it is closed when `serve` returns.
    init(_ serve: @escaping @Sendable (RawSocket) throws -> Void) throws {
        let listener = RawSocket(adopting: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        let status = withAddress(loopback(port: 0)) { bind(listener.descriptor, $0, $1) }
        guard status == 0, listen(listener.descriptor, 16) == 0,
            let address = SocketAddress(ofSocket: listener.descriptor)
        else { throw RawSocket.Failure(description: systemMessage()) }
        port = address.port
        self.listener = listener
        thread = Spawned {
            while true {
                let descriptor = accept(listener.descriptor, nil, nil)
                guard descriptor >= 0 else { return }
                try? serve(RawSocket(adopting: descriptor))
            }
        }
    }

    var url: String { "http://127.0.0.1:\(port)/" }

    /// Waits for the connection being served to end, then stops.
    func stop() throws {
        shutdown(listener.descriptor, Int32(SHUT_RDWR))
        try thread.join()
    }

    deinit { shutdown(listener.descriptor, Int32(SHUT_RDWR)) }
}
