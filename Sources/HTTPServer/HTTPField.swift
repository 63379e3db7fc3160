// SPDX-License-Identifier: Apache-2.0

/// One header field of a response, known to be well formed.
///
/// A field cannot hold what would end its line, so no value can split a response. The fields that frame a message
/// (`Content-Length`, `Transfer-Encoding`, `Connection`, `Date`) are the server's own and cannot be built.
package struct HTTPField: Sendable, Hashable {
    /// A token, in the letter case it was given in.
    package let name: String
    /// Not empty; no blanks around it, no control characters but tab in it.
    package let value: String

    /// A field written in the program.
    ///
    /// - Precondition: it is well formed; see `init(name:value:)`.
    package init(_ name: StaticString, _ value: StaticString) {
        guard let field = HTTPField(name: name.description, value: value.description) else {
            preconditionFailure("`\(name): \(value)` is not a field a response may carry")
        }
        self = field
    }

    /// A field whose value comes from data, or nil when it is not well formed.
    ///
    /// The name is a token. The value is not empty, begins and ends with neither space nor tab, and holds no control
    /// character but tab.
    package init?(name: String, value: String) {
        guard !name.isEmpty, name.utf8.allSatisfy(HTTPSyntax.isToken), !Self.isFraming(name),
            let first = value.utf8.first, !HTTPSyntax.isBlank(first),
            let last = value.utf8.last, !HTTPSyntax.isBlank(last),
            value.utf8.allSatisfy(HTTPSyntax.isFieldValue)
        else { return nil }
        self.name = name
        self.value = value
    }

    private static func isFraming(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: name.lowercased() == "date"
        case 10: name.lowercased() == "connection"
        case 14: name.lowercased() == "content-length"
        case 17: name.lowercased() == "transfer-encoding"
        default: false
        }
    }
}
