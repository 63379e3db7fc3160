// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import AuthorityHost
import CanonicalJSON
import Glibc
import MissionFile
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ guard …`
enum GuardCommands {
    static let group = Command<Verb>(
        "guard", "Let a git repository take only what a mission permits", verbs: [install, receive])

    private static let repository = Positional("repository", "the folder of the repository that is pushed to")
    private static let name = Option(
        "as", value: "URL", "how missions name the repository, when it is pushed to under another name than its path")

    private static let install = Command<Verb>("install", "Put the guard before a repository", action: runInstall).with
    {
        $0.discussion = [
            "Writes a pre-receive hook. From then on a push is taken only while it is made under a permit: whoever "
                + "pushes, and whatever credential they have. That the commit is the one which was permitted is "
                + "checked too.",
            "Where an agent reaches the repository as a folder of its own machine, the hook is a process under the "
                + "agent's mission, and asks as the agent's session: it is told of that session's permits alone. There "
                + "the guard stops mistakes, and not an agent that writes to the folder itself.",
            "Put it before a repository, or a mirror, that agents push to and people do not.",
        ]
        $0.options = [name]
        $0.positionals = [repository]
        $0.examples = [Example("writ guard install /srv/git/shop.git", "agents push there by `writ do -- git push`")]
    }

    private static let receive = Command<Verb>("receive", "Judge a push, as git's pre-receive hook", action: runReceive)
        .with {
            $0.options = [name]
            $0.examples = [Example("writ guard receive < refs", "`old new ref`, line by line; 0: it is permitted")]
        }

    private static let inputBytesMax = 16 << 20

    private static func runInstall(_ context: CommandContext) throws -> ExitStatus {
        let typed = context.path(try context.arguments.required(repository))
        let folder = try Files.exists(typed) ? Files.resolved(typed) : typed
        let git = try Files.exists(folder + "/objects") ? folder : folder + "/.git"
        guard try Files.exists(git + "/objects"), try Files.exists(git + "/refs") else {
            throw UsageError("\(InertText.quoted(folder)) is not a git repository")
        }
        guard GitOrigin.hooksFolder(of: folder, environment: context.environment) == git + "/hooks" else {
            throw UsageError(
                "the repository has its hooks somewhere else (`core.hooksPath`)",
                hints: ["call `writ guard receive` from the pre-receive hook there"])
        }
        let hook = git + "/hooks/pre-receive"
        guard try !Files.exists(hook) || isOwn(hook) else {
            throw UsageError("there is a hook already: `\(hook)`", hints: ["call `writ guard receive` from it"])
        }
        // Installed again it is replaced, so that another home or name takes effect.
        let words =
            [context.program, "guard", "receive", "--home", try context.home().path]
            + (context.arguments[name].map { ["--\(name.name)", $0] } ?? [])
        let script = scriptStart + words.map(ShellWord.quoted).joined(separator: " ") + "\n"
        try Files.createDirectory(git + "/hooks")
        try Files.replace(hook, with: Array(script.utf8), mode: 0o755)
        context.terminal.answer(
            ["hook": .string(hook)],
            orText: {
                context.terminal.print(StyledText("guarded: ", .good) + StyledText(hook))
            })
        return .success
    }

    private static let scriptStart = "#!/bin/sh\nexec "
    private static let hookBytesMax = 64 * 1024

    /// Whether a hook is one that was installed here, and does nothing else.
    private static func isOwn(_ hook: String) throws -> Bool {
        let script = String(decoding: try Files.read(hook, limitBytes: hookBytesMax), as: UTF8.self)
        return script.hasPrefix(scriptStart) && script.contains("' 'guard' 'receive' '--home' '")
            && script.split(separator: "\n").count == 2
    }

    private static func runReceive(_ context: CommandContext) throws -> ExitStatus {
        let input = try FileDescriptor.duplicating(STDIN_FILENO).readToEnd(limitBytes: inputBytesMax)
        let repository = try GitRepository(context.arguments[name] ?? context.directory, from: context.directory)
        let client = try context.connectToHome()
        for line in String(decoding: input, as: UTF8.self).split(separator: "\n") {
            let push = try ReceivedPush(
                String(line), to: repository, environment: context.environment, directory: context.directory)
            let answer = try client.post("/v1/permits/in-use") { json in
                json.member("action", push.change.action)
                json.member("parameters", canonical: JSONValue.object(push.parameters).canonicalBytes)
                json.member("resource", push.resource.uri)
            }
            guard try mayChange(push.files, answer["permits"], client) else {
                throw CommandFailure(
                    .refused, "no mission permits `\(push.change.action)` of this on \(push.change.ref) now",
                    hints: ["push by `writ do -- git push …`, inside a session"])
            }
        }
        return .success
    }
}

extension GuardCommands {
    private static let filesInQuestionMax = 1000

    /// Whether one of the permits belongs to a mission under which all of these files may be changed.
    private static func mayChange(
        _ files: [GitResource], _ permits: JSONNode?, _ client: AuthorityClient
    ) throws -> Bool {
        var missions: [MissionID] = []
        try permits?.forEachElement { permit in missions.append(try permit.member("mission").identifier()) }
        return try missions.contains { mission in
            try stride(from: 0, to: files.count, by: filesInQuestionMax).allSatisfy { start in
                let some = files[start..<min(start + filesInQuestionMax, files.count)].map(\.uri)
                return try client.results(of: "git.write", on: some, under: mission).allSatisfy(\.isPermitted)
            }
        }
    }
}

/// A word of a shell command.
private enum ShellWord {
    static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
