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
    /// Whether the mission was made for this work alone, and ends with it.
    var isChild = false

    /// How long the answer to a renewal may take: it must leave time to stop before the lease runs out.
    private static let renewalMilliseconds = 3000
    /// How long a supervisor that was fenced off may take to learn of it and to stop its processes.
    private static let handoverPatience = Duration.seconds(30)

    /// What came of it.
    struct Outcome {
        let status: ExitStatus
        /// Whether the authority knows that the session is over.
        let hasEnded: Bool
    }

    /// Runs it while no other supervisor does: one that has just been fenced off gets time to stop.
    func run() throws -> Outcome {
        let taken: FileLock?
        do throws(SystemError) { taken = try takeLock() } catch {
            // WHY: nobody would see that it runs, and another attempt could run beside it.
            note("does not run, for nobody can tell whether it runs already: \(error); \(staysOpen)", .bad)
            return Outcome(status: .unavailable, hasEnded: false)
        }
        guard let lock = taken else {
            throw CommandFailure(.refused, "an earlier attempt of \(session.session.text) does not stop")
        }
        let outcome = try supervise()
        if outcome.hasEnded { remove(lock) }
        return outcome
    }

    private var files: SupervisorFiles { SupervisorFiles(socketPath: session.socketPath) }

    /// Nil when the earlier attempt keeps it for too long, or a signal ends the waiting.
    private func takeLock() throws(SystemError) -> FileLock? {
        let deadline = Deadline.after(Self.handoverPatience)
        var isWaiting = false
        while true {
            do throws(SystemError) {
                return try files.lock(session.session)
            } catch {
                guard error.isHeldElsewhere else { throw error }
                if !isWaiting { note("waits until the earlier attempt has stopped") }
                isWaiting = true
                guard !deadline.hasPassed, try signals.wait(deadline: .after(.milliseconds(200))) == .deadlinePassed
                else { return nil }
            }
        }
    }

    private func remove(_ lock: consuming FileLock) {
        do throws(SystemError) { try lock.removeFile() } catch { note("its lock stays behind: \(error)", .warning) }
    }

    private func supervise() throws -> Outcome {
        let asked = BootInstant.now
        let lease = try client.renewLease(session.attempt)
        guard lease.decision == .continue else { return stopped(lease.decision, nil) }
        let supervisor = try Supervisor(
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
            supervisor.run(command, until: asked + .milliseconds(lease.validMilliseconds), signals: signals))
    }

    private func conclude(_ end: Supervisor.End) throws -> Outcome {
        switch end {
        case .finished(.exited(0)):
            return try finished()
        case .finished(let exit):
            report(.acknowledged, exit: "\(exit)")
            note("\(exit); \(staysOpen)")
            return Outcome(status: ExitStatus(exit), hasEnded: false)
        case .stopped(let decision, let termination):
            return stopped(decision, termination)
        case .leaseRanOut(let termination):
            report(termination)
            note("stopped: nobody could say whether it may go on", .bad)
            return Outcome(status: .unavailable, hasEnded: false)
        case .interrupted(let signal, let termination):
            report(termination)
            note("stopped by \(signal); \(staysOpen)")
            return Outcome(status: ExitStatus(.signalled(signal)), hasEnded: false)
        }
    }

    private var staysOpen: String {
        let id = session.session.text
        return "it stays open: `writ session resume \(id)` lets it go on, `writ session end \(id)` gives it up"
    }

    private func finished() throws -> Outcome {
        let end = try EndReport(socketPath: session.socketPath).report(session, signals: signals) { patience in
            note(
                "has finished, and the authority does not answer: its end is kept, and reported if it answers within "
                    + "\(patience.components.seconds) s (`writ up --detach`); Ctrl-C ends the waiting", .warning)
        }
        switch end {
        case .reported:
            if isChild { completeMission() }
            return Outcome(status: .success, hasEnded: true)
        case .refused where try hasEnded():
            return Outcome(status: .success, hasEnded: true)
        case .refused(let error):
            note("has finished, and its end is not taken: \(error)", .bad)
            return Outcome(status: .notPermitted, hasEnded: false)
        case .kept:
            note("its end is reported by the next `writ session list`, once the authority runs", .warning)
            return Outcome(status: .unavailable, hasEnded: false)
        }
    }

    /// Whether an earlier report was taken whose answer was lost.
    private func hasEnded() throws(ClientError) -> Bool {
        let known = try client.get("/v1/sessions/\(session.session.text)")
        return known.text("state") == HarnessState.terminated.rawValue
            && known.text("mission_state") == MissionState.active.rawValue
    }

    private func completeMission() {
        do throws(ClientError) {
            try client.complete(session.mission, reason: "its sub-agent has finished")
        } catch {
            note("its mission stays as it is: \(error)", .warning)
        }
    }

    /// Has the stop recorded with its reason, which also empties the queue.
    private func stopped(_ decision: HarnessDecision, _ termination: Termination?) -> Outcome {
        if let termination { report(termination) }
        note("stopped: \(reasonOfStop())", .bad)
        return Outcome(status: .notPermitted, hasEnded: false)
    }

    private func reasonOfStop() -> String {
        do throws(ClientError) {
            let answer = try client.resume(session.session, at: .retry, epoch: session.epoch)
            return answer.decision == .continue ? "it was not allowed to go on just now" : StopPhrase.text(answer)
        } catch {
            return StopPhrase.text(error)
        }
    }

    /// - Parameter exit: how the program ended, where nobody stopped it.
    private func report(_ termination: Termination, exit: String? = nil) {
        let outcome: ProcessStopped.Termination =
            switch termination {
            case .acknowledged: .acknowledged
            case .killed: .timedOut
            case .unknown: .unknown
            }
        do throws(ClientError) {
            try client.reportStop(session.session, outcome, exit: exit)
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
        case "mission_not_active": answer.explanation ?? "the mission is \(answer.missionState.rawValue)"
        case "actor_disabled": "the software that it runs is not enabled any longer"
        case "derivations_exhausted": "its mission allows no more attempts"
        default: answer.reason
        }
    }

    /// Why an attempt may not even ask.
    static func text(_ error: ClientError) -> String {
        switch error.code {
        case Refusal.Code.staleEpoch.rawValue: "a later attempt goes on in its place"
        case Refusal.Code.sessionEnded.rawValue: "its session was ended"
        case _ where error.isUnreachable: "the authority cannot be reached any longer"
        default: error.detail
        }
    }
}
