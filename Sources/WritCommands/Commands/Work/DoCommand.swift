// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import MissionWire
import Platform
import Runner

/// `writ do`
enum DoCommand {
    static let action = Option("action", value: "ACTION", "what is done, such as `invoices.read`")
    private static let key = Option(
        "key", value: "KEY", "names this one execution: what was done under it is never done again")
    static let param = Option("param", value: "NAME=VALUE", "a parameter of the action", isRepeatable: true)
    private static let cost = Option("cost", value: "AMOUNT", "what it costs at most, such as `12.50 EUR`")
    private static let probe = Option(
        "probe", value: "COMMAND", "a shell command that ends with 0 if it was done, and with 1 if it was not")
    private static let wait = Option(
        "wait", value: "TIME", "when a person must agree first, how long to wait for that; default not at all")

    static let verb = Command<Verb>("do", "Do one thing that the mission permits", action: run).with {
        $0.discussion = [
            "Asks for a permit, runs the command under it, and records what came of it. Without a permit nothing is "
                + "run.",
            "Of a git command it finds out by itself what it would do, where, and to which files; what is said besides "
                + "must agree with that. For everything else say `--action` and `--resource`.",
            "Ends as the command does. 77: not permitted. 69: nobody could say whether it is permitted. 127 and 126: "
                + "there is no such command, or it cannot be started.",
            ProgramOutput.help,
        ]
        $0.options = [action] + ResourceOptions.all + [key, param, cost, probe, wait]
        $0.rest = Rest("command", "the command and its arguments")
        $0.runsProgram = true
        $0.examples = [
            Example("writ do -- git push origin feature/passkey", "push, if that is permitted now"),
            Example(
                "writ do --action journal.post --resource https://erp.example.com/journal --key Q3-17 "
                    + "--param amount=\"950.00 EUR\" -- ./post Q3-17",
                "post once, whatever happens"),
        ]
    }

    private static func run(_ context: CommandContext) throws -> ExitStatus {
        let session = try context.requiredSession()
        let deed = try Deed(context)
        let client = try context.connect(as: session)
        do {
            let status =
                try settled(deed, client, session, context) ?? perform(deed, client, session, context)
            if status == .success { setUpstream(deed.upstream, context) }
            return status
        } catch let error as ClientError {
            return SessionStart.refused(error, context)
        } catch let error as SystemError {
            let launch = Launch(arguments: deed.commandLine, directory: context.directory)
            guard let status = try SessionStart.obstacle(to: launch, context) else { throw error }
            return status
        }
    }

    private static func perform(
        _ deed: Deed, _ client: AuthorityClient, _ session: SessionEnvironment, _ context: CommandContext
    ) throws -> ExitStatus {
        if let file = try deed.refusedFile(client, session) {
            try deed.record(file, client, session)
            return denied(file.refusal, deed, context)
        }
        var plan = try plan(deed, session, context)
        plan.objection = { try deed.refusedFile(client, session)?.refusal }
        return try perform(plan, deed, client, session, context)
    }

    /// What `git push -u` asks for besides the push. It concerns the clone alone, so it is done also where the push was
    /// done before.
    private static func setUpstream(_ upstream: GitUpstream?, _ context: CommandContext) {
        guard let upstream else { return }
        do throws(GitError) {
            try upstream.set()
            context.note(StyledText("\(upstream): set in this clone", .faint))
        } catch {
            let reason = error.description.split(separator: "\n").joined(separator: " ")
            context.terminal.warn("\(upstream): not set: \(reason)", hint: "type `\(upstream.command)`")
        }
    }

    /// Where everything stands as the deed would have it, there is nothing to do but to account for what did it. It
    /// must be permitted all the same, though nothing is used up and nobody has to agree.
    private static func settled(
        _ deed: Deed, _ client: AuthorityClient, _ session: SessionEnvironment, _ context: CommandContext
    ) throws -> ExitStatus? {
        guard let isDone = deed.isDoneUnder else { return nil }
        let permit = try EffectPerformer.settle(client, session.attempt, doneUnder: isDone)
        if permit == nil,
            let denied = try client.results(of: deed.action, on: [deed.resource.text], under: session.mission)
                .first(where: { !$0.isPermitted && !neededOnlyToDo.contains($0.reason) })
        {
            try deed.record(denied, of: deed.action, client, session)
            return self.denied(
                DenialAnswer(
                    reason: denied.reason, explanation: denied.explanation, nextAction: NextAction.none.rawValue),
                deed, context, hints: try deed.hints(for: denied.reason, session, client))
        }
        context.note(StyledText("done before, and not done again: \(deed.summary)", .good))
        context.report(deed, "already_applied", permit, isQuiet: true)
        return .success
    }

    /// Why something may not be done that may well be there.
    private static let neededOnlyToDo = [
        DenialReason.approvalRequired, .approvalExpired, .parameterViolation, .quotaExceeded,
    ].map(\.rawValue)

    private static func plan(
        _ deed: Deed, _ session: SessionEnvironment, _ context: CommandContext
    ) throws -> EffectPerformer.Plan {
        var question = PermitQuestion(
            mission: session.mission, client: session.client, action: deed.action, resource: deed.resource)
        question.attempt = session.attempt
        question.parameters = JSONValue.object(deed.parameters).canonicalBytes
        question.key = context.arguments[key] ?? deed.key
        if let text = context.arguments[cost] { question.cost = Cost(money: try money(text)) }
        var command = try context.command(deed.commandLine)
        command.placement = .sameGroup
        command.standardInput = .inherit
        var plan = EffectPerformer.Plan(question: question, command: command, probe: probe(deed, context))
        plan.review = deed.review
        plan.canBeUndone = context.arguments[key] == nil
        return plan
    }

    private static func probe(_ deed: Deed, _ context: CommandContext) -> EffectPerformer.Probe? {
        guard let text = context.arguments[probe] else { return deed.probe }
        var command = ChildCommand("/bin/sh", ["-c", text], environment: context.environment)
        command.placement = .sameGroup
        return .command(command)
    }

    private static func money(_ text: String) throws -> Money {
        guard let written = WrittenMoney(text) else {
            throw UsageError("`--cost` must be an amount such as `12.50 EUR`, not \(InertText.quoted(text))")
        }
        let value: JSONValue = ["amount": .string(written.amount), "currency": .string(written.currency)]
        return try JSONDocument(value.canonicalBytes).root.spendableMoney()
    }

    private static func perform(
        _ plan: EffectPerformer.Plan, _ deed: Deed, _ client: AuthorityClient, _ session: SessionEnvironment,
        _ context: CommandContext
    ) throws -> ExitStatus {
        let patience = Deadline.after(.milliseconds(try context.arguments.milliseconds(wait) ?? 0))
        // WHY: only now, so that a signal ends what has no effect yet; from here on it is passed on to the command.
        let signals = try SignalWaiter()
        let performer = EffectPerformer(client: client, attempt: session.attempt, signals: signals) { patience in
            context.note(
                StyledText(
                    "the command has run; what came of it could not be recorded, and is if the authority takes it "
                        + "within \(patience.components.seconds) s (`writ doctor`)", .warning))
        }
        var question = AgreementQuestion(plan.question, client)
        while true {
            switch try performer.perform(plan) {
            case .performed(let exit, let permit, let outcome, let problem):
                let hasFailed = outcome == .refused && problem == nil
                context.report(deed, outcome.rawValue, permit, failed: hasFailed ? exit : nil, problem: problem)
                guard problem != nil else { return ExitStatus(exit) }
                return outcome == .unknown ? .unavailable : .notPermitted
            case .alreadyApplied(let permit):
                context.note(StyledText("done before under this key, and not done again: \(deed.summary)", .good))
                context.report(deed, "already_applied", permit, isQuiet: true)
                return .success
            case .denied(let denial):
                guard denial.nextAction == NextAction.request.rawValue, !patience.hasPassed else {
                    let hints = try deed.hints(for: denial.reason, session, client)
                    return denied(denial, deed, context, hints: hints)
                }
                context.note(StyledText("waiting for a person: \(denial.explanation)", .warning))
                switch try question.wait(signals, until: patience) {
                case .signal(let signal): return ExitStatus(.signalled(signal))
                case .declined(let denial): return denied(DenialAnswer(denial), deed, context)
                case .settled: break
                }
            }
        }
    }

    private static func denied(
        _ denial: DenialAnswer, _ deed: Deed, _ context: CommandContext, hints: [String] = []
    ) -> ExitStatus {
        let explanation = explanation(of: denial)
        guard !context.terminal.facts.wantsJSON else {
            context.terminal.printJSON([
                "action": .string(deed.action), "decision": false, "explanation": .string(explanation),
                "next_action": .string(denial.nextAction), "reason": .string(denial.reason),
                "resource": .string(deed.resource.text),
            ])
            return .notPermitted
        }
        var hints = hints
        if denial.nextAction == NextAction.request.rawValue {
            hints.append("a person has been asked: do exactly the same again later, or wait: `--wait \"1 hour\"`")
        }
        if denial.nextAction == NextAction.retry.rawValue { hints.append("try it again") }
        context.terminal.fail("not permitted: \(deed.summary): \(explanation)", hints: hints)
        return .notPermitted
    }

    /// What a key stands for, in the words of whoever has used it; all else as the authority says it.
    private static func explanation(of denial: DenialAnswer) -> String {
        if denial.reason == DenialReason.idempotencyConflict.rawValue {
            return "this key was used with other parameters"
        }
        guard denial.claim?.state == .unknown else { return denial.explanation }
        return "nobody knows whether it was done; a person has been asked to find out"
    }
}

extension DenialAnswer {
    /// The answer that the authority gives for this.
    fileprivate init(_ denial: Denial) {
        self.init(
            reason: denial.reason.rawValue, explanation: Explanation.text(of: denial.obstacle),
            nextAction: denial.nextAction.rawValue)
    }
}

extension CommandContext {
    /// The session that this process is part of, which the verb cannot do without.
    func requiredSession() throws -> SessionEnvironment {
        guard let session else {
            throw UsageError(
                "this works only inside a session", hints: ["begin one with `writ run --mission msn_… -- COMMAND`"])
        }
        return session
    }

    /// - Parameters:
    ///   - failed: how the command ended that did not do it; the authority had permitted it.
    ///   - problem: what was wrong with what it did.
    fileprivate func report(
        _ deed: Deed, _ outcome: String, _ permit: PermitID?, isQuiet: Bool = false, failed: ChildExit? = nil,
        problem: String? = nil
    ) {
        guard !terminal.facts.wantsJSON else {
            let known = [("permit", permit?.text), ("problem", problem)].compactMap { name, text in
                text.map { JSONValue.Member(name, .string($0)) }
            }
            return terminal.printJSON(
                .object(
                    [
                        JSONValue.Member("action", .string(deed.action)), JSONValue.Member("decision", true),
                        JSONValue.Member("outcome", .string(outcome)),
                        JSONValue.Member("resource", .string(deed.resource.text)),
                    ] + known))
        }
        if let permit, !isQuiet {
            let recorded = "\(outcome) under \(permit.text)"
            if let failed {
                let program = InertText.quoted(deed.commandLine.first ?? "")
                note(StyledText("\(deed.summary): failed: \(program) \(failed); recorded as \(recorded)", .warning))
            } else {
                note(StyledText("\(deed.summary): \(recorded)", .faint))
            }
        }
        if let problem { terminal.fail(problem) }
    }
}
