// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Crypto
import MissionFile

extension GitAction {
    /// A commit on the current branch.
    static func commit(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        guard let branch = try workplace.branch() else {
            throw GitError("there is no current branch to commit to; `git switch` to one first")
        }
        let words = try invocation.words(.commit)
        let answer = try workplace.git.ask(["commit", "--dry-run", "--porcelain", "-z"] + invocation.arguments)
        let files = try committed(answer.output)
        guard answer.code == 0 || !files.isEmpty else {
            throw GitError(answer.complaint.isEmpty ? "there is nothing to commit" : "git says:\n\(answer.complaint)")
        }
        var action = GitAction("git.commit", GitResource(try workplace.repository(), .branch(branch)))
        let parent = try workplace.object("HEAD") ?? ""
        action.changedFiles = files
        action.parameters = [
            JSONValue.Member("branch", .string(branch)), JSONValue.Member("parent", .string(parent)),
            JSONValue.Member("paths_digest", .string(digest(ofPaths: files))),
        ]
        let review = try CommitReview(
            of: branch, from: parent, amends: words.has("--amend"), files: Set(files), in: workplace)
        action.review = { review.verdict() }
        action.probe = .function { review.verdict().outcome }
        return action
    }

    /// The digest of the paths, sorted, as a canonical JSON array.
    static func digest(ofPaths paths: [String]) -> String {
        let names = JSONValue.array(Set(paths).sorted().map { .string($0) })
        return DigestText.format(SHA256.digest(of: names.canonicalBytes))
    }

    /// The files of a commit, from what `git commit --dry-run --porcelain -z` prints: two letters, the first for what
    /// is to be committed, a space, the name; after a rename or a copy the old name follows on its own.
    static func committed(_ output: [UInt8]) throws(GitError) -> [String] {
        var files: [String] = []
        var parts = try output.namesBetweenNULs()[...]
        while let part = parts.popFirst() {
            let state = part.utf8.first ?? UInt8(ascii: " ")
            let isRenamed = state == UInt8(ascii: "R") || state == UInt8(ascii: "C")
            let old = isRenamed ? parts.popFirst() : nil
            guard !" ?!".utf8.contains(state), part.utf8.count > 3 else { continue }
            files.append(String(decoding: part.utf8.dropFirst(3), as: UTF8.self))
            if state == UInt8(ascii: "R"), let old { files.append(old) }
        }
        return files
    }
}

/// Looks at a commit that was made: hooks of the clone, or whoever shares the work folder, may have put more into it
/// than was asked about. Then it is taken back, and what was to be committed stays in the index.
private struct CommitReview: Sendable {
    private let branch: String
    /// What the branch stood at; empty on a branch without commits.
    private let before: String
    /// What the commit is to stand on: other than `before` when it is amended.
    private let base: String
    private let files: Set<String>
    private let workplace: GitWorkplace

    init(
        of branch: String, from before: String, amends: Bool, files: Set<String>, in workplace: GitWorkplace
    ) throws(GitError) {
        self.branch = "refs/heads/\(branch)"
        self.before = before
        base = amends ? try workplace.object("\(before)^") ?? "" : before
        self.files = files
        self.workplace = workplace
    }

    func verdict() -> EffectPerformer.Verdict {
        do throws(GitError) {
            guard let commit = try workplace.object(branch), commit != before else {
                return .refused("the branch has no new commit")
            }
            guard let excess = try excess(in: commit) else {
                return .applied([JSONValue.Member("commit", .string(commit))])
            }
            return try takeBack(commit, excess)
        } catch {
            return .unknown("it cannot be told what was committed: \(error)")
        }
    }

    /// What the commit has besides what was asked about, in words; nil when there is nothing.
    private func excess(in commit: String) throws(GitError) -> String? {
        guard try workplace.object("\(commit)^") ?? "" == base else { return "another parent" }
        let tree = base.isEmpty ? ["--root", commit] : [base, commit]
        let output = try workplace.git.output(
            ["diff-tree", "-r", "--no-renames", "--no-commit-id", "--ignore-submodules=none", "--name-only", "-z"]
                + tree)
        let others = Set(try output.namesBetweenNULs()).subtracting(files).sorted()
        return others.isEmpty ? nil : others.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    }

    private func takeBack(_ commit: String, _ excess: String) throws(GitError) -> EffectPerformer.Verdict {
        let words = before.isEmpty ? ["-d", branch, commit] : [branch, before, commit]
        guard try workplace.git.ask(["update-ref", "-m", "writ: not what was permitted"] + words).code == 0 else {
            return .unknown("the commit has more than was asked about (\(excess)), and could not be taken back")
        }
        return .refused(
            "the commit was taken back, for it had more than was asked about (\(excess)); a hook may have added it: "
                + "stage it first")
    }
}
