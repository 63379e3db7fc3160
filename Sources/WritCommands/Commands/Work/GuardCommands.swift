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
        "guard", "Let a git repository take only what a mission permits", verbs: [install, remove, receive])

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

    private static let remove = Command<Verb>("remove", "Take the guard away from a repository", action: runRemove).with
    {
        $0.discussion = ["From then on the repository takes again what git and its other settings let it."]
        $0.positionals = [repository]
        $0.examples = [Example("writ guard remove /srv/git/shop.git", "nothing is asked there any more")]
    }

    private static let receive = Command<Verb>("receive", "Judge a push, as git's pre-receive hook", action: runReceive)
        .with {
            $0.options = [name]
            $0.examples = [Example("writ guard receive < refs", "`old new ref`, line by line; 0: it is permitted")]
        }

    private static let inputBytesMax = 16 << 20

    private static func runInstall(_ context: CommandContext) throws -> ExitStatus {
        let hook = try GuardHook(ofTyped: context.arguments.required(repository), context)
        let guarded = try self.guarded(in: hook.folder, context)
        let words = [context.program, "guard", "receive", "--home", try context.home().path]
        try hook.write(words + (context.arguments[name] == nil ? [] : ["--\(name.name)", guarded.location]))
        context.terminal.answer(
            ["hook": .string(hook.path), "repository": .string(guarded.uri)],
            orText: {
                context.terminal.print(
                    StyledText("guarded: ", .good)
                        + StyledText("\(hook.path), for missions that name \(InertText.quoted(guarded.location))"))
            })
        if context.session == nil, try RunningAuthority(of: context.home()) != nil,
            try missions(naming: guarded, context.connectAsOwner(), context).isEmpty
        {
            context.terminal.warn("no mission names \(InertText.quoted(guarded.location)) yet", hint: nameHint)
        }
        return .success
    }

    private static let nameHint =
        "a mission must name the repository as the guard does: by its path, or as `writ guard install --as` says"

    /// The repository as missions are to name it.
    private static func guarded(in folder: String, _ context: CommandContext) throws -> GitRepository {
        do throws(GitNameError) {
            return try GitRepository(context.arguments[name] ?? folder, from: context.directory)
        } catch {
            throw UsageError("`--\(name.name)` \(error)")
        }
    }

    private static func runRemove(_ context: CommandContext) throws -> ExitStatus {
        let hook = try GuardHook(ofTyped: context.arguments.required(repository), context)
        try hook.remove()
        context.terminal.answer(
            ["hook": .string(hook.path)],
            orText: { context.terminal.print(StyledText("no longer guarded: ", .warning) + StyledText(hook.folder)) })
        return .success
    }

    private static func runReceive(_ context: CommandContext) throws -> ExitStatus {
        let input = try FileDescriptor.duplicating(STDIN_FILENO).readToEnd(limitBytes: inputBytesMax)
        let guarded = try guarded(in: context.directory, context)
        let client = try context.connectToHome()
        for line in String(decoding: input, as: UTF8.self).split(separator: "\n") {
            let push = try ReceivedPush(
                String(line), to: guarded, environment: context.environment, directory: context.directory)
            let answer = try client.post("/v1/permits/in-use") { json in
                json.member("action", push.change.action)
                json.member("parameters", canonical: JSONValue.object(push.parameters).canonicalBytes)
                json.member("resource", push.resource.uri)
            }
            guard try mayChange(push.files, answer["permits"], client) else {
                throw CommandFailure(
                    .refused,
                    "no mission permits `\(push.change.action)` of this on \(ResourcePhrase.text(push.resource)) now",
                    hints: [try pushHint(guarded, client, context)])
            }
        }
        return .success
    }
}

/// Which missions a guard can be about.
extension GuardCommands {
    /// Why no permit was found, or what to do.
    private static func pushHint(
        _ guarded: GitRepository, _ client: AuthorityClient, _ context: CommandContext
    ) throws -> String {
        let name = InertText.quoted(guarded.location)
        let naming = try missions(naming: guarded, client, context)
        if naming.contains(where: { $0.state == MissionState.active.rawValue }) {
            return "push by `writ do -- git push …`, inside a session"
        }
        guard let last = naming.first(where: \.isRoot) ?? naming.first else {
            return "no mission names \(name); \(nameHint)"
        }
        return "the last mission that names \(name), \(last.id), is \(last.state)"
    }

    /// Those that give something in the repository, the newest first: of the session's own, or for the owner of all.
    private static func missions(
        naming guarded: GitRepository, _ client: AuthorityClient, _ context: CommandContext
    ) throws -> [(id: String, state: String, isRoot: Bool)] {
        let ids = try context.session.map { [$0.mission.text] } ?? client.all(.missions).map { $0.text("id") }
        return try ids.compactMap { id in
            let mission = try client.get("/v1/missions/\(id)")
            let entries = try AuthorityGrammar.entries(mission.member("authorization_details"))
            return entries.contains { guarded.isTouched(by: $0.resources) }
                ? (id, mission.text("state"), mission["parent"] == nil) : nil
        }
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
                return try client.results(of: GitWord.fileAction, on: some, under: mission).allSatisfy(\.isPermitted)
            }
        }
    }
}
