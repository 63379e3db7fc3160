// SPDX-License-Identifier: Apache-2.0

/// The six kinds of JSON value.
package enum JSONKind: UInt8, Sendable {
    case null, boolean, number, string, array, object

    /// The kind as an error message names it.
    package var name: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// One value, or one member name, of a parsed text: where its bytes are and where its subtree ends.
///
/// Tokens stand in document order. A member's name is a string token directly before its value.
struct JSONToken {
    let kind: JSONKind
    /// For a string: it holds at least one escape. For a boolean: it is true.
    var flag: Bool
    /// The first byte; for a string the one after its quotation mark.
    let start: UInt32
    /// One past the last byte; for a string its closing quotation mark.
    var end: UInt32
    /// The index of the first token after this one's subtree.
    var next: UInt32
    /// Elements of an array, members of an object.
    var count: UInt32
}
