// SPDX-License-Identifier: Apache-2.0

/// Why a mission file cannot be read: where, what is wrong there, and what would be right.
package struct MissionFileError: Error, Equatable, CustomStringConvertible {
    package let mark: YAMLMark
    package let problem: String
    /// What to do about it, where that can be said in a word.
    package let hint: String?

    init(_ problem: String, hint: String? = nil, at mark: YAMLMark) {
        self.mark = mark
        self.problem = problem
        self.hint = hint
    }

    init(_ error: YAMLError) { self.init(error.problem, at: error.mark) }

    /// `line 12, column 5: …`, without the hint.
    package var description: String { "line \(mark.line), column \(mark.column): \(problem)" }
}
