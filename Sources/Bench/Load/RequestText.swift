// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON

/// The bytes of a request, with room for a number that tells each one apart.
package struct RequestText: Sendable {
    private var bytes: [UInt8]
    /// Where the number stands, when there is one.
    private let place: Int?

    /// Digits of the number.
    package static let digits = 12
    /// What stands for the number in a body.
    package static let number = String(repeating: "#", count: digits)

    /// A request without a body.
    package init(get path: String) {
        bytes = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        place = nil
    }

    /// A request with a JSON body, which may contain ``number`` once.
    package init(post path: String, _ body: JSONValue) {
        let body = body.canonicalBytes
        let head = """
            POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
            Content-Length: \(body.count)\r\n\r\n
            """
        bytes = Array(head.utf8) + body
        place = bytes.firstRange(of: Array(Self.number.utf8))?.lowerBound
    }

    /// The request as it is.
    package var plain: [UInt8] { bytes }

    /// Puts the request with `number` in it at the end of `output`.
    package mutating func append(_ number: Int, to output: inout [UInt8]) {
        if let place {
            var rest = number
            for digit in (place..<place + Self.digits).reversed() {
                bytes[digit] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
        }
        output += bytes
    }
}
