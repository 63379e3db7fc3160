// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import HTTPServer

/// A blocking stream socket that sends what it is told to, well formed or not.
final class RawSocket: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let descriptor: Int32
    private var received: [UInt8] = []

    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        // A test that waits longer than this has failed.
        var limit = (seconds: 10, microseconds: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
    }

    convenience init(to endpoint: HTTPEndpoint) throws {
        switch endpoint {
        case .tcp(_, let port):
            self.init(adopting: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
            let status = withAddress(loopback(port: port)) { connect(descriptor, $0, $1) }
            guard status == 0 else { throw Failure(description: "connect: \(systemMessage())") }
        case .unix(let path):
            self.init(adopting: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
            let address = UnixAddress(path)
            guard address?.withPointer({ connect(descriptor, $0, $1) }) == 0 else {
                throw Failure(description: "connect: \(systemMessage())")
            }
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "send: \(systemMessage())") }
            sent += count
        }
    }

    /// Says that no more will be sent, and goes on receiving.
    func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Goes away at once, so that the peer gets a reset.
    func reset() {
        var hard = (isOn: Int32(1), seconds: Int32(0))
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout.size(ofValue: hard)))
        _ = withAddress([UInt8](repeating: 0, count: 16)) { connect(descriptor, $0, $1) }
    }

    /// Receives more.
    ///
    /// False at the end; a reset is an end as well.
    private func receiveMore() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 && errno != ECONNRESET { throw Failure(description: "receive: \(systemMessage())") }
        guard count > 0 else { return false }
        received += buffer[..<count]
        return true
    }

    /// Everything up to the end.
    func receiveAll() throws -> String {
        while try receiveMore() {}
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// Everything up to and including `mark`.
    func receive(through mark: String) throws -> String {
        let mark = Array(mark.utf8)
        var searched = 0
        while true {
            if let end = received[searched...].firstRange(of: mark)?.upperBound {
                defer { received.removeFirst(end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            searched = max(0, received.count - mark.count)
            guard try receiveMore() else {
                throw Failure(description: "ended after `\(String(decoding: received, as: UTF8.self))`")
            }
        }
    }

    /// Exactly this many bytes.
    func receive(count: Int) throws -> [UInt8] {
        while received.count < count {
            guard try receiveMore() else { throw Failure(description: "ended after \(received.count) bytes") }
        }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    /// One response whose length its head tells.
    func receiveResponse(hasBody: Bool = true) throws -> RawResponse {
        let head = try receive(through: "\r\n\r\n")
        var response = RawResponse(head: head)
        if hasBody { response.body = try receive(count: response.length) }
        return response
    }
}

struct RawResponse {
    let head: String
    var body: [UInt8] = []

    init(head: String) {
        self.head = head
    }

    var status: Int { head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }
    var length: Int { field("content-length").flatMap { Int($0) } ?? 0 }

    func field(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name { return String(parts[1].drop { $0 == " " }) }
        }
        return nil
    }
}

/// The IPv4 loopback address, as the system calls take it.
///
/// The C module that declares the structure depends on the order of the build, so it is spelled in bytes.
func loopback(port: UInt16) -> [UInt8] {
    let family = withUnsafeBytes(of: sa_family_t(AF_INET)) { Array($0) }
    return family + [UInt8(port >> 8), UInt8(port & 0xFF), 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
}

/// Calls a system call with an address in bytes.
func withAddress(_ bytes: [UInt8], _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    bytes.withUnsafeBytes { raw in
        raw.withMemoryRebound(to: sockaddr.self) { address in
            address.baseAddress.map { call($0, socklen_t(bytes.count)) } ?? -1
        }
    }
}
