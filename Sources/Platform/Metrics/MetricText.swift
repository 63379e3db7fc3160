// SPDX-License-Identifier: Apache-2.0

/// The parts of the Prometheus text format, version 0.0.4.
enum MetricText {
    /// Label pairs in braces, or nothing when there are none.
    static func labels(_ pairs: [(String, String)]) -> String {
        if pairs.isEmpty { return "" }
        return "{" + pairs.map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    /// Backslashes and line feeds escaped, and in label values quotation marks too.
    static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A number as the format has it: `0.005`, `10`, `+Inf`.
    static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if value == -.infinity { return "-Inf" }
        if value.isNaN { return "NaN" }
        let text = String(value)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Whether the text can name a metric.
    static func isMetricName(_ text: String) -> Bool {
        isName(text) { $0 == UInt8(ascii: ":") }
    }

    /// Whether the text can name a label that a program may choose.
    static func isLabelName(_ text: String) -> Bool {
        isName(text) { _ in false } && !text.hasPrefix("__")
    }

    private static func isName(_ text: String, alsoAllowed: (UInt8) -> Bool) -> Bool {
        for (position, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                continue
            case UInt8(ascii: "0")...UInt8(ascii: "9") where position > 0: continue
            case let other where alsoAllowed(other): continue
            default: return false
            }
        }
        return !text.isEmpty
    }
}
