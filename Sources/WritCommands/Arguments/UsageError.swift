// SPDX-License-Identifier: Apache-2.0

/// Why a command line cannot be understood, and what to try instead.
package struct UsageError: Error, Equatable, CustomStringConvertible {
    package let problem: String
    package let hints: [String]

    package init(_ problem: String, hints: [String] = []) {
        self.problem = problem
        self.hints = hints
    }

    package var description: String { problem }
}
