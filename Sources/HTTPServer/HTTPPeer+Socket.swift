// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc
import Platform

extension HTTPPeer {
    /// The other end of a connected socket.
    init(descriptor: Int32, address: UnsafePointer<sockaddr>?) {
        switch address.map({ Int32($0.pointee.sa_family) }) {
        case AF_INET, AF_INET6:
            self = address.flatMap(SocketAddress.init).map { .tcp(address: $0.host, port: $0.port) } ?? .unknown
        case AF_UNIX:
            self = Self.process(descriptor).map(HTTPPeer.unix) ?? .unknown
        default:
            self = .unknown
        }
    }

    private static func process(_ descriptor: Int32) -> ProcessFacts? {
        do throws(SystemError) { return try PeerCredentials.facts(socket: descriptor) } catch { return nil }
    }
}
