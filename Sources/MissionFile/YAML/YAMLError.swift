// SPDX-License-Identifier: Apache-2.0

/// A place in a text: lines and columns are counted from 1, columns in Unicode scalars.
package struct YAMLMark: Hashable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    static let start = YAMLMark(line: 1, column: 1)
}

/// Why a text is not acceptable YAML, and where.
package struct YAMLError: Error, Equatable, CustomStringConvertible {
    package let mark: YAMLMark
    /// What is wrong there and, where it can be said, what would be right.
    package let problem: String

    init(_ problem: String, at mark: YAMLMark) {
        self.mark = mark
        self.problem = problem
    }

    package var description: String { "line \(mark.line), column \(mark.column): \(problem)" }
}

/// What a text may cost before it is refused.
package struct YAMLLimits: Sendable {
    /// Bytes of the whole text.
    package var bytesMax = 256 * 1024
    /// Sequences and mappings inside each other.
    package var depthMax = 32
    /// Scalars, sequences and mappings, keys included.
    package var nodesMax = 100_000

    package init() {}
}
