// SPDX-License-Identifier: Apache-2.0

/// Why something could not be measured, in one line.
package struct BenchFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
