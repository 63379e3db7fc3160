// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import MissionFile
import MissionKernel
import Platform
import Runner

/// One attempt of a session: its program runs under supervision until it ends or must stop, and the authority is told.
struct SupervisedRun {
    let context: CommandContext
    /// As whom the attempt is told about: the owner, or the session that asked for this one.
    let client: AuthorityClient
    let session: SessionEnvironment
    let launch: Launch
    let signals: SignalWaiter

    /// How long the answer to a renewal may take: it must leave time to stop before the lease runs out.
    private static let renewalMilliseconds = 3000

    /// What came of it.
    struct Outcome {
        let status: ExitStatus
        let isFinished: Bool
    }

    func run() throws -> Outcome {
        let lease = try client.renewLease(session.attempt)
        guard lease.decision == .continue else { return stopped(lease.decision, nil) }
        let supervisor = Supervisor(
            session: session,
            connect: { [session] () throws(ClientError) in
                try AuthorityClient(
                    socketPath: session.socketPath, as: .session(session.session, secret: session.secret),
                    timeoutMilliseconds: Self.renewalMilliseconds)
            },
            log: { [context] problem in context.note(StyledText(problem, .warning)) })
        let command = SupervisedCommand.command(
            for: launch.arguments, environment: session.added(to: context.environment), in: launch.directory,
            by: context.program)
        return try conclude(
            supervisor.run(command, lease: .milliseconds(lease.validMilliseconds), signals: signals))
    }

    private func conclude(_ end: Supervisor.End) throws -> Outcome {
        switch end {
        case .finished(.exited(0)):
            try client.close(session.attempt, reason: "finished")
            return Outcome(status: .success, isFinished: true)
        case .finished(let exit):
            report(.acknowledged)
            note("\(exit); it stays open: `writ session resume \(session.session.text)`")
            return Outcome(status: ExitStatus(exit), isFinished: false)
        case .stopped(let decision, let termination):
            return stopped(decision, termination)
        case .leaseRanOut(let termination):
            report(termination)
            note("stopped: nobody could say whether it may go on", .bad)
            return Outcome(status: .unavailable, isFinished: false)
        case .interrupted(let signal, let termination):
            report(termination)
            note("stopped by \(signal); it stays open: `writ session resume \(session.session.text)`")
            return Outcome(status: ExitStatus(.signalled(signal)), isFinished: false)
        }
    }

    /// Has the stop recorded with its reason, which also empties the queue.
    private func stopped(_ decision: HarnessDecision, _ termination: Termination?) -> Outcome {
        if let termination { report(termination) }
        var why = "the attempt was taken over by another one, or its session has ended"
        do throws(ClientError) {
            let answer = try client.resume(session.session, at: .retry, epoch: session.epoch)
            if answer.decision != .continue { why = StopPhrase.text(answer) }
        } catch {
            if error.isUnreachable { why = "the authority cannot be reached any longer" }
        }
        note("stopped: \(why)", .bad)
        return Outcome(status: .notPermitted, isFinished: false)
    }

    private func report(_ termination: Termination) {
        let outcome: ProcessStopped.Termination =
            switch termination {
            case .acknowledged: .acknowledged
            case .killed: .timedOut
            case .unknown: .unknown
            }
        do throws(ClientError) {
            try client.reportStop(session.session, outcome)
        } catch {
            note("the authority could not be told how the processes ended: \(error)", .warning)
        }
    }

    private func note(_ text: String, _ style: Style = .plain) {
        context.note(StyledText("\(session.session.text) ", .strong) + StyledText(text, style))
    }
}

/// Why a session does not go on, in words.
enum StopPhrase {
    static func text(_ answer: ResumeAnswer) -> String {
        switch answer.reason {
        case "mission_not_active": "its mission is \(answer.missionState.rawValue)"
        case "actor_disabled": "the software that it runs is not enabled any longer"
        case "derivations_exhausted": "its mission allows no more attempts"
        default: answer.reason
        }
    }
}
