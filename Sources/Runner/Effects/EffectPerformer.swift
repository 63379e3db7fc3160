// SPDX-License-Identifier: Apache-2.0

package import AuthorityClient
import CanonicalJSON
import Crypto
package import MissionKernel
package import Platform

/// Performs an effect: asks for a permit, runs the command that the permit is for, and reports what became of it.
///
/// What was applied under the same key is never done again. What an earlier attempt began and did not report is found
/// out first; when it cannot be, nothing is done and a person is asked.
package struct EffectPerformer {
    /// What to do, and how to find out afterwards whether it happened.
    package struct Plan: Sendable {
        package let question: PermitQuestion
        package let command: ChildCommand
        package let probe: Probe?

        package init(question: PermitQuestion, command: ChildCommand, probe: Probe?) {
            self.question = question
            self.command = command
            self.probe = probe
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
        /// The command ran, and ended like this.
        case performed(ChildExit, PermitID, ConcludeEffect.Outcome)
        /// It was done before, under the same key.
        case alreadyApplied(PermitID)
        case denied(DenialAnswer)
    }

    private let client: AuthorityClient
    private let attempt: Attempt

    package init(client: AuthorityClient, attempt: Attempt) {
        self.client = client
        self.attempt = attempt
    }

    package func perform(_ plan: Plan) throws -> Result {
        var question = plan.question
        while true {
            switch try client.begin(question) {
            case .permitted(let permit): return try run(plan, permit)
            case .alreadyApplied(let id): return .alreadyApplied(id)
            case .denied(let denial):
                // What is known not to have happened may be tried again: under a key that follows from that attempt.
                guard let key = plan.question.key, let claim = denial.claim, claim.state == .refused,
                    question.key != Self.key(key, after: claim.permit)
                else { return try afterDenial(denial, plan) }
                question.key = Self.key(key, after: claim.permit)
            }
        }
    }

    private static func key(_ key: String, after permit: PermitID) -> String { "\(key) after \(permit.text)" }

    /// An effect that an earlier attempt left open can be accounted for by probing.
    private func afterDenial(_ denial: DenialAnswer, _ plan: Plan) throws -> Result {
        guard let claim = denial.claim, claim.state == .unknown, let probe = plan.probe else {
            return .denied(denial)
        }
        let outcome = try find(probe)
        guard outcome != .unknown else { return .denied(denial) }
        try client.conclude(claim.permit, outcome, attempt: attempt, receipt: Self.receipt(["probed": true]))
        return outcome == .applied ? .alreadyApplied(claim.permit) : .denied(denial)
    }

    private func run(_ plan: Plan, _ permit: consuming Permit) throws -> Result {
        let id = permit.id
        let isHighConsequence = permit.actionClass.isHighConsequence
        let exit: ChildExit
        do throws(SystemError) {
            exit = try ChildProcess.spawn(plan.command).wait(deadline: .never) ?? .exited(1)
        } catch {
            // It was never started, so it cannot have happened.
            try client.conclude(
                permit, .refused, attempt: attempt, receipt: Self.receipt(["error": .string("\(error)")]))
            throw error
        }
        let outcome = try outcome(of: exit, plan, isHighConsequence: isHighConsequence)
        try client.conclude(permit, outcome, attempt: attempt, receipt: Self.receipt(exit))
        return .performed(exit, id, outcome)
    }

    /// A command that ended well has done it. One that failed has not, where nothing irreversible is at stake;
    /// otherwise only a probe can tell.
    private func outcome(
        of exit: ChildExit, _ plan: Plan, isHighConsequence: Bool
    ) throws -> ConcludeEffect.Outcome {
        if exit == .exited(0) { return .applied }
        if let probe = plan.probe { return try find(probe) }
        return isHighConsequence ? .unknown : .refused
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

    private static func receipt(_ exit: ChildExit) -> [UInt8] {
        switch exit {
        case .exited(let code): receipt(["exit": .number(Double(code))])
        case .signalled(let signal): receipt(["signal": .number(Double(signal.rawValue))])
        }
    }

    private static func receipt(_ value: JSONValue) -> [UInt8] { value.canonicalBytes }
}
