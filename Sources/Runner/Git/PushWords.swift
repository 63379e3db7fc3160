// SPDX-License-Identifier: Apache-2.0

/// The words after `git push`.
struct PushWords {
    private let invocation: GitInvocation
    private let words: GitWords

    init(_ invocation: GitInvocation) throws(GitError) {
        self.invocation = invocation
        words = try invocation.words(.push)
    }

    /// For the preview, which is not to be quiet.
    var preview: [String] {
        ["push", "--dry-run", "--porcelain", "--no-verify", "--no-recurse-submodules", "--verbose"]
            + options { !["-q", "--quiet"].contains($0) } + ["--"] + words.operands
    }

    /// The push of exactly what was looked at: from this value of the reference to this one, and nothing else.
    func commandLine(of update: PushPreview.Update, _ values: RefValues, in workplace: GitWorkplace) throws(GitError)
        -> [String]
    {
        let remote = try remote(in: workplace)
        let kept = options { ["-q", "-v", "--no-verify", "--quiet", "--verbose"].contains($0) }
        return invocation.commandLine(
            kept + [
                "--no-recurse-submodules", "--no-follow-tags",
                // WHY: refused when the reference has moved since, whichever way.
                "--force-with-lease=\(update.ref):\(values.old ?? "")", "--",
                remote, "\(values.new ?? ""):\(update.ref)",
            ])
    }

    /// What `-u` asks for. It is no part of the command line, for only a push of a branch by its name would set it.
    func upstream(of update: PushPreview.Update, in workplace: GitWorkplace) throws(GitError) -> GitUpstream? {
        guard words.has("-u", "--set-upstream"), update.ref.hasPrefix(GitUpstream.heads) else { return nil }
        let source = update.source
        let branch =
            source.hasPrefix(GitUpstream.heads)
            ? String(source.dropFirst(GitUpstream.heads.count)) : source == "HEAD" ? try workplace.branch() : nil
        guard let branch else { return nil }
        return GitUpstream(branch: branch, remote: try remote(in: workplace), ref: update.ref, git: workplace.git)
    }

    private func remote(in workplace: GitWorkplace) throws(GitError) -> String {
        guard let remote = try workplace.pushRemote(words.operands.first) else {
            throw GitError("it cannot be told where to push; name the remote")
        }
        return remote
    }

    private func options(_ isMeant: (String) -> Bool) -> [String] {
        words.options.filter { isMeant($0.name) }.flatMap(\.words)
    }
}
