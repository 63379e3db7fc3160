// SPDX-License-Identifier: Apache-2.0

import MissionFile
import Platform
import Runner

/// The pre-receive hook of a repository, as the place of a guard.
struct GuardHook {
    let path: String
    /// The folder of the repository.
    let folder: String

    private static let scriptStart = "#!/bin/sh\nexec "
    private static let scriptBytesMax = 64 * 1024

    /// The hook of the repository in the folder that was typed, whether or not it is there.
    init(ofTyped typed: String, _ context: CommandContext) throws {
        let typed = context.path(typed)
        folder = try Files.exists(typed) ? Files.resolved(typed) : typed
        let git = try Files.exists(folder + "/objects") ? folder : folder + "/.git"
        guard try Files.exists(git + "/objects"), try Files.exists(git + "/refs") else {
            throw UsageError("\(InertText.quoted(folder)) is not a git repository")
        }
        guard GitOrigin.hooksFolder(of: folder, environment: context.environment) == git + "/hooks" else {
            throw UsageError(
                "the repository has its hooks somewhere else (`core.hooksPath`)",
                hints: ["call `writ guard receive` from the pre-receive hook there"])
        }
        path = git + "/hooks/pre-receive"
    }

    /// Lets the hook run a command and nothing else. A guard that is there is replaced; a hook of others is not.
    func write(_ words: [String]) throws {
        guard try !Files.exists(path) || isGuard() else {
            throw UsageError("there is a hook already: `\(path)`", hints: ["call `writ guard receive` from it"])
        }
        let script = Self.scriptStart + words.map(ShellWord.quoted).joined(separator: " ") + "\n"
        try Files.createDirectory(Files.directory(of: path))
        try Files.replace(path, with: Array(script.utf8), mode: 0o755)
    }

    /// Takes the guard away; a hook of others stays.
    func remove() throws {
        guard try Files.exists(path) else { throw UsageError("there is no guard before \(InertText.quoted(folder))") }
        guard try isGuard() else {
            throw UsageError(
                "`\(path)` is not a hook of `writ guard install`",
                hints: ["take `writ guard receive` out of it by hand"])
        }
        try Files.remove(path)
    }

    /// Whether the hook is one that was installed here, and does nothing else.
    private func isGuard() throws -> Bool {
        let script = String(decoding: try Files.read(path, limitBytes: Self.scriptBytesMax), as: UTF8.self)
        return script.hasPrefix(Self.scriptStart) && script.contains("' 'guard' 'receive' '--home' '")
            && script.split(separator: "\n").count == 2
    }
}
