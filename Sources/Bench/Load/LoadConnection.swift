// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Glibc
import HTTPServer

/// A connection that carries one request at a time and stays open.
final class LoadConnection {
    let descriptor: Int32
    private var buffer = [CChar](repeating: 0, count: 32 << 10)
    private var count = 0
    private var head: AnswerHead?
    /// When the request under way was sent.
    private(set) var sentAt: Int64 = 0

    init(to endpoint: HTTPEndpoint) throws(BenchFailure) {
        switch endpoint {
        case .unix(let path): descriptor = try Self.connect(toUnix: path)
        case .tcp(_, let port): descriptor = try Self.connect(toPort: port)
        }
    }

    deinit { close(descriptor) }

    /// Sends a request; the one before must have been answered.
    func send(_ request: [UInt8]) throws(BenchFailure) {
        count = 0
        head = nil
        sentAt = Stopwatch.now
        var rest = request[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw BenchFailure("a connection was lost while sending: errno \(errno)") }
            rest = rest.dropFirst(sent)
        }
    }

    /// Takes in what has come; true once the answer is complete.
    func receive(waiting: Bool = false) throws(BenchFailure) -> Bool {
        let flags = waiting ? 0 : Int32(MSG_DONTWAIT)
        let received = buffer.withUnsafeMutableBytes {
            recv(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count - 1, flags)
        }
        if received < 0, errno == EAGAIN || errno == EINTR { return false }
        guard received > 0 else { throw BenchFailure("a connection was closed before its answer: errno \(errno)") }
        count += received
        // The text of the answer ends with a zero byte, for which there is always room.
        buffer[count] = 0
        if head == nil { head = try readHead() }
        guard let head else { return false }
        guard head.totalBytes < buffer.count else { throw BenchFailure("an answer has \(head.totalBytes) bytes") }
        return count >= head.totalBytes
    }

    /// Sends a request and waits for its answer.
    func call(_ request: [UInt8]) throws(BenchFailure) -> Int {
        try send(request)
        while try !receive(waiting: true) {}
        return status
    }

    var status: Int { head?.status ?? 0 }

    /// Whether the answer, up to its first zero byte, contains a text.
    func says(_ text: String) -> Bool { strstr(buffer, text) != nil }

    /// A number of the JSON object that the answer is; nil when it has none of that name.
    func number(_ name: StaticString) -> Int? {
        guard let head else { return nil }
        do {
            let root = try JSONDocument(Self.bytes(buffer[head.headBytes..<head.totalBytes])).root
            return try root[name].map { (node) throws(JSONShapeError) in
                Int(try node.integer(in: 0...JSONNode.integerMax))
            }
        } catch {
            return nil
        }
    }

    /// The answer as text, for whoever must see what was wrong.
    var excerpt: String { String(decoding: Self.bytes(buffer[..<min(count, 600)]), as: UTF8.self) }

    private func readHead() throws(BenchFailure) -> AnswerHead? {
        try buffer.withUnsafeBufferPointer { (characters) throws(BenchFailure) in
            try AnswerHead(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: characters[..<count])))
        }
    }

    private static func bytes(_ characters: ArraySlice<CChar>) -> [UInt8] {
        characters.map { UInt8(bitPattern: $0) }
    }
}

/// Opening.
extension LoadConnection {
    private static func connect(toUnix path: String) throws(BenchFailure) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchFailure("the path `\(path)` is too long for a socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return try connect(AF_UNIX, &address)
    }

    private static func connect(toPort port: UInt16) throws(BenchFailure) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let descriptor = try connect(AF_INET, &address)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    private static func connect<Address>(_ family: Int32, _ address: inout Address) throws(BenchFailure) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        let isOpen = withUnsafeBytes(of: &address) { bytes in
            guard let start = bytes.baseAddress else { return false }
            // SAFETY: an address of either family begins with the members of `sockaddr`.
            let address = start.bindMemory(to: sockaddr.self, capacity: 1)
            return Glibc.connect(descriptor, address, socklen_t(bytes.count)) == 0
        }
        guard isOpen else {
            let code = errno
            if descriptor >= 0 { close(descriptor) }
            throw BenchFailure("cannot connect: \(String(cString: strerror(code)))")
        }
        return descriptor
    }
}
