// SPDX-License-Identifier: Apache-2.0

/// Which branch of which remote a branch of a clone follows, as `git push --set-upstream` sets it.
package struct GitUpstream: Sendable, CustomStringConvertible {
    static let heads = "refs/heads/"

    let branch: String
    let remote: String
    let ref: String
    let git: GitProgram

    /// Sets it, in the settings of the clone.
    package func set() throws(GitError) {
        for (name, value) in settings { _ = try git.output(["config", name, value]) }
    }

    /// What sets it by hand.
    package var command: String {
        let lines = settings.map { ["git", "config", $0, $1].map(ShellWord.typed).joined(separator: " ") }
        return lines.joined(separator: " && ")
    }

    /// ``upstream of `feature/x`, `feature/x` of `origin` ``
    package var description: String {
        "upstream of `\(branch)`, `\(ref.dropFirst(Self.heads.count))` of `\(remote)`"
    }

    private var settings: [(String, String)] { [("branch.\(branch).remote", remote), ("branch.\(branch).merge", ref)] }
}
