// SPDX-License-Identifier: Apache-2.0

import CMicroHTTPD

/// A complete response: status, header fields and body.
///
/// It never changes and can answer any number of requests.
///
/// The server adds `Content-Length` and `Date`. A response to `HEAD` keeps the length and sends no body; 204 and 304
/// send none either. All fields together may take 4 KiB; more can exceed a connection's memory, and the connection is
/// then closed without an answer.
///
/// `@unchecked Sendable`: nothing writes to the library's response after `init`, and the library guards its count of
/// users with a lock.
package final class HTTPResponse: @unchecked Sendable {
    let status: HTTPStatus
    /// The library's response; nil when memory ran out.
    let handle: OpaquePointer?

    /// A response with a copy of `body`.
    package convenience init(_ status: HTTPStatus, _ fields: [HTTPField] = [], body: [UInt8] = []) {
        self.init(status, fields, closes: false, handle: body.withUnsafeBytes(Self.make))
    }

    /// A response with a copy of the bytes `body` points at.
    package convenience init(_ status: HTTPStatus, _ fields: [HTTPField] = [], copying body: UnsafeRawBufferPointer) {
        self.init(status, fields, closes: false, handle: Self.make(body))
    }

    /// A short text of the server's own, after which the connection is closed.
    convenience init(closing status: HTTPStatus, _ text: String) {
        let handle = Array(text.utf8).withUnsafeBytes(Self.make)
        self.init(status, [HTTPField("Content-Type", "text/plain")], closes: true, handle: handle)
    }

    /// A response of unknown length, filled by a stream.
    convenience init(_ status: HTTPStatus, _ fields: [HTTPField], stream: OpaquePointer?) {
        self.init(status, fields, closes: false, handle: stream)
    }

    private init(_ status: HTTPStatus, _ fields: [HTTPField], closes: Bool, handle: OpaquePointer?) {
        self.status = status
        let isComplete =
            handle != nil
            && fields.allSatisfy { MHD_add_response_header(handle, $0.name, $0.value) == .YES }
            && (!closes || MHD_add_response_header(handle, MHD_HTTP_HEADER_CONNECTION, "close") == .YES)
        if !isComplete { MHD_destroy_response(handle) }
        self.handle = isComplete ? handle : nil
    }

    deinit { MHD_destroy_response(handle) }

    private static func make(_ body: UnsafeRawBufferPointer) -> OpaquePointer? {
        // SAFETY: the library takes a mutable pointer and only reads through it.
        let memory = UnsafeMutableRawPointer(mutating: body.baseAddress)
        return MHD_create_response_from_buffer(body.count, memory, .RESPMEM_MUST_COPY)
    }
}
