// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc

/// An internet address and port, in words.
struct SocketAddress {
    let host: String
    let port: UInt16

    /// What a system call wrote; nil for other kinds of addresses.
    init?(_ address: UnsafePointer<sockaddr>) {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let raw = UnsafeRawPointer(address)
        var written: UnsafePointer<CChar>?
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            var internet = raw.loadUnaligned(as: sockaddr_in.self)
            port = UInt16(bigEndian: internet.sin_port)
            written = inet_ntop(AF_INET, &internet.sin_addr, &text, socklen_t(text.count))
        case AF_INET6:
            var internet = raw.loadUnaligned(as: sockaddr_in6.self)
            port = UInt16(bigEndian: internet.sin6_port)
            written = inet_ntop(AF_INET6, &internet.sin6_addr, &text, socklen_t(text.count))
        default:
            return nil
        }
        guard written != nil else { return nil }
        host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The address a socket is bound to.
    init?(ofSocket descriptor: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let address = withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0 ? SocketAddress(address) : nil
            }
        }
        guard let address else { return nil }
        self = address
    }
}
