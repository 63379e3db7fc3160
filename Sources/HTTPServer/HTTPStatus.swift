// SPDX-License-Identifier: Apache-2.0

/// The status code of a final response, 200 to 599 (RFC 9110, section 15).
package struct HTTPStatus: Sendable, Hashable {
    /// The three digits.
    package let code: UInt16

    /// Names a final status.
    ///
    /// - Precondition: `code` is between 200 and 599. It is the program's choice, never read from outside.
    package init(_ code: UInt16) {
        precondition((200...599).contains(code), "status \(code) is not that of a final response")
        self.code = code
    }

    /// RFC 9110, section 15.3.1.
    package static let ok = HTTPStatus(200)
    /// RFC 9110, section 15.3.2.
    package static let created = HTTPStatus(201)
    /// RFC 9110, section 15.3.3.
    package static let accepted = HTTPStatus(202)
    /// RFC 9110, section 15.5.1.
    package static let badRequest = HTTPStatus(400)
    /// RFC 9110, section 15.5.2.
    package static let unauthorized = HTTPStatus(401)
    /// RFC 9110, section 15.5.4.
    package static let forbidden = HTTPStatus(403)
    /// RFC 9110, section 15.5.5.
    package static let notFound = HTTPStatus(404)
    /// RFC 9110, section 15.5.6.
    package static let methodNotAllowed = HTTPStatus(405)
    /// RFC 9110, section 15.5.10.
    package static let conflict = HTTPStatus(409)
    /// RFC 9110, section 15.5.11.
    package static let gone = HTTPStatus(410)
    /// RFC 9110, section 15.5.14.
    package static let contentTooLarge = HTTPStatus(413)
    /// RFC 9110, section 15.5.16.
    package static let unsupportedMediaType = HTTPStatus(415)
    /// RFC 6585, section 5.
    package static let headTooLarge = HTTPStatus(431)
    /// RFC 9110, section 15.6.1.
    package static let internalServerError = HTTPStatus(500)
    /// RFC 9110, section 15.6.2.
    package static let notImplemented = HTTPStatus(501)
    /// RFC 9110, section 15.6.4.
    package static let serviceUnavailable = HTTPStatus(503)
    /// RFC 9110, section 15.6.6.
    package static let versionNotSupported = HTTPStatus(505)
}
