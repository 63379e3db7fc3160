// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc

extension HTTPPeer {
    /// The other end of a connected socket.
    init(descriptor: Int32, address: UnsafePointer<sockaddr>?) {
        switch address.map({ Int32($0.pointee.sa_family) }) {
        case AF_INET, AF_INET6:
            self = address.flatMap(SocketAddress.init).map { .tcp(address: $0.host, port: $0.port) } ?? .unknown
        case AF_UNIX:
            self = PeerCredentials(descriptor: descriptor).map(HTTPPeer.unix) ?? .unknown
        default:
            self = .unknown
        }
    }
}

extension PeerCredentials {
    /// Asks the kernel who connected a unix socket.
    fileprivate init?(descriptor: Int32) {
        // `struct ucred`, which Swift does not see.
        var credentials = (processID: Int32(0), userID: UInt32(0), groupID: UInt32(0))
        let size = MemoryLayout.size(ofValue: credentials)
        var length = socklen_t(size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0, Int(length) == size,
            credentials.processID > 0
        else { return nil }
        self.init(processID: credentials.processID, userID: credentials.userID, groupID: credentials.groupID)
    }
}
