// SPDX-License-Identifier: Apache-2.0

import CPlatform

/// The process's environment as it was at the start.
///
/// Nothing else in Writ reads it, and nothing changes it.
package enum Environment {
    /// All variables.
    ///
    /// An entry without `=` is left out; of two with one name the first counts, as in getenv(3).
    package static let all: [String: String] = {
        var result: [String: String] = [:]
        var next = writ_environment()
        while let entry = next?.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if let name = parts.first, let value = parts.dropFirst().first, result[String(name)] == nil {
                result[String(name)] = String(value)
            }
            next = next?.successor()
        }
        return result
    }()

    /// One variable, nil when it is not set.
    ///
    /// A set variable may be empty.
    package static func value(_ name: String) -> String? { all[name] }
}
