// SPDX-License-Identifier: Apache-2.0

/// A word of a shell command.
package enum ShellWord {
    /// In quotes, whatever it is.
    package static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// As a person would type it: in quotes only where it needs them.
    static func typed(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=@,+^~".contains($0) }
        return isPlain ? word : quoted(word)
    }
}
