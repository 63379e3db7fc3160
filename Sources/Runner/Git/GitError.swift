// SPDX-License-Identifier: Apache-2.0

/// Why it cannot be said what a git command does.
package struct GitError: Error, Equatable, CustomStringConvertible {
    /// One line, and below it what git itself said.
    package let description: String
    /// What to do instead.
    package let hints: [String]

    init(_ description: String, hints: [String] = []) {
        self.description = description
        self.hints = hints
    }
}
