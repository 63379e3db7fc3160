// SPDX-License-Identifier: Apache-2.0

/// One complete request, lent to a handler.
///
/// It points into the connection's memory, so it cannot be copied or kept: what must outlive the handler's call is
/// copied out of it. The head has passed the strict reading: one host, one length, well-formed fields and target.
package struct HTTPRequest: ~Copyable {
    /// The connection it came on.
    package let connection: HTTPConnection
    /// The whole body, at most the configured bound.
    ///
    /// Valid during the handler's call.
    package let body: UnsafeRawBufferPointer

    // SAFETY: both are the connection's, as `body` is, and this value cannot be kept.
    let methodBytes: UnsafeRawBufferPointer
    let target: UnsafeRawBufferPointer
    let fields: [RequestHead.Field]

    /// The method as sent: `GET`, `POST`.
    ///
    /// Methods are case-sensitive.
    package var method: String { String(decoding: methodBytes, as: UTF8.self) }

    /// The path as sent, still percent-encoded; it begins with `/`, or is `*`.
    package var path: String {
        String(decoding: target.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
    }

    /// The value of a field, letter case of the name aside, or nil without one.
    ///
    /// The values of a repeated field are joined by `, ` (RFC 9110, section 5.3), so that no line of two can be picked
    /// silently. Bytes that are not UTF-8 are replaced.
    package func header(_ name: StaticString) -> String? {
        var value: String?
        for field in fields where field.isNamed(name) {
            let text = field.text
            value = value.map { "\($0), \(text)" } ?? text
        }
        return value
    }

    /// The values of a field, one for each line it was sent on, in order.
    package func headerValues(_ name: StaticString) -> [String] {
        fields.filter { $0.isNamed(name) }.map(\.text)
    }
}

extension RequestHead.Field {
    /// The value without the blanks around it.
    fileprivate var text: String {
        var end = value.endIndex
        while end > value.startIndex, HTTPSyntax.isBlank(value[end - 1]) { end -= 1 }
        return String(decoding: value[..<end], as: UTF8.self)
    }
}
