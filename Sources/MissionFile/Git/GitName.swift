// SPDX-License-Identifier: Apache-2.0

/// The names of branches and files as a mission file writes them.
package enum GitName {
    /// A branch by its short name, or the start of several: `feature/passkey`, `feature/*`, `*`.
    package struct Branches: Hashable, Sendable {
        /// Nil for every branch.
        package let name: String?
        /// Whether the branches under the name are meant too.
        package let isPrefix: Bool

        /// Refuses what git would not take for a branch (`git check-ref-format --branch`), and stars elsewhere.
        package init(_ text: String) throws(GitNameError) {
            isPrefix = text == "*" || text.hasSuffix("/*")
            name = text == "*" ? nil : isPrefix ? String(text.dropLast(2)) : text
            guard let name else { return }
            if name.hasPrefix("refs/heads/") { throw GitNameError("must be the short name, without `refs/heads/`") }
            guard GitName.isBranch(name) else {
                throw GitNameError("must be the name of a branch, `name/*` for those under a name, or `\"*\"` for all")
            }
        }
    }

    /// A file or a folder by its path from the top of the repository: `README.md`, `src/` or `src/**`, `**`.
    package struct Files: Hashable, Sendable {
        /// Nil for every file.
        package let path: String?
        /// Whether everything beneath is meant too.
        package let isFolder: Bool

        static let all = Files()

        private init() {
            path = nil
            isFolder = true
        }

        /// Refuses what leaves the tree, git's own folder, and stars elsewhere.
        package init(_ text: String) throws(GitNameError) {
            let folder = text.hasSuffix("/**") ? text.dropLast(3) : text.hasSuffix("/") ? text.dropLast() : nil
            isFolder = folder != nil || text == "**" || text == "."
            path = text == "**" || text == "." ? nil : String(folder ?? text[...])
            guard let path else { return }
            guard !path.contains("*") else {
                throw GitNameError("must be a file or a folder; a star is only possible at the end, as in `src/**`")
            }
            guard GitName.isPath(path) else {
                throw GitNameError("must be a path from the top of the repository, such as `src/` or `README.md`")
            }
        }
    }

    /// The rules of `git check-ref-format --branch`.
    private static func isBranch(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let isClean = bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"~^:?*[\\".utf8.contains($0) }
        let holds = { (text: String) in bytes.firstRange(of: Array(text.utf8)) != nil }
        return isClean && name != "@" && name != "HEAD" && bytes.first != UInt8(ascii: "-")
            && bytes.last != UInt8(ascii: ".") && !holds("..") && !holds("@{")
            && URIPath.names(name).allSatisfy { part in
                !part.isEmpty && part.utf8.first != UInt8(ascii: ".") && !part.hasSuffix(".lock")
            }
    }

    /// Segments that are names; git's own folder is not part of the tree.
    private static func isPath(_ path: String) -> Bool {
        URIPath.names(path).allSatisfy { !["", ".", "..", ".git"].contains($0.lowercased()) }
            && path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
