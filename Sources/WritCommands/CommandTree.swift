// SPDX-License-Identifier: Apache-2.0

/// All verbs.
enum CommandTree {
    static let root = Command<Verb>(
        "writ", "The authority that AI agents run under",
        verbs: authority + missions + work + people + ledger + tools
    ).with { root in
        root.discussion = [
            "A session tells an agent where it can continue. A mission tells it whether it is still allowed to.",
            "A mission is a work order that a person has approved: what for, what may be touched, until when, and "
                + "which facts must hold. Agents run under it as sessions, and ask before each effect.",
        ]
        root.examples = [
            Example("writ init && writ up --detach", "make an authority and start it"),
            Example("writ mission new --template coding > m.yaml", "write a work order"),
            Example("writ mission propose m.yaml", "propose it"),
            Example("writ approve sub_…", "approve it, with your passphrase"),
            Example("writ run --mission msn_… -- ./agent", "let an agent work under it"),
        ]
    }

    private static func section(_ title: String, _ verbs: [Command<Verb>]) -> [Command<Verb>] {
        verbs.map { $0.with { verb in verb.section = title } }
    }

    private static let authority = section(
        "the authority",
        [InitCommand.verb, UpCommand.verb, DownCommand.verb, StatusCommand.verb, DoctorCommand.verb])

    private static let missions = section(
        "missions",
        [
            MissionCommands.group, ApproveCommand.verb, DenyCommand.verb, LifecycleCommands.suspend,
            LifecycleCommands.resume, LifecycleCommands.revoke, LifecycleCommands.complete, NarrowCommand.verb,
            TightenCommand.verb,
            ExtendCommand.verb, SignalCommand.verb,
        ])

    private static let work = section(
        "work",
        [
            RunCommand.verb, DoCommand.verb, SpawnCommand.verb, CheckCommand.verb, CheckpointCommand.verb,
            AskCommand.verb, QueueCommands.group, SessionCommands.group, GuardCommands.group, SupervisedCommand.verb,
        ])

    private static let people = section(
        "people and software",
        [InboxCommand.verb, AnswerCommand.verb, PersonCommands.group, ClientCommands.group, PolicyCommands.group])

    private static let ledger = section("the ledger", [LedgerCommands.group])

    private static let tools = section("tools", [HashCommand.verb, SubsetCommand.verb])
}
