// SPDX-License-Identifier: Apache-2.0

/// A library could not do its work for a reason outside the input: no memory, or no randomness.
package struct CryptoFailure: Error, Hashable, CustomStringConvertible {
    /// What was being done: `sign`, `generate a key`.
    package let operation: String

    package var description: String { "cannot \(operation): the system is out of memory or of randomness" }
}
