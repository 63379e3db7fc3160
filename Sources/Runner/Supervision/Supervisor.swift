// SPDX-License-Identifier: Apache-2.0

package import AuthorityClient
import HTTPClient
package import MissionKernel
package import Platform

/// Runs a session's process and stops it when its mission no longer allows it.
///
/// It holds a lease on the session's legitimacy: it asks again long before the lease runs out, hears changes as they
/// are committed, and stops the process, with everything that the process has started, when the answer is no or when
/// the lease has run out unrenewed (a dead-man's switch).
package final class Supervisor: Sendable {
    /// How the work ended.
    package enum End: Sendable {
        case finished(ChildExit)
        /// Stopped because the mission does not allow it any longer.
        case stopped(HarnessDecision, Termination)
        /// Stopped because nobody could say in time whether it is still allowed.
        case leaseRanOut(Termination)
        /// Stopped by a signal to the supervisor.
        case interrupted(ProcessSignal, Termination)
    }

    private struct Course: ~Copyable {
        var isOver = false
        var end: End?
    }

    private let session: SessionEnvironment
    private let connect: @Sendable () throws(ClientError) -> AuthorityClient
    private let log: @Sendable (String) -> Void
    private let course = Monitor(Course())
    private let alarm: Alarm
    private let watching = HTTPCancellation()

    /// How long processes have to end by themselves when they are told to.
    private static let grace = Duration.seconds(5)
    private static let unanswered =
        "the authority does not answer: the work is stopped within \(MissionBinding.leaseMilliseconds / 1000) s unless "
        + "it is back (`writ up --detach`)"

    /// - Parameter connect: makes a client that speaks as the session.
    package init(
        session: SessionEnvironment, connect: @escaping @Sendable () throws(ClientError) -> AuthorityClient,
        log: @escaping @Sendable (String) -> Void
    ) throws(SystemError) {
        alarm = try Alarm()
        self.session = session
        self.connect = connect
        self.log = log
    }

    /// Runs `command` to its end, or until it must stop.
    ///
    /// - Parameter runsOut: when the lease that there is runs out.
    package func run(
        _ command: ChildCommand, until runsOut: BootInstant, signals: SignalWaiter
    ) throws(SystemError) -> End {
        try Subreaper.become()
        let child = try ChildProcess.spawn(command)
        let exit: ChildExit
        do throws(SystemError) {
            let threads = try watchOver(child, until: runsOut, signals)
            exit = try child.wait()
            finish(signals)
            for thread in threads { _ = thread.join(deadline: .after(.seconds(10))) }
        } catch {
            // WHY: what nobody watches over, or whose end nobody would learn of, is not left running.
            finish(signals)
            _ = child.terminateGroup(grace: .zero)
            try Descendants.end(grace: .zero)
            throw error
        }
        try Descendants.end(grace: Self.grace)
        return course.withLock { $0.end } ?? .finished(exit)
    }

    /// Starts all that can stop the process.
    private func watchOver(
        _ child: ChildProcess, until runsOut: BootInstant, _ signals: SignalWaiter
    ) throws(SystemError) -> [WorkerThread] {
        [
            try WorkerThread(name: "lease") { [self] in keepLease(of: child, until: runsOut) },
            try WorkerThread(name: "signals") { [self] in obey(signals, child) },
            try WorkerThread(name: "watch") { [self] in listen() },
        ]
    }

    /// From here on nothing stops the process any more, and who waits to does not.
    private func finish(_ signals: SignalWaiter) {
        course.withLock { $0.isOver = true }
        course.notify()
        alarm.ring()
        signals.interrupt()
        watching.cancel()
    }
}

/// The lease.
extension Supervisor {
    /// The lease is measured on the boot clock: it runs out while the machine sleeps, too.
    private func keepLease(of child: ChildProcess, until first: BootInstant) {
        var lease = Lease(until: first, renewedAt: .now)
        while !waitUntilDue(lease.renewal) {
            // What woke up without a lease stands still until the answer is there.
            let isPaused = lease.runsOut.hasPassed
            if isPaused { setPaused(true, child) }
            let asked = BootInstant.now
            switch lease.take(renew(), askedAt: asked, at: .now) {
            case .goOn:
                if isPaused { setPaused(false, child) }
            case .goOnUnanswered(let isNew):
                if isNew { log(Self.unanswered) }
            case .stop(let decision):
                return stop(child) { .stopped(decision, $0) }
            case .stopUnanswered:
                log("the authority could not be asked in time: stopping")
                return stop(child) { .leaseRanOut($0) }
            }
        }
    }

    private func setPaused(_ isPaused: Bool, _ child: ChildProcess) {
        do throws(SystemError) {
            try child.setGroupPaused(isPaused)
        } catch {
            log("the program cannot be made to stand still or go on: \(error)")
        }
    }

    /// Waits for the time of the next question, or for an alarm; true when the work is over.
    private func waitUntilDue(_ moment: BootInstant) -> Bool {
        do throws(SystemError) {
            try alarm.wait(until: moment)
        } catch {
            // WHY: without an alarm it must be asked more often than needed, and never less.
            log("the lease cannot be timed: \(error)")
            _ = course.wait(deadline: .after(.milliseconds(Lease.retryMilliseconds))) { $0.isOver }
        }
        return course.withLock { $0.isOver || $0.end != nil }
    }

    private func renew() -> Lease.Answer {
        do throws(ClientError) {
            let answer = try connect().renewLease(session.attempt)
            guard answer.decision == .continue else { return .ended(answer.decision) }
            return .good(milliseconds: answer.validMilliseconds)
        } catch {
            // A refusal means that the session is not known any more, or that its secret was withdrawn: it has ended.
            return error.isUnreachable ? .unknown : .ended(.terminate)
        }
    }

    /// Hears changes of the mission as they are committed, and has the lease looked at when there is one.
    private func listen() {
        while !course.withLock({ $0.isOver }) {
            do throws(ClientError) {
                try connect().watch([session.mission], cancellation: watching) { [self] change in
                    if change.state != .active { alarm.ring() }
                    return !course.withLock { $0.isOver }
                }
            } catch {
                alarm.ring()
            }
            _ = course.wait(deadline: .after(.milliseconds(Lease.retryMilliseconds))) { $0.isOver }
        }
    }

    private func obey(_ signals: SignalWaiter, _ child: ChildProcess) {
        do throws(SystemError) {
            guard case .signal(let signal) = try signals.wait(deadline: .never) else { return }
            stop(child) { .interrupted(signal, $0) }
        } catch {
            log("signals cannot be received: \(error)")
        }
    }

    /// Ends the process and all that it started, and tells the authority how they took it.
    private func stop(_ child: ChildProcess, _ end: (Termination) -> End) {
        let isFirst = course.withLock { course in
            guard !course.isOver, course.end == nil else { return false }
            course.end = end(.unknown)
            return true
        }
        guard isFirst else { return }
        let termination = child.terminateGroup(grace: Self.grace)
        course.withLock { $0.end = end(termination) }
    }
}
