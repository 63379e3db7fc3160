// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD
import Glibc

/// What has been received of a request.
///
/// Its memory is kept from one request of a connection to the next.
struct RequestInput {
    enum Stage {
        /// The request line has been read; the head may still be refused.
        case head
        /// The head stands; the body is arriving.
        case body
        /// The body exceeds its bound: the rest is read and dropped.
        case excess
        /// The request is with its handler, or refused.
        case complete
    }

    /// Bytes of a body beyond its bound that are read and dropped, so that the client gets to read its answer, 413.
    static let excessBytesMax = 4 << 20
    private static let methodBytesMax = 32
    private static let keptBytesMax = 64 << 10

    var stage = Stage.head
    /// Whether the server counts this request among those under way.
    var isCounted = false

    private var head = RequestHead()
    private var target: [UInt8] = []
    private var body: [UInt8] = []
    private var excessBytes = 0

    /// Copies the target, which the library is about to take apart.
    mutating func begin(target text: UnsafePointer<CChar>) {
        target.append(contentsOf: UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    /// Reads the head and decides what becomes of the body.
    mutating func readHead(
        _ line: RequestLine, of handle: OpaquePointer, bodyBytesMax: Int
    ) throws(RequestHead.Refusal) {
        guard line.methodBytes.count <= Self.methodBytesMax, line.methodBytes.allSatisfy(HTTPSyntax.isToken),
            target.allSatisfy(HTTPSyntax.isTarget),
            let fields = line.fields(targetBytes: target.count, headBytes: writ_mhd_head_bytes(handle))
        else { throw .malformed }
        guard let isVersion11 = line.isVersion11 else { throw .unknownVersion }
        try head.read(fields, isVersion11: isVersion11)
        guard head.isSame(as: handle) else { throw .malformed }
        try readTarget()
        // Whoever waits to be told to send a body is not told to send one that is dropped.
        let excessBytesMax = head.expectsContinue ? 0 : Self.excessBytesMax
        guard head.contentLength - excessBytesMax <= bodyBytesMax else { throw .bodyTooLarge }
        stage = head.contentLength <= bodyBytesMax ? .body : .excess
    }

    /// Leaves the target in origin form, or as `*`.
    private mutating func readTarget() throws(RequestHead.Refusal) {
        guard target.first != UInt8(ascii: "/"), target != [UInt8(ascii: "*")] else { return }
        guard let origin = RequestTarget.origin(ofAbsolute: target) else { throw .malformed }
        target = origin
    }

    /// Takes in a part of the body.
    ///
    /// False when the client sends more than is even worth dropping.
    mutating func receive(_ bytes: UnsafeRawBufferPointer, bodyBytesMax: Int) -> Bool {
        if stage == .body && bytes.count <= bodyBytesMax - body.count {
            body.append(contentsOf: bytes)
            return true
        }
        stage = .excess
        body.removeAll(keepingCapacity: false)
        excessBytes += bytes.count
        return excessBytes <= bodyBytesMax + Self.excessBytesMax
    }

    /// Lends out the parts of a complete request.
    func lend(
        _ use: (_ target: UnsafeRawBufferPointer, _ fields: [RequestHead.Field], _ body: UnsafeRawBufferPointer) -> Void
    ) {
        target.withUnsafeBytes { target in
            body.withUnsafeBytes { body in use(target, head.fields, body) }
        }
    }

    /// Forgets the request.
    mutating func end() {
        stage = .head
        head.forget()
        target.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: body.capacity <= Self.keptBytesMax)
        excessBytes = 0
    }
}

/// The request line as the library left it: three zero-terminated strings in the memory the head was received in.
struct RequestLine {
    // SAFETY: the library's, lent for the call in which this value is made and dropped.
    let method: UnsafePointer<CChar>
    let target: UnsafePointer<CChar>
    let version: UnsafePointer<CChar>

    private static let versionBytes = 8

    var methodBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: method, count: strlen(method)) }

    /// Whether it is HTTP/1.1, or 1.0; nil for any other `HTTP/1.x`, of which the library accepts all.
    var isVersion11: Bool? {
        switch UInt8(bitPattern: version[Self.versionBytes - 1]) {
        case UInt8(ascii: "0"): false
        case UInt8(ascii: "1"): true
        default: nil
        }
    }

    /// The bytes from the end of the version to the end of the head, or nil when there is more in the line than one
    /// space between its parts: a second space, or a zero byte, which would hide what follows it.
    ///
    /// - Parameter headBytes: the size of the head, which begins with the method.
    func fields(targetBytes: Int, headBytes: Int) -> UnsafeRawBufferPointer? {
        let lineBytes = methodBytes.count + 1 + targetBytes + 1 + Self.versionBytes
        guard target == method + methodBytes.count + 1, version == target + targetBytes + 1, lineBytes <= headBytes
        else { return nil }
        return UnsafeRawBufferPointer(start: version + Self.versionBytes, count: headBytes - lineBytes)
    }
}
