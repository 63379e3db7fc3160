// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile

extension GitAction {
    /// A commit on the current branch.
    static func commit(_ invocation: GitInvocation, in workplace: GitWorkplace) throws(GitError) -> GitAction {
        guard let branch = try workplace.branch() else {
            throw GitError("there is no current branch to commit to; `git switch` to one first")
        }
        try CommitWords.check(invocation.arguments)
        let answer = try workplace.git.ask(["commit", "--dry-run", "--porcelain", "-z"] + invocation.arguments)
        let files = try committed(answer.output)
        guard answer.code == 0 || !files.isEmpty else {
            throw GitError(answer.complaint.isEmpty ? "there is nothing to commit" : "git says: \(answer.complaint)")
        }
        var action = GitAction("git.commit", GitResource(try workplace.repository(), .branch(branch)))
        let parent = try workplace.object("HEAD") ?? ""
        action.changedFiles = files
        action.parameters = [
            JSONValue.Member("branch", .string(branch)), JSONValue.Member("parent", .string(parent)),
            JSONValue.Member("paths", .array(files.sorted().map { .string($0) })),
        ]
        return action
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
