// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ narrow`
enum NarrowCommand {
    private static let mission = Positional("mission", "the mission, or the start of its identifier")
    private static let action = Option(
        "action", value: "ACTION", "what is no longer allowed there; without it, everything", isRepeatable: true)
    private static let event = Option("event", value: "ID", "names this narrowing, so that sending it twice is once")

    static let verb = Command<Verb>("narrow", "Take capabilities away from a mission, for good", action: run).with {
        $0.discussion = [
            "The mission goes on with the rest, and so does all below it. To give something back, propose a mission "
                + "that takes over (`writ mission propose --takes-over`)."
        ]
        $0.options = [action] + ResourceOptions.all + [event, DenyCommand.reason]
        $0.positionals = [mission]
        $0.examples = [
            Example("writ narrow msn_Kx3 --git ./shop.git --branch main --action git.push", "no more pushes to main"),
            Example("writ narrow msn_Kx3 --resource https://erp.example.com/journal", "nothing there any longer"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let resource = try ResourceOptions.resource(context)
        let client = try context.connect()
        let id = try Names.mission(context.arguments.required(mission), context, client)
        let event = context.arguments[event] ?? "evt_" + Entropy.hexadecimal(byteCount: 16)
        let before = try client.get("/v1/missions/\(id.text)")
        let entries = try AuthorityGrammar.entries(before.member("authorization_details"))
        let narrowing = try Narrowing(
            of: entries, at: resource, actions: context.arguments.all(action), policy: Policy.current(client))
        let answer = try client.post("/v1/missions/\(id.text)/narrow") { json in
            json.member("event_id", event)
            if let reason = context.arguments[DenyCommand.reason] { json.member("reason", reason) }
            json.member("removed", narrowing.removals)
        }
        let isChanged = answer["containment_version"]?.shownNumber != before["containment_version"]?.shownNumber
        MissionReportText.answer(
            answer, context,
            changes: isChanged ? narrowing.lines : ["Nothing has changed: it had been taken away before."])
        return .success
    }
}

/// A resource on the command line: its URI, or a repository with what in it is meant.
enum ResourceOptions {
    static let resource = Option("resource", value: "URI", "the resource, as an absolute URI")
    static let git = Option("git", value: "REPOSITORY", "the resource is this git repository, by path or URL, or in it")
    static let branch = Option("branch", value: "NAME", "the branch in the repository")
    static let file = Option("path", value: "PATH", "the file or folder in the repository, from its top")
    static let tag = Option("tag", value: "NAME", "the tag in the repository")
    static let all = [resource, git, branch, file, tag]

    /// The URI of what is meant.
    static func resource(_ context: CommandContext) throws -> String {
        guard let resource = try resourceIfNamed(context) else {
            throw UsageError("it is not clear which resource is meant", hints: ["name it: `--resource` or `--git`"])
        }
        return resource
    }

    static func resourceIfNamed(_ context: CommandContext) throws -> String? {
        let arguments = context.arguments
        let parts = [branch, file, tag].filter { arguments[$0] != nil }
        switch (arguments[resource], arguments[git]) {
        case (nil, nil):
            guard parts.isEmpty else { throw UsageError("`--\(parts[0].name)` needs `--git`") }
            return nil
        case (let uri?, nil):
            guard parts.isEmpty else { throw UsageError("`--\(parts[0].name)` needs `--git`, not `--resource`") }
            guard ResourceURI(uri) != nil else {
                throw UsageError(
                    "`--resource` must be an absolute URI, such as `https://api.example.com/invoices`, not "
                        + InertText.quoted(uri),
                    hints: ["a git repository is named by its folder or URL with `--git`"])
            }
            return uri
        case (nil, let location?):
            guard parts.count < 2 else { throw UsageError("only one of `--branch`, `--path` and `--tag` can be meant") }
            return try gitResource(location, context)
        case (_?, _?): throw UsageError("`--resource` and `--git` cannot both be meant")
        }
    }

    /// A path however it is written: `tests`, `tests/` and `./tests` are the same.
    private static func part(_ path: String) throws(UsageError) -> GitResource.Part {
        let names = path.split(separator: "/").filter { $0 != "." }
        guard !names.contains("..") else {
            throw UsageError("`--path` goes from the top of the repository, without `..`")
        }
        return names.isEmpty ? .files : .file(names.joined(separator: "/"))
    }

    private static func gitResource(_ location: String, _ context: CommandContext) throws -> String {
        let arguments = context.arguments
        let part: GitResource.Part =
            if let name = arguments[branch] { .branch(name) } else if let path = arguments[file] {
                try part(path)
            } else if let name = arguments[tag] { .tag(name) } else { .repository }
        do throws(GitNameError) {
            let origin = GitOrigin.repository(
                ofClone: location, environment: context.environment, directory: context.directory)
            if let origin { return GitResource(origin, part).uri }
            return GitResource(try GitRepository(location, from: context.directory), part).uri
        } catch {
            throw UsageError("`--git` \(error)")
        }
    }
}
