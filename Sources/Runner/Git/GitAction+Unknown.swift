// SPDX-License-Identifier: Apache-2.0

extension GitAction {
    /// Subcommands that change the work folder and its clone, and nothing elsewhere. What they make is asked about when
    /// it is pushed.
    private static let local: Set<String> = [
        "add", "am", "apply", "bisect", "branch", "checkout", "cherry-pick", "clean", "gc", "init", "merge", "mv",
        "rebase", "reset", "restore", "revert", "rm", "sparse-checkout", "stash", "switch", "tag", "worktree",
    ]

    private static let permitted =
        "with `writ do --`: `git commit`, `git push`, `git pull`, `git fetch`, `git clone`, `git tag NAME`, "
        + "`git switch -c BRANCH` and `git branch -d BRANCH`"

    /// There is no permit to ask for.
    static func unknown(_ invocation: GitInvocation) -> GitError {
        let line = "`\(invocation.commandLine().map(ShellWord.typed).joined(separator: " "))`"
        guard local.contains(invocation.subcommand) else {
            return GitError(
                "it cannot be told what `git \(invocation.subcommand)` does beyond your own work folder",
                hints: ["if it does nothing there, run it without `writ do`: \(line)", permitted])
        }
        return GitError(
            "`git \(invocation.subcommand)` needs no permit for what stays in your own work folder",
            hints: ["run it without `writ do`: \(line)", permitted])
    }
}
