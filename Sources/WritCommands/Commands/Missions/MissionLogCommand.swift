// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Glibc
import MissionKernel
import Platform

/// `writ mission log`
enum MissionLogCommand {
    private static let all = Flag("all", "with all that happened to the missions below it")
    private static let follow = Flag("follow", "go on, and tell what happens as it happens")

    static let verb = Command<Verb>("log", "Tell what has happened to a mission", action: run).with {
        $0.discussion = [
            "One sentence for each entry of the ledger: who approved what, what was permitted and done, what was "
                + "refused and why, what stopped it and what followed."
        ]
        $0.flags = [all, follow]
        $0.positionals = [MissionCommands.mission]
        $0.examples = [
            Example("writ mission log msn_Kx3", "what has happened so far"),
            Example("writ mission log msn_Kx3 --all --follow", "with its children, and as it goes on"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let client = try context.connect()
        let id = try Names.mission(context.arguments[MissionCommands.mission], context, client)
        let isOwner = context.session == nil || context.arguments[Everywhere.home] != nil
        var log = MissionLog(of: id, withAncestors: isOwner, withChildren: context.arguments[all], client)
        let entries = try log.next()
        guard context.arguments[follow] else {
            show(entries, context)
            return .success
        }
        return try follow(&log, entries, context)
    }

    private static func show(_ entries: [ShownEntry], _ context: CommandContext) {
        guard !context.terminal.facts.wantsJSON else {
            return context.terminal.printJSON(canonical: ShownEntry.json(entries))
        }
        var report = LedgerReport()
        report.show(entries, on: context.terminal)
    }

    /// Tells what is there, and then what comes, until the authority ends or nobody listens any more.
    private static func follow(
        _ log: inout MissionLog, _ entries: [ShownEntry], _ context: CommandContext
    ) throws -> ExitStatus {
        let output = try FileDescriptor.duplicating(STDOUT_FILENO)
        var report = LedgerReport()
        var news = entries
        while true {
            if context.terminal.facts.wantsJSON {
                for entry in news { context.terminal.printJSON(canonical: entry.json) }
            } else {
                report.show(news, on: context.terminal)
            }
            if try output.waitForReaderToGo(deadline: .after(pause)) { return .success }
            news = try log.next()
        }
    }

    private static let pause = Duration.milliseconds(300)
}
