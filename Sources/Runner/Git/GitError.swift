// SPDX-License-Identifier: Apache-2.0

/// Why it cannot be said what a git command does.
package struct GitError: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// Whether git would do it, but nobody knows what it does in the terms of a mission.
    package let isUnclassified: Bool

    init(_ description: String, isUnclassified: Bool = false) {
        self.description = description
        self.isUnclassified = isUnclassified
    }
}
