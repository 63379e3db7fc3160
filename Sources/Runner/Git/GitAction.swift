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
    /// What does exactly what was looked at: aliases are written out, and defaults said.
    package var commandLine: [String] = []
    /// Names this one execution: doing it again would have the same name.
    package var key: String?
    /// Finds out whether it happened.
    package var probe: EffectPerformer.Probe?
    /// Looks afterwards whether exactly what was looked at has been done.
    package var review: EffectPerformer.Review?
    /// Recognizes the keys of earlier attempts, where everything stands as the command would have it already.
    package var isDoneUnder: (@Sendable (String) -> Bool)?

    /// What a push that stands has the clone remember.
    package var upstream: GitUpstream?

    init(_ action: String, _ resource: GitResource) {
        self.action = action
        self.resource = resource
    }

    /// Reads a git command line that would run in `directory`.
    package init(
        _ written: GitInvocation, environment: [String: String], directory: String
    ) throws(GitError) {
        let workplace = GitWorkplace(written, environment: environment, directory: directory)
        let invocation = try written.expanded(in: workplace)
        guard let subcommand = Subcommand(rawValue: invocation.subcommand) else { throw Self.unknown(invocation) }
        let place = GitWorkplace(invocation, environment: environment, directory: directory)
        switch subcommand {
        case .branch: self = try .branch(invocation, in: place)
        case .checkout: self = try .checkout(invocation, in: place)
        case .clone: self = try .clone(invocation, in: place)
        case .commit: self = try .commit(invocation, in: place)
        case .fetch: self = try .fetch(invocation, in: place)
        case .lsRemote: self = try .lsRemote(invocation, in: place)
        case .pull: self = try .pull(invocation, in: place)
        case .push: self = try .push(invocation, in: place)
        case .switch: self = try .switch(invocation, in: place)
        case .tag: self = try .tag(invocation, in: place)
        default: self = try .read(in: place)
        }
        if commandLine.isEmpty { commandLine = invocation.commandLine() }
    }

    /// The subcommands of git of which it is known what they do.
    enum Subcommand: String {
        case branch, checkout, clone, commit, fetch, pull, push, `switch`, tag
        case lsRemote = "ls-remote"

        // These only read.
        case blame, describe, diff, grep, log, shortlog, show, status
        case catFile = "cat-file"
        case lsFiles = "ls-files"
        case lsTree = "ls-tree"
        case mergeBase = "merge-base"
        case revList = "rev-list"
        case revParse = "rev-parse"
    }
}

/// What only reads.
extension GitAction {
    private static func read(in workplace: GitWorkplace) throws(GitError) -> GitAction {
        GitAction("git.read", GitResource(try workplace.repository(), .repository))
    }

    private static func lsRemote(
        _ invocation: GitInvocation, in workplace: GitWorkplace
    ) throws(GitError) -> GitAction {
        let words = try invocation.words(.lsRemote)
        let remote = try workplace.fetchRemote(words.operands.first)
        return GitAction("git.fetch", GitResource(try workplace.repository(at: remote), .repository))
    }

    private static func fetch(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        try fetch(invocation, invocation.words(.fetch), in: workplace)
    }

    private static func pull(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        try fetch(invocation, invocation.words(.pull), in: workplace)
    }

    /// From one repository: neither from those of its submodules nor from all of a group.
    private static func fetch(
        _ invocation: GitInvocation, _ words: GitWords, in workplace: GitWorkplace
    ) throws(GitError) -> GitAction {
        guard let remote = try workplace.fetchRemote(words.operands.first) else {
            throw GitError("it cannot be told where to fetch from; name the remote")
        }
        guard try workplace.git.line("config", "--get-all", "remotes.\(remote)") == nil else {
            throw GitError("`\(remote)` is a group of remotes; fetch from one at a time")
        }
        var action = GitAction("git.fetch", GitResource(try workplace.repository(at: remote), .repository))
        action.commandLine = invocation.commandLine(
            words.options.flatMap(\.words) + ["--no-recurse-submodules", "--", remote] + words.operands.dropFirst())
        return action
    }

    private static func clone(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        let words = try invocation.words(.clone)
        guard let location = words.operands.first else { throw GitError("it does not say what to clone") }
        let url = try workplace.url(of: location)
        let repository = try GitWorkplace.identity(url, from: workplace.folder)
        var action = GitAction("git.clone", GitResource(repository, .repository))
        action.commandLine = invocation.commandLine(
            words.options.flatMap(\.words) + ["--no-recurse-submodules", "--"] + words.operands)
        return action
    }
}

/// What concerns names.
extension GitAction {
    private static func branch(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        let words = try invocation.words(.branch)
        let lists = words.has(
            "-l", "--list", "--show-current", "--contains", "--no-contains", "--merged", "--no-merged", "--points-at")
        guard let name = words.operands.first, !lists else { return try read(in: workplace) }
        if words.has("-d", "-D", "--delete") {
            guard words.operands.count == 1, words.hasOnly("-d", "-D", "--delete", "-f", "--force", "-q", "--quiet")
            else { throw unknown(invocation) }
            return GitAction("git.branch.delete", GitResource(try workplace.repository(), .branch(name)))
        }
        guard words.hasOnly("-q", "--quiet", "-t", "--track", "--no-track", "--create-reflog") else {
            throw unknown(invocation)
        }
        return try newBranch(name, in: workplace)
    }

    private static func checkout(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction
    {
        guard let name = try invocation.words(.checkout).value("-b") else { throw unknown(invocation) }
        return try newBranch(name, in: workplace)
    }

    private static func `switch`(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction
    {
        guard let name = try invocation.words(.switch).value("-c", "--create") else { throw unknown(invocation) }
        return try newBranch(name, in: workplace)
    }

    private static func newBranch(_ name: String, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        GitAction("git.branch.create", GitResource(try workplace.repository(), .branch(name)))
    }

    private static func tag(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        let words = try invocation.words(.tag)
        let lists = words.has(
            "-l", "--list", "-n", "--contains", "--no-contains", "--merged", "--no-merged", "--points-at", "-v",
            "--verify")
        guard let name = words.operands.first, !lists else { return try read(in: workplace) }
        guard !words.has("-d", "--delete", "-f", "--force") else { throw unknown(invocation) }
        return GitAction("git.tag", GitResource(try workplace.repository(), .tag(name)))
    }
}
