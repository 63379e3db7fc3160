// SPDX-License-Identifier: Apache-2.0

package import AuthorityClient
import CanonicalJSON
import Crypto
package import MissionKernel
package import Platform

/// Performs an effect: asks for a permit, runs the command that the permit is for, and reports what became of it.
///
/// What was applied under the same key is not done again. What an earlier attempt began and did not report is found
/// out first; when it cannot be, nothing is done and a person is asked.
package struct EffectPerformer {
    /// What to do, and how to find out afterwards whether it happened.
    package struct Plan {
        package let question: PermitQuestion
        package let command: ChildCommand
        package let probe: Probe?
        /// What else must be permitted, asked again under the permit: nothing that was taken away before it slips by.
        package var objection: () throws -> DenialAnswer? = { nil }
        package var review: Review?
        /// Whether the key names a state to be reached, and not one execution: when the probe finds that what was
        /// applied has been undone since, it may be reached again.
        package var canBeUndone = false

        package init(question: PermitQuestion, command: ChildCommand, probe: Probe?) {
            self.question = question
            self.command = command
            self.probe = probe
        }
    }

    /// Looks after a command that ended well whether it did what was permitted, and takes back what it can of the rest.
    package typealias Review = @Sendable () -> Verdict

    /// What a review has found.
    package struct Verdict: Sendable {
        let outcome: ConcludeEffect.Outcome
        let receipt: [JSONValue.Member]
        let problem: String?

        static func applied(_ receipt: [JSONValue.Member]) -> Verdict {
            Verdict(outcome: .applied, receipt: receipt, problem: nil)
        }

        static func refused(_ problem: String) -> Verdict {
            Verdict(outcome: .refused, receipt: [JSONValue.Member("problem", .string(problem))], problem: problem)
        }

        static func unknown(_ problem: String) -> Verdict {
            Verdict(outcome: .unknown, receipt: [JSONValue.Member("problem", .string(problem))], problem: problem)
        }
    }

    /// Finds out whether an effect happened.
    package enum Probe: Sendable {
        /// A command that exits with 0 when it happened and with 1 when it did not.
        case command(ChildCommand)
        case function(@Sendable () -> ConcludeEffect.Outcome)
    }

    /// What came of it.
    package enum Result: Sendable {
        /// The command ran, and ended like this; with what was wrong with what it did.
        case performed(ChildExit, PermitID, ConcludeEffect.Outcome, problem: String?)
        /// It was done before, under the same key.
        case alreadyApplied(PermitID)
        case denied(DenialAnswer)
    }

    private let client: AuthorityClient
    private let attempt: Attempt
    private let signals: SignalWaiter
    private let onWait: (Duration) -> Void

    private static let recordPatience = Duration.seconds(30)

    /// - Parameters:
    ///   - signals: passed on to the command while it runs, so that its end is reported whatever comes.
    ///   - onWait: called when the authority does not answer as the command has ended, with the time for which it will
    ///     be asked again.
    package init(
        client: AuthorityClient, attempt: Attempt, signals: SignalWaiter, onWait: @escaping (Duration) -> Void
    ) {
        self.client = client
        self.attempt = attempt
        self.signals = signals
        self.onWait = onWait
    }

    package func perform(_ plan: Plan) throws -> Result {
        var question = plan.question
        while true {
            switch try client.begin(question) {
            case .permitted(let permit): return try run(plan, permit)
            case .alreadyApplied(let id):
                guard plan.canBeUndone, let key = plan.question.key, let probe = plan.probe,
                    try find(probe) == .refused
                else { return .alreadyApplied(id) }
                question.key = Self.key(key, after: id)
            case .denied(let denial):
                // What is known not to have happened may be tried again: under a key that follows from that attempt.
                guard let key = plan.question.key, let claim = denial.claim, claim.state == .refused,
                    question.key != Self.key(key, after: claim.permit)
                else {
                    if let result = try afterDenial(denial, plan) { return result }
                    // The probe has found that it did not happen; the next question learns so from the claim.
                    continue
                }
                question.key = Self.key(key, after: claim.permit)
            }
        }
    }

    private static func key(_ key: String, after permit: PermitID) -> String { "\(key) after \(permit.text)" }

    /// An effect that an earlier attempt left open can be accounted for by probing; nil when that has found that it did
    /// not happen.
    private func afterDenial(_ denial: DenialAnswer, _ plan: Plan) throws -> Result? {
        guard let claim = denial.claim, claim.state == .unknown, let probe = plan.probe else {
            return .denied(denial)
        }
        let outcome = try find(probe)
        guard outcome != .unknown else { return .denied(denial) }
        do throws(ClientError) {
            try client.account(for: claim.permit, outcome, attempt: attempt, receipt: Self.receipt(["probed": true]))
        } catch {
            // What another session has begun is its own to account for, or a person's.
            guard case .refused = error.kind else { throw error }
            return .denied(denial)
        }
        return outcome == .applied ? .alreadyApplied(claim.permit) : nil
    }

    /// What came of starting a command.
    private enum Start {
        case running(ChildProcess)
        case objected(DenialAnswer)
        case failed(any Error)
    }

    private func start(_ plan: Plan) -> Start {
        do {
            if let denial = try plan.objection() { return .objected(denial) }
            return .running(try ChildProcess.spawn(plan.command))
        } catch {
            return .failed(error)
        }
    }

    private func run(_ plan: Plan, _ permit: consuming Permit) throws -> Result {
        switch start(plan) {
        case .running(let child):
            return try account(for: child, plan, permit)
        case .objected(let denial):
            let receipt = Self.receipt(["objection": .string(denial.explanation)])
            try client.conclude(permit, .refused, attempt: attempt, receipt: receipt)
            return .denied(denial)
        case .failed(let error):
            // It was never started, so it cannot have happened.
            let receipt = Self.receipt(["error": .string("\(error)")])
            try client.conclude(permit, .refused, attempt: attempt, receipt: receipt)
            throw error
        }
    }

    /// Waits for the end of the command, and records what came of it.
    private func account(for child: ChildProcess, _ plan: Plan, _ permit: consuming Permit) throws -> Result {
        let id = permit.id
        let (exit, verdict): (ChildExit, Verdict)
        do {
            let signal = try signals.wait(for: [child]).signal
            exit = try child.wait()
            verdict = try self.verdict(on: exit, wasInterrupted: signal != nil, plan, permit.actionClass)
        } catch {
            // It was started, so it may have happened.
            try record(.unknown("\(error)"), of: permit, [])
            throw error
        }
        // What ran and failed may have cost all that it could, though it is not taken for done.
        let hasRunInVain = verdict.outcome == .refused && exit != .exited(0)
        try record(verdict, of: permit, [Self.member(exit)], cost: hasRunInVain ? plan.question.cost : nil)
        return .performed(exit, id, verdict.outcome, problem: verdict.problem)
    }

    /// What has happened is told to an authority that does not answer for a while, too: otherwise nobody would know it.
    private func record(
        _ verdict: Verdict, of permit: consuming Permit, _ exit: [JSONValue.Member], cost: Cost? = nil
    ) throws {
        let deadline = Deadline.after(Self.recordPatience)
        var isWaiting = false
        let receipt = Self.receipt(.object(exit + verdict.receipt))
        try client.conclude(permit, verdict.outcome, attempt: attempt, receipt: receipt, cost: cost) { error in
            guard error.isUnreachable, !deadline.hasPassed else {
                throw ClientError(
                    error.kind, code: error.code, "what came of the command is not recorded: \(error.detail)")
            }
            if !isWaiting { onWait(Self.recordPatience) }
            isWaiting = true
            _ = try signals.wait(deadline: .after(.milliseconds(500)))
        }
    }

    /// A command that ended well has done it, as far as a review can tell. One that failed by itself has not, where
    /// nothing irreversible is at stake; of one that was interrupted, and otherwise, only a probe can tell.
    private func verdict(
        on exit: ChildExit, wasInterrupted: Bool, _ plan: Plan, _ actionClass: ActionClass
    ) throws -> Verdict {
        if exit == .exited(0) { return plan.review?() ?? .applied([]) }
        if let probe = plan.probe { return Verdict(outcome: try find(probe), receipt: [], problem: nil) }
        let wasCutShort = wasInterrupted || exit.isCutShort
        let mayHaveHappened = actionClass >= (wasCutShort ? .consequentialWrite : .irreversibleAction)
        return Verdict(outcome: mayHaveHappened ? .unknown : .refused, receipt: [], problem: nil)
    }

    private func find(_ probe: Probe) throws -> ConcludeEffect.Outcome {
        switch probe {
        case .function(let function): return function()
        case .command(let command):
            switch try ChildProcess.spawn(command).wait(deadline: .after(.seconds(60))) {
            case .exited(0)?: return .applied
            case .exited(1)?: return .refused
            default: return .unknown
            }
        }
    }

    private static func member(_ exit: ChildExit) -> JSONValue.Member {
        switch exit {
        case .exited(let code): JSONValue.Member("exit", .number(Double(code)))
        case .signalled(let signal): JSONValue.Member("signal", .number(Double(signal.rawValue)))
        }
    }

    private static func receipt(_ value: JSONValue) -> [UInt8] { value.canonicalBytes }
}

extension EffectPerformer {
    /// Accounts for what earlier attempts of the session began under keys that `isDone` recognizes, when it is known
    /// that everything stands as they would have it.
    ///
    /// - Returns: the latest of them.
    package static func settle(
        _ client: AuthorityClient, _ attempt: Attempt, doneUnder isDone: (String) -> Bool
    ) throws -> PermitID? {
        let open = try client.openEffects(of: attempt.session).filter { $0.key.map(isDone) == true }
        for effect in open {
            try client.account(for: effect.permit, .applied, attempt: attempt, receipt: receipt(["probed": true]))
        }
        return open.last?.permit
    }
}
