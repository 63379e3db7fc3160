// SPDX-License-Identifier: Apache-2.0

import MissionFile

/// The clone in which a git command runs.
struct GitWorkplace: Sendable {
    let git: GitProgram
    /// The folder that the command works in.
    let folder: String

    init(_ invocation: GitInvocation, environment: [String: String], directory: String) {
        git = GitProgram(invocation, environment: environment, directory: directory)
        folder = invocation.folder(from: directory)
    }

    /// The top folder of the work tree.
    func top() throws(GitError) -> String {
        guard let top = try git.line("rev-parse", "--show-toplevel") else {
            throw GitError("`\(folder)` is not in a git repository")
        }
        return top
    }

    /// The repository at `remote`, by its name or URL; without one, the repository that this clone is of.
    func repository(at remote: String? = nil) throws(GitError) -> GitRepository {
        let top = try top()
        guard let remote = try fetchRemote(remote) else { return try Self.identity(top, from: top) }
        return try Self.identity(url(of: remote), from: top)
    }

    /// The URL that git would reach a remote by, or a URL: as the settings rewrite it (`url.<base>.insteadOf`).
    func url(of remote: String) throws(GitError) -> String {
        guard remote.utf8.first != UInt8(ascii: "-"), let url = try git.line("ls-remote", "--get-url", remote) else {
            throw GitError("`\(remote)` is no remote")
        }
        return url
    }

    /// The remote that is pushed to: the one that is named, or else the one that git would take.
    func pushRemote(_ named: String?) throws(GitError) -> String? {
        if let named { return named }
        if let branch = try branch(), let remote = try git.line("config", "--get", "branch.\(branch).pushRemote") {
            return remote
        }
        if let remote = try git.line("config", "--get", "remote.pushDefault") { return remote }
        return try fetchRemote(nil)
    }

    /// The remote that is fetched from: the one that is named, or else that of the current branch, else `origin`, else
    /// the only one there is; nil without remotes.
    func fetchRemote(_ named: String?) throws(GitError) -> String? {
        if let named { return named }
        if let branch = try branch(), let remote = try git.line("config", "--get", "branch.\(branch).remote") {
            return remote
        }
        let remotes = try git.line("remote")?.split(separator: "\n").map(String.init) ?? []
        if remotes.contains("origin") { return "origin" }
        guard remotes.count <= 1 else {
            throw GitError("it cannot be told which of the remotes \(remotes.joined(separator: ", ")) is meant")
        }
        return remotes.first
    }

    /// The current branch; nil when there is none (a detached head).
    func branch() throws(GitError) -> String? { try git.line("symbolic-ref", "--quiet", "--short", "HEAD") }

    /// The object that a name stands for.
    func object(_ name: String) throws(GitError) -> String? {
        try git.line("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    }

    static func identity(_ location: String, from directory: String) throws(GitError) -> GitRepository {
        do throws(GitNameError) {
            return try GitRepository(location, from: directory)
        } catch {
            throw GitError("the repository `\(location)` \(error)")
        }
    }
}
