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
    /// The part of a lease after which it is renewed.
    private static let renewalDivisor: Int64 = 3
    /// How long to wait before an authority that did not answer is asked again.
    private static let retryMilliseconds: Int64 = 500
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
        let keeper = try WorkerThread(name: "lease") { [self] in keepLease(of: child, until: runsOut) }
        let listener = try WorkerThread(name: "watch") { [self] in listen() }
        let guardian = try WorkerThread(name: "signals") { [self] in obey(signals, child) }
        let exit = try child.wait(deadline: .never)
        let end = finish(exit)
        signals.interrupt()
        watching.cancel()
        for thread in [keeper, listener, guardian] { _ = thread.join(deadline: .after(.seconds(10))) }
        try Descendants.end(grace: Self.grace)
        // WHY: whoever stopped it knows only now how it took that.
        return course.withLock { $0.end } ?? end
    }

    /// The end that was brought about, or the one that the process chose.
    private func finish(_ exit: ChildExit?) -> End {
        let end = course.withLock { course -> End in
            course.isOver = true
            return course.end ?? exit.map { .finished($0) } ?? .finished(.exited(0))
        }
        course.notify()
        alarm.ring()
        return end
    }
}

/// The lease.
extension Supervisor {
    /// The lease is measured on the boot clock: it runs out while the machine sleeps, too.
    private func keepLease(of child: ChildProcess, until first: BootInstant) {
        var runsOut = first
        var next = BootInstant.now
        var isAnswered = true
        while !waitUntilDue(next) {
            // What woke up without a lease stands still until the answer is there.
            let isPaused = runsOut.hasPassed
            if isPaused { setPaused(true, child) }
            // The answer is good from when it was asked for: what the way took is lost, never gained.
            let asked = BootInstant.now
            switch renew() {
            case .good(let milliseconds):
                isAnswered = true
                runsOut = asked + .milliseconds(milliseconds)
                next = asked + .milliseconds(milliseconds / Self.renewalDivisor)
                if isPaused { setPaused(false, child) }
            case .ended(let decision):
                return stop(child) { .stopped(decision, $0) }
            case .unknown:
                if runsOut.hasPassed {
                    log("the authority could not be asked in time: stopping")
                    return stop(child) { .leaseRanOut($0) }
                }
                if isAnswered { log(Self.unanswered) }
                isAnswered = false
                next = min(runsOut, .now + .milliseconds(Self.retryMilliseconds))
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
            _ = course.wait(deadline: .after(.milliseconds(Self.retryMilliseconds))) { $0.isOver }
        }
        return course.withLock { $0.isOver || $0.end != nil }
    }

    private enum Renewal {
        case good(milliseconds: Int64)
        case ended(HarnessDecision)
        case unknown
    }

    private func renew() -> Renewal {
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
            _ = course.wait(deadline: .after(.milliseconds(Self.retryMilliseconds))) { $0.isOver }
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
