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

    /// What a permit for the change is bound to: the reference, what it stands at, and what it will stand at.
    package func parameters(_ values: RefValues) -> [JSONValue.Member] {
        [("commit", values.new), ("old", values.old), ("ref", ref)].compactMap { name, value in
            value.map { JSONValue.Member(name, .string($0)) }
        }
    }
}

/// The objects that a reference stands at before a change and after it: nil for none.
package struct RefValues: Hashable, Sendable {
    package let old: String?
    package let new: String?

    /// `old..new`, with git's zeros for no object.
    var text: String {
        let zeros = String(repeating: "0", count: (old ?? new ?? "").utf8.count)
        return "\(old ?? zeros)..\(new ?? zeros)"
    }

    /// Whether a key names a change of the reference at `place` that ended here, whatever it began from.
    func isEnd(of key: String, at place: String) -> Bool {
        guard let start = key.firstRange(of: place)?.upperBound else { return false }
        return key[start...].prefix { $0 != " " }.hasSuffix("..\(new ?? "")")
    }

    /// Whether a change of this kind leads from the one to the other.
    func are(_ kind: RefChange.Kind, in workplace: GitWorkplace) throws(GitError) -> Bool {
        switch kind {
        case .created: return old == nil
        case .deleted: return old != nil
        case .unchanged: return old == new
        case .forced: return old != nil && old != new
        case .rejected: return false
        case .forwarded:
            guard let old, let new, old != new else { return false }
            return try workplace.git.ask(["merge-base", "--is-ancestor", old, new]).code == 0
        }
    }
}
