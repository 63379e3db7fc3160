// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionFile

/// A change of one reference of a repository, in the terms of a mission: the same for who pushes and for who receives.
package struct RefChange: Equatable, Sendable {
    package let kind: Kind
    /// The full name, such as `refs/heads/main`.
    package let ref: String

    package enum Kind: Character, Sendable {
        case forwarded = " "
        case forced = "+"
        case deleted = "-"
        case created = "*"
        case rejected = "!"
        case unchanged = "="
    }

    private var isTag: Bool { ref.hasPrefix("refs/tags/") }

    package var action: String {
        switch kind {
        case .deleted: isTag ? "git.tag.delete" : "git.branch.delete"
        case .forced: isTag ? "git.tag.force" : "git.push.force"
        case .forwarded, .created, .unchanged, .rejected: isTag ? "git.tag" : "git.push"
        }
    }

    /// The branch or the tag.
    package func part() throws(GitError) -> GitResource.Part {
        if isTag { return .tag(String(ref.dropFirst("refs/tags/".count))) }
        guard ref.hasPrefix("refs/heads/") else {
            throw GitError("`\(ref)` is neither a branch nor a tag; a mission cannot name it")
        }
        return .branch(String(ref.dropFirst("refs/heads/".count)))
    }

    /// What a permit for the change is bound to: the reference, and what it will stand at.
    package func parameters(commit: String?) -> [JSONValue.Member] {
        let ref = JSONValue.Member("ref", .string(ref))
        return commit.map { [JSONValue.Member("commit", .string($0)), ref] } ?? [ref]
    }
}
