// SPDX-License-Identifier: Apache-2.0

/// How much a log line matters.
package enum LogLevel: String, Comparable, CaseIterable, Sendable {
    /// For who looks for a fault.
    case debug
    /// What happened in the normal course.
    case info
    /// Something to look at, at leisure.
    case warning
    /// Something that did not work.
    case error

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }

    /// Less important comes first.
    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

/// The value of a log field.
package enum LogValue: Hashable, Sendable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    /// Any text.
    case string(String)
    /// A whole number, with all its digits.
    case integer(Int64)
    /// True or false.
    case boolean(Bool)

    /// A text, as a literal.
    package init(stringLiteral value: String) { self = .string(value) }
    /// A whole number, as a literal.
    package init(integerLiteral value: Int64) { self = .integer(value) }
    /// True or false, as a literal.
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

/// One line of the log: a JSON object of at most 16 KiB and a line feed.
///
/// What does not fit is left out: the string that reaches the bound is cut, fields after it are dropped, and the
/// line ends with `"truncated":true`.
struct LogLine {
    static let limitBytes = 16_384
    private static let ending = Array("}\n".utf8)
    private static let truncatedEnding = Array(",\"truncated\":true}\n".utf8)
    private static let reserved: Set<String> = ["time", "level", "event", "truncated"]

    private(set) var bytes: [UInt8] = []
    private var isTruncated = false
    private var room: Int { Self.limitBytes - Self.truncatedEnding.count - bytes.count }

    init(milliseconds: Int64, level: LogLevel, event: String, fields: KeyValuePairs<String, LogValue>) {
        bytes.reserveCapacity(256)
        let time = LogTimestamp.rfc3339(milliseconds: milliseconds)
        append("{\"time\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"event\":")
        append(quoted: event)
        for (name, value) in fields where !isTruncated {
            append(name: Self.reserved.contains(name) ? "_" + name : name, value: value)
        }
        bytes.append(contentsOf: isTruncated ? Self.truncatedEnding : Self.ending)
    }

    /// Appends the field as far as it fits, or nothing of it.
    private mutating func append(name: String, value: LogValue) {
        let start = bytes.count
        append(",")
        append(quoted: name)
        append(":")
        if !isTruncated {
            switch value {
            case .string(let text) where room >= 2: return append(quoted: text)
            case .integer(let number) where room >= 20: return append(String(number))
            case .boolean(let flag) where room >= 5: return append(flag ? "true" : "false")
            default: break
            }
        }
        bytes.removeSubrange(start...)
        isTruncated = true
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends a JSON string (RFC 8259, section 7), cut between two scalars where the room ends.
    private mutating func append(quoted text: String) {
        append("\"")
        for scalar in text.unicodeScalars {
            let escape = Self.escape(for: scalar)
            guard escape?.utf8.count ?? scalar.utf8.count < room else {
                isTruncated = true
                break
            }
            if let escape { append(escape) } else { bytes.append(contentsOf: scalar.utf8) }
        }
        append("\"")
    }

    /// What stands for a scalar that cannot stand for itself.
    ///
    /// Control characters are escaped, those above ASCII too: a log is read on terminals.
    private static func escape(for scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: break
        }
        guard scalar.isControl else { return nil }
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
