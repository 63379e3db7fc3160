// SPDX-License-Identifier: Apache-2.0

/// A text that says everything a value holds, private parts included, and the same for equal values: dictionaries and
/// sets are put in order. For comparing what has no equality of its own.
package enum Portrait {
    package static func of(_ value: Any) -> String {
        if let bytes = value as? [UInt8] { return String(decoding: bytes, as: UTF8.self) }
        if let text = value as? String { return "\"\(text)\"" }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .dictionary, .set: return "{" + mirror.children.map { of($0.value) }.sorted().joined(separator: ",") + "}"
        case .collection: return "[" + mirror.children.map { of($0.value) }.joined(separator: ",") + "]"
        case .optional: return mirror.children.first.map { of($0.value) } ?? "nil"
        case .enum where mirror.children.isEmpty: return "\(value)"
        case nil where mirror.children.isEmpty: return "\(value)"
        default: return "\(mirror.subjectType)(" + members(of: mirror).joined(separator: ",") + ")"
        }
    }

    private static func members(of mirror: Mirror) -> [String] {
        mirror.children.map { child in (child.label.map { "\($0):" } ?? "") + of(child.value) }
    }
}
