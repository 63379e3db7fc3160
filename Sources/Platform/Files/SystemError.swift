// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Glibc

/// A call to the operating system that did not succeed.
///
/// Its text follows the house style: `could not read `/x`: permission denied`.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done, as the verb of a sentence: `read`, `start`, `create directory`.
    package let operation: String

    /// What it was done to: most often a path.
    ///
    /// Absent when the object has no name.
    package let path: String?

    /// The error number, as in `errno`.
    package let code: Int32

    /// Why it failed, in words.
    package let reason: String

    /// An error with the system's own text for `code`.
    package init(_ operation: String, path: String? = nil, code: Int32) {
        self.init(operation, path: path, code: code, reason: Self.text(of: code))
    }

    /// An error with a text that says more than the error number does.
    package init(_ operation: String, path: String? = nil, code: Int32, reason: String) {
        self.operation = operation
        self.path = path
        self.code = code
        self.reason = reason
    }

    /// Whether the reason is that nothing is there.
    package var isMissing: Bool { code == ENOENT }

    /// Whether the reason is that what is there is too large, or no regular file.
    package var isUnfit: Bool { code == EFBIG || code == EINVAL }

    /// One line without control characters, whatever the path contains.
    package var description: String {
        guard let path else { return "could not \(operation): \(reason)" }
        return "could not \(operation) `\(Self.printable(path))`: \(reason)"
    }

    private static func text(of code: Int32) -> String {
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            writ_error_text(code, buffer.baseAddress, buffer.count)
            return buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
        return lowerCasedStart(of: text)
    }

    /// "Permission denied" becomes "permission denied"; "RPC struct is bad" stays.
    private static func lowerCasedStart(of text: String) -> String {
        guard let first = text.first, text.dropFirst().first?.isLowercase == true else { return text }
        return first.lowercased() + text.dropFirst()
    }

    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isControl ? "\u{FFFD}" : $0 }))
    }
}

extension Unicode.Scalar {
    /// Whether a terminal could take it for a command: the control characters of ASCII and those above it.
    var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}

/// Repeats a call for as long as a signal interrupts it.
///
/// - Returns: the call's result, or -1 with `errno` set to something other than `EINTR`.
func uninterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

extension String {
    /// Refuses a text that the operating system would cut short at its zero byte.
    func checkForZeroBytes(_ operation: String) throws(SystemError) {
        guard !utf8.contains(0) else {
            throw SystemError(operation, path: self, code: EINVAL, reason: "the name contains a zero byte")
        }
    }
}
