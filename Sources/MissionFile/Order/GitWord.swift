// SPDX-License-Identifier: Apache-2.0

/// What may be done with a repository, in the words of a mission file.
package enum GitWord: String, CaseIterable {
    case read
    case edit
    case commit
    case push
    case createBranch = "create branch"
    case forcePush = "force push"
    case deleteBranch = "delete branch"
    case tag

    /// The action on a branch that the word means, if it is about branches.
    var branchAction: String? {
        switch self {
        case .commit: "git.commit"
        case .push: "git.push"
        case .createBranch: "git.branch.create"
        case .forcePush: "git.push.force"
        case .deleteBranch: "git.branch.delete"
        case .read, .edit, .tag: nil
        }
    }

    /// Whether files are changed under the word.
    var changesFiles: Bool { self == .edit || self == .commit }

    static let readActions = ["git.read", "git.fetch", "git.clone"]
    /// What is asked about for each file that a command changes.
    package static let fileAction = "git.write"
    static let tagAction = "git.tag"
}
