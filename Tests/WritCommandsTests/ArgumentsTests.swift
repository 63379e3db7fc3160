// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing

@testable import WritCommands

/// What the commands of these tests do: nothing but be told apart.
enum Deed: Hashable, Sendable { case up, list, show, approve, run, hook }

private let all = Flag("all", "also those that have ended")
private let state = Option("state", value: "STATE", "only missions in this state")
private let label = Option("label", value: "NAME", "only missions with this label", isRepeatable: true)
private let limit = Option("limit", value: "N", "how many at most")
private let until = Option("until", value: "TIME", "when it ends")
private let mission = Positional("mission", "which mission, by its id or its start")
private let others = Positional("more", "further missions", arity: .any)
private let place = Positional("folder", "where to start", arity: .optional)
private let program = Rest("command", "the agent's command line")

let writ = Command<Deed>(
    "writ", "the authority that AI agents run under",
    verbs: [
        Command("up", "start the authority of this folder", action: .up).with {
            $0.positionals = [place]
            $0.section = "begin"
        },
        Command(
            "mission", "look at missions and change them",
            verbs: [
                Command("list", "list missions", action: .list).with {
                    $0.flags = [all]
                    $0.options = [state, label, limit, until]
                    $0.examples = [Example("writ mission list --state suspended", "those that wait for somebody")]
                },
                Command("show", "show one mission and all that is known of it", action: .show).with {
                    $0.positionals = [mission, others]
                    $0.discussion = ["A mission is named by its id, or by as much of its beginning as no other has."]
                },
            ]),
        Command("run", "run an agent under a mission", action: .run).with {
            $0.positionals = [mission]
            $0.rest = program
            $0.section = "begin"
        },
        Command("hook", "answer a harness", action: .hook).with { $0.isHidden = true },
    ]
).with { $0.examples = [Example("writ up", "start here")] }

private enum State: String, CaseIterable { case active, suspended }

/// What a command line asks for, as words.
private func parse(_ line: String...) -> (deed: Deed?, arguments: Arguments?, error: UsageError?, help: String?) {
    do throws(UsageError) {
        switch try writ.parse(line) {
        case .run(let deed, let arguments): return (deed, arguments, nil, nil)
        case .help(let page): return (nil, nil, nil, page.lines(width: 80).map(\.plain).joined(separator: "\n"))
        case .version: return (nil, nil, nil, "version")
        }
    } catch {
        return (nil, nil, error, nil)
    }
}

struct `The command line` {
    @Test(
        arguments: [
            (["misson"], "`writ` has no verb `misson`", "did you mean `writ mission`?"),
            (["list"], "`writ` has no verb `list`", "did you mean `writ mission list`?"),
            (["hok"], "`writ` has no verb `hok`", "one of: up, mission, run"),
            (["mission", "frobnicate"], "`writ mission` has no verb `frobnicate`", "one of: list, show"),
            (["x\u{1B}[2J`"], "`writ` has no verb `x\\u{1B}[2J\\u{60}`", "one of: up"),
            (["mission"], "`writ mission` needs a verb", "one of: list, show"),
            (["mission", "list", "--sate", "x"], "there is no option `--sate`", "did you mean `--state`?"),
            (["mission", "list", "--helpp"], "there is no option `--helpp`", "did you mean `--help`?"),
            (["--state", "x"], "there is no option `--state`", "options of a verb stand after it"),
            (["mission", "list", "--"], "", nil),
            (["mission", "list", "-a"], "there is no option `-a`", "written in full"),
            (["mission", "list", "--=x"], "there is no option `--`", "see `writ mission list --help`"),
            (["mission", "list", "--state"], "`--state` needs a value", "write `--state STATE`"),
            (["mission", "list", "--state", "--all"], "`--state` needs a value", "see `writ mission list --help`"),
            (["mission", "list", "--state", "--label=b"], "`--state` needs a value", nil),
            (["mission", "list", "--state", "-h"], "`--state` needs a value", nil),
            (["mission", "list", "--state=a", "--state", "b"], "`--state` can be given once only", nil),
            (["mission", "list", "--all=yes"], "`--all` takes no value", nil),
            (["mission", "list", "x"], "`x` is one argument too many", nil),
            (["mission", "show"], "<mission> is missing: which mission", nil),
            (["up", "a", "b"], "`b` is one argument too many", nil),
            (["run", "m"], "<command> is missing after `--`", nil),
            (["run", "m", "agent"], "`agent` is one argument too many", "put `--` before the agent's command line"),
            (
                ["run", "m", "./agent.sh", "--foo"], "there is no option `--foo`",
                "put `--` before the agent's command line: `writ run … -- ./agent.sh …`"
            ),
            (["run", "--", "agent"], "<mission> is missing", nil),
            (["mission", "-v"], "there is no option `-v`", nil), (["help", "misson"], "has no verb `misson`", nil),
        ] as [([String], String, String?)])
    func `is refused with the fault and what to try instead`(words: [String], problem: String, hint: String?) throws {
        guard !problem.isEmpty else {
            _ = try writ.parse(words)
            return
        }
        let error = try #require(throws: UsageError.self) { _ = try writ.parse(words) }
        #expect(error.problem.contains(problem), "\(error)")
        if let hint { #expect(error.hints.contains { $0.contains(hint) }, "\(error.hints)") }
    }

    @Test(arguments: ["-nUOHABDs6swkwY98wNtQ4uJ6p5dhl3-1Av37AtyJmw", "--x", "-"])
    func `takes a value that begins with a hyphen, as one in 64 public keys does`(value: String) {
        #expect(parse("mission", "list", "--label", value).arguments?.values["label"] == [value])
    }

    @Test func `finds nested verbs with their options and places`() throws {
        let line = parse("mission", "list", "--state", "active", "--label=a=b", "--label", "-", "--all")
        let arguments = try #require(line.arguments)
        #expect(line.deed == .list)
        #expect(arguments.path == ["writ", "mission", "list"])
        #expect(arguments[state] == "active" && arguments[all] && !arguments[Everywhere.json])
        #expect(arguments.all(label) == ["a=b", "-"] && arguments.all(state) == ["active"] && arguments[limit] == nil)
    }

    @Test func `takes what every verb takes anywhere`() throws {
        for words in [["--json", "--home", "/x", "up"], ["up", "--home=/x", "--json"]] {
            guard case .run(.up, let arguments) = try writ.parse(words) else {
                Issue.record("\(words)")
                continue
            }
            #expect(arguments[Everywhere.json] && arguments[Everywhere.home] == "/x" && arguments[place] == nil)
        }
    }

    @Test func `gives places their values, the last one all that is left`() throws {
        let arguments = try #require(parse("mission", "show", "a", "b", "--", "--all").arguments)
        #expect(arguments[mission] == "a" && arguments.all(others) == ["b", "--all"])
        #expect(try arguments.required(mission) == "a")
        #expect(try #require(parse("up", "x").arguments)[place] == "x")
    }

    @Test func `passes on what stands after two hyphens`() throws {
        let arguments = try #require(parse("run", "m", "--", "agent", "--help", "--", "-p", "x").arguments)
        #expect(arguments.rest == ["agent", "--help", "--", "-p", "x"])
        #expect(arguments[mission] == "m")
    }

    @Test func `runs hidden verbs and never mentions them`() throws {
        #expect(parse("hook").deed == .hook)
        #expect(try #require(parse().help).contains("hook") == false)
        #expect(parse("hoo").error?.hints.contains { $0.contains("hook") } == false)
    }

    @Test func `shows help and the version on request`() {
        #expect(parse("--version").help == "version" && parse("-v").help == "version")
        for words in [
            ["help", "mission", "list"], ["mission", "list", "-h"], ["--help", "mission", "list", "extra"],
        ] {
            guard case .help(let page) = try? writ.parse(words) else {
                Issue.record("\(words)")
                continue
            }
            #expect(page.lines(width: 80)[0].plain == "writ mission list: list missions")
        }
    }
}

struct `The values of a command line` {
    private func fault(_ words: String..., read: (Arguments) throws -> Void) throws -> UsageError {
        guard case .run(_, let arguments) = try writ.parse(["mission", "list"] + words) else {
            throw UsageError("no run")
        }
        return try #require(throws: UsageError.self) { try read(arguments) }
    }

    @Test func `are refused with what would be right`() throws {
        #expect(
            try fault("--limit", "many") { _ = try $0.integer(limit, in: 1...9) }.problem
                == "`--limit` must be a whole number from 1 to 9, not `many`")
        #expect(try fault("--limit=10") { _ = try $0.integer(limit, in: 1...9) }.problem.hasSuffix("not `10`"))
        let word = try fault("--state=actve") { _ = try $0.word(state, of: State.self) }
        #expect(word.problem == "`--state` must be one of `active`, `suspended`, not `actve`")
        #expect(word.hints == ["did you mean `active`?", "see `writ mission list --help`"])
        #expect(try fault("--until=3 months") { _ = try $0.milliseconds(until) }.problem.contains("a duration such as"))
        #expect(
            try fault("--until=soon") { _ = try $0.instant(until, from: Instant(milliseconds: 0)) }.problem
                .contains("a time such as `2030-01-31 18:00 UTC`"))
    }

    @Test func `are read as what they stand for`() throws {
        let given = try #require(parse("mission", "list", "--limit=9", "--state=active", "--until=1 h").arguments)
        #expect(try given.integer(limit, in: 1...9) == 9)
        #expect(try given.word(state, of: State.self) == .active)
        #expect(try given.milliseconds(until) == 3_600_000)
        #expect(try given.instant(until, from: Instant(milliseconds: 0)) == Instant(milliseconds: 3_600_000))
        let bare = try #require(parse("mission", "list").arguments)
        #expect(try bare.integer(limit, in: 1...9) == nil && bare.word(state, of: State.self) == nil)
        #expect(try bare.milliseconds(until) == nil && bare.instant(until, from: .distantPast) == nil)
        #expect(throws: UsageError.self) { _ = try bare.required(mission) }
    }
}

struct `The help` {
    private func help(_ words: String..., width: Int = 72) throws -> String {
        guard case .help(let page) = try writ.parse(words + ["--help"]) else { throw UsageError("no help") }
        return page.lines(width: width).map(\.plain).joined(separator: "\n")
    }

    @Test func `of the program groups its verbs`() throws {
        #expect(
            try help() == """
                writ: the authority that AI agents run under

                usage: writ <verb>

                examples
                  # start here
                  writ up

                begin
                  up             start the authority of this folder
                  run            run an agent under a mission

                verbs
                  mission        look at missions and change them

                options of every verb
                  --json         print JSON, for programs
                  --home FOLDER  where this authority keeps its state
                  -h, --help     show this help
                  -v, --version  show the version

                `writ <verb> --help` says more about a verb
                """)
    }

    @Test func `of a verb teaches by examples`() throws {
        #expect(
            try help("mission", "list") == """
                writ mission list: list missions

                usage: writ mission list [--all] [--state STATE] [--label NAME]...
                       [--limit N] [--until TIME]

                examples
                  # those that wait for somebody
                  writ mission list --state suspended

                options
                  --all          also those that have ended
                  --state STATE  only missions in this state
                  --label NAME   only missions with this label (can be repeated)
                  --limit N      how many at most
                  --until TIME   when it ends

                options of every verb
                  --json         print JSON, for programs
                  --home FOLDER  where this authority keeps its state
                  -h, --help     show this help
                """)
    }

    @Test func `says what stands where, and wraps to the width`() throws {
        let text = try help("mission", "show", width: 44)
        #expect(text.contains("usage: writ mission show <mission>\n       [<more>...]"))
        #expect(text.contains("  <mission>      which mission, by its id or\n                 its start"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 44 || $0.hasPrefix("usage") }, "\(text)")
        #expect(try help("run").contains("usage: writ run <mission> -- <command>..."))
        #expect(try help("run").contains("  -- <command>   the agent's command line"))
    }
}
