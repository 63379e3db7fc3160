// SPDX-License-Identifier: Apache-2.0

/// Why a text does not say where a repository is, or what a branch or a file in it is called.
package struct GitNameError: Error, Equatable, CustomStringConvertible {
    /// To be read after what was given: ``must not have a password``.
    package let description: String

    init(_ description: String) { self.description = description }
}
