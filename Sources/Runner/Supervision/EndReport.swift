// SPDX-License-Identifier: Apache-2.0

package import AuthorityClient
package import MissionKernel
package import Platform

/// Tells the authority that a session has finished its work, now or when it can be reached again.
package struct EndReport {
    private let socketPath: String
    private let files: SupervisorFiles

    /// How long an authority that does not answer is asked again.
    private static let patience = Duration.seconds(60)
    private static let pause = Duration.milliseconds(500)

    package init(socketPath: String) {
        self.socketPath = socketPath
        files = SupervisorFiles(socketPath: socketPath)
    }

    /// What became of a report.
    package enum Outcome: Sendable {
        case reported
        /// The authority does not take it: the attempt was taken over, for instance.
        case refused(ClientError)
        /// It is kept, and reported with the next look at sessions.
        case kept
    }

    /// Reports that a session's attempt has finished. Where the authority does not answer at once the end is kept, and
    /// the authority asked again for a minute, or until a signal comes.
    ///
    /// - Parameter onWait: called once the end is kept, with the time for which it will be asked again.
    package func report(
        _ session: SessionEnvironment, signals: SignalWaiter, onWait: (Duration) -> Void
    ) throws(SystemError) -> Outcome {
        let end = SupervisorFiles.End(attempt: session.attempt, secret: session.secret)
        let deadline = Deadline.after(Self.patience)
        var isKept = false
        while true {
            if let outcome = attempt(end) {
                try files.forgetEnd(of: end.attempt.session)
                return outcome
            }
            if !isKept {
                try files.keep(end)
                isKept = true
                onWait(Self.patience)
            }
            guard !deadline.hasPassed, try signals.wait(deadline: .after(Self.pause)) == .deadlinePassed else {
                return .kept
            }
        }
    }

    /// Reports what was kept: of all sessions, or of those that are named.
    package func reportKept(of sessions: [SessionID]? = nil) throws(SystemError) {
        for end in try files.ends() where sessions?.contains(end.attempt.session) ?? true {
            guard let outcome = attempt(end) else { continue }
            try files.forgetEnd(of: end.attempt.session)
            // WHY: what is refused is another attempt's session, and its lock tells whether that one runs.
            if case .reported = outcome { try files.removeLock(of: end.attempt.session) }
        }
    }

    /// Nil when the authority cannot be reached.
    private func attempt(_ end: SupervisorFiles.End) -> Outcome? {
        do throws(ClientError) {
            let client = try AuthorityClient(
                socketPath: socketPath, as: .session(end.attempt.session, secret: end.secret))
            try client.close(end.attempt, reason: "finished")
            return .reported
        } catch {
            return error.isUnreachable ? nil : .refused(error)
        }
    }
}
