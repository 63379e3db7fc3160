// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import HTTPServer
import Synchronization
import Testing

/// A handler made of a closure.
struct ClosureHandler: HTTPHandler {
    let body: @Sendable (borrowing HTTPRequest, consuming Responder) -> Void

    func handle(_ request: borrowing HTTPRequest, _ responder: consuming Responder) {
        body(request, responder)
    }
}

/// A server on a free port of the loopback interface, or elsewhere.
func makeServer(
    _ listeners: [HTTPListener] = [.tcp(host: "127.0.0.1", port: 0)],
    configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    _ body: @escaping @Sendable (borrowing HTTPRequest, consuming Responder) -> Void
) throws -> HTTPServer {
    var configuration = HTTPServerConfiguration()
    configure(&configuration)
    return try HTTPServer(listeners: listeners, configuration: configuration, handler: ClosureHandler(body: body))
}

extension HTTPServer {
    func connect(_ index: Int = 0) throws -> RawSocket {
        try RawSocket(to: #require(endpoints.count > index ? endpoints[index] : nil))
    }

    var url: String {
        guard case .tcp(let address, let port) = endpoints[0] else { return "http://localhost" }
        return "http://\(address):\(port)"
    }
}

/// A request with the fields every request needs.
func request(_ line: String, _ fields: String..., body: String = "") -> String {
    let fields = fields.map { "\($0)\r\n" }.joined()
    return "\(line) HTTP/1.1\r\nHost: test\r\n\(fields)\r\n\(body)"
}

/// Values handed from one thread to another.
final class Mailbox<Value: Sendable>: Sendable {
    struct Empty: Error {}

    private let values = Mutex<[Value]>([])
    private let count = DispatchSemaphore(value: 0)

    func put(_ value: Value) {
        values.withLock { $0.append(value) }
        count.signal()
    }

    /// The next value; waits for it.
    func next() throws -> Value {
        guard count.wait(timeout: .now() + 10) == .success else { throw Empty() }
        return values.withLock { $0.removeFirst() }
    }

    var isEmpty: Bool { values.withLock { $0.isEmpty } }
}

/// A thread of its own, joined once.
struct Spawned {
    private let done = Mailbox<Void>()

    init(_ body: @escaping @Sendable () -> Void) {
        let done = done
        DispatchQueue(label: "test").async {
            body()
            done.put(())
        }
    }

    func join() throws {
        try done.next()
    }
}

/// A directory that is removed in the end.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/writ-http-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { _ = unlink("\(path)/\(String(cString: $0))") }
            }
        }
        closedir(directory)
        rmdir(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws -> String {
        let descriptor = open(file(name), O_WRONLY | O_CREAT, 0o600)
        try #require(Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count)
        close(descriptor)
        return file(name)
    }
}
