// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionFile

/// What a git command is about to do, in the terms of a mission: the action, the resource, and the files that change.
///
/// It is git itself that is asked, by dry runs, so that defaults, refspecs and settings count as they will.
package struct GitAction: Sendable {
    /// The action, such as `git.push`.
    package let action: String
    package let resource: GitResource
    /// What exactly is done, for the digest that a permit is bound to.
    package var parameters: [JSONValue.Member] = []
    /// The files that are changed by it, from the top of the repository.
    package var changedFiles: [String] = []
    /// What does exactly what was looked at, where that is not what was written.
    package var commandLine: [String]?
    /// Names this one execution: doing it again would have the same name.
    package var key: String?
    /// Finds out whether it happened.
    package var probe: EffectPerformer.Probe?

    init(_ action: String, _ resource: GitResource) {
        self.action = action
        self.resource = resource
    }

    /// Reads a git command line that would run in `directory`.
    package init(
        _ invocation: GitInvocation, environment: [String: String], directory: String
    ) throws(GitError) {
        let workplace = GitWorkplace(invocation, environment: environment, directory: directory)
        switch invocation.subcommand {
        case "push": self = try .push(invocation, in: workplace)
        case "commit": self = try .commit(invocation, in: workplace)
        case "fetch", "pull", "ls-remote": self = try .fetch(invocation, in: workplace)
        case "clone": self = try .clone(invocation, from: directory)
        case "branch": self = try .branch(invocation, in: workplace)
        case "checkout": self = try .newBranch(invocation, option: "b", in: workplace)
        case "switch": self = try .newBranch(invocation, option: "c", in: workplace)
        case "tag": self = try .tag(invocation, in: workplace)
        case let name where Self.reading.contains(name): self = try .read(in: workplace)
        default: throw Self.unknown(invocation)
        }
    }

    private static let reading: Set<String> = [
        "blame", "cat-file", "describe", "diff", "grep", "log", "ls-files", "ls-tree", "merge-base", "rev-list",
        "rev-parse", "shortlog", "show", "status",
    ]

    static func unknown(_ invocation: GitInvocation) -> GitError {
        GitError(
            "it cannot be told what `git \(invocation.subcommand)` does beyond your own work folder; run it as it is, "
                + "or say `--action` and `--resource`", isUnclassified: true)
    }
}

/// What reads, and what concerns names.
extension GitAction {
    private static func read(in workplace: GitWorkplace) throws(GitError) -> GitAction {
        GitAction("git.read", GitResource(try workplace.repository(), .repository))
    }

    private static func fetch(
        _ invocation: GitInvocation, in workplace: GitWorkplace
    ) throws(GitError) -> GitAction {
        guard !invocation.has("--all"), !invocation.has("--multiple") else {
            throw GitError("it fetches from several repositories; fetch from one at a time")
        }
        let remote = invocation.operands.first
        return GitAction("git.fetch", GitResource(try workplace.repository(at: remote), .repository))
    }

    private static func clone(_ invocation: GitInvocation, from directory: String) throws(GitError) -> GitAction {
        guard let location = invocation.operands.first else { throw GitError("it does not say what to clone") }
        return GitAction("git.clone", GitResource(try GitWorkplace.identity(location, from: directory), .repository))
    }

    private static func branch(
        _ invocation: GitInvocation, in workplace: GitWorkplace
    ) throws(GitError) -> GitAction {
        let names = invocation.operands
        let isListing = names.isEmpty || invocation.has("--list", "l")
        guard !isListing else { return try read(in: workplace) }
        let isDeleting = invocation.has("--delete", "d") || invocation.has("-D", "D")
        let others = invocation.arguments.contains { $0.hasPrefix("-") } && !isDeleting
        guard !others, let name = names.first, !isDeleting || names.count == 1 else { throw unknown(invocation) }
        return GitAction(
            isDeleting ? "git.branch.delete" : "git.branch.create",
            GitResource(try workplace.repository(), .branch(name)))
    }

    private static func newBranch(
        _ invocation: GitInvocation, option: Character, in workplace: GitWorkplace
    ) throws(GitError) -> GitAction {
        guard invocation.arguments.first == "-\(option)", let name = invocation.operands.first else {
            throw unknown(invocation)
        }
        return GitAction("git.branch.create", GitResource(try workplace.repository(), .branch(name)))
    }

    private static func tag(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        guard !invocation.arguments.isEmpty, !invocation.has("--list", "l") else { return try read(in: workplace) }
        guard !invocation.has("--delete", "d"), let name = invocation.operands.first else { throw unknown(invocation) }
        return GitAction("git.tag", GitResource(try workplace.repository(), .tag(name)))
    }
}
