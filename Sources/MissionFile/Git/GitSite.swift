// SPDX-License-Identifier: Apache-2.0

/// What there is at a path that a mission file names as a repository.
package enum GitSite: Sendable {
    /// A repository, or the top of a clone: which repository it stands for where that is another than itself, and what
    /// lies in it under a path from its top.
    case repository(of: GitRepository?, content: @Sendable (String) -> Content?)
    /// A folder that lies inside a repository, with the path of that.
    case inside(String)
    /// Something that is no repository and lies in none.
    case noRepository
    /// Nothing, with the names of the folders that are beside the missing one.
    case nothing(beside: [String])
    /// Nobody has looked, or it cannot be seen.
    case unknown

    package enum Content: Sendable { case file, folder }
}
