// SPDX-License-Identifier: Apache-2.0

package import Platform

extension Files {
    /// Runs the body with a temporary directory, and removes the directory with all that it holds afterwards.
    package static func withTemporaryDirectory<Result>(
        prefix: String = "writ", _ body: (String) throws -> Result
    ) throws -> Result {
        let path = try createTemporaryDirectory(prefix: prefix)
        let result: Result
        do {
            result = try body(path)
        } catch {
            // WHY: the body's error says what went wrong; a directory that stays behind as well is the lesser news.
            try? removeTree(path)
            throw error
        }
        try removeTree(path)
        return result
    }
}
