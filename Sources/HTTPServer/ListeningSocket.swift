// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc

/// A socket that listens.
///
/// Closing it removes the file of a unix socket, if it is still this one's.
///
/// `@unchecked Sendable`: `close` is called once, by whoever owns the socket, when no other thread uses it.
final class ListeningSocket: @unchecked Sendable {
    static let backlog: Int32 = 1024

    let descriptor: Int32
    let endpoint: HTTPEndpoint
    private let file: UnixSocketFile?
    private var isOpen = true

    init(_ listener: HTTPListener) throws(HTTPServerError) {
        switch listener.place {
        case .tcp(let host, let port):
            (descriptor, endpoint) = try Self.listen(host: host, port: port)
            file = nil
        case .unix(let path):
            let file = try UnixSocketFile.listen(path)
            descriptor = file.descriptor
            endpoint = .unix(path: path)
            self.file = file
        }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        // Removed while it still listens: nobody takes it for a dead process's and puts another in its place.
        file?.remove()
        _ = Glibc.close(descriptor)
    }

    deinit { close() }

    private static func listen(host: String, port: UInt16) throws(HTTPServerError) -> (Int32, HTTPEndpoint) {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else { throw .unknownHost(host) }
        defer { freeaddrinfo(found) }
        let place = "\(host):\(port)"
        let descriptor = socket(found.pointee.ai_family, streamType, 0)
        guard descriptor >= 0 else { throw .cannotListen(place, reason: systemMessage()) }
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        if found.pointee.ai_family == AF_INET6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0,
            Glibc.listen(descriptor, backlog) == 0, let bound = SocketAddress(ofSocket: descriptor)
        else {
            let reason = systemMessage()
            _ = Glibc.close(descriptor)
            throw .cannotListen(place, reason: reason)
        }
        return (descriptor, .tcp(address: bound.host, port: bound.port))
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// A stream socket that no child process inherits and no call blocks on.
let streamType = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

/// What the last failed system call says of itself.
func systemMessage() -> String {
    var text = [CChar](repeating: 0, count: 128)
    let code = errno
    guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
}
