// SPDX-License-Identifier: Apache-2.0

/// One parsed JSON text. Immutable; nodes refer into it without copying.
package final class JSONDocument: Sendable {
    let text: [UInt8]
    let tokens: [JSONToken]

    /// Parses `text` within `limits`.
    package init(_ text: [UInt8], limits: JSONLimits = .document) throws(JSONError) {
        self.text = text
        tokens = try text.withUnsafeBufferPointer { (buffer) throws(JSONError) -> [JSONToken] in
            var parser = JSONParser(buffer, limits: limits)
            try parser.parse()
            return parser.tokens
        }
    }

    /// Parses the UTF-8 of `text` within `limits`.
    package convenience init(_ text: String, limits: JSONLimits = .document) throws(JSONError) {
        try self.init(Array(text.utf8), limits: limits)
    }

    /// The value that the whole text is.
    package var root: JSONNode { JSONNode(document: self, index: 0) }
}
