// SPDX-License-Identifier: Apache-2.0

package import AuthorityClient
package import MissionKernel
package import Platform

/// Tells the authority that a session has finished its work, now or when it can be reached again.
package struct EndReport {
    private let client: AuthorityClient
    private let files: SupervisorFiles

    /// How long an authority that does not answer is asked again.
    private static let patience = Duration.seconds(60)
    private static let pause = Duration.milliseconds(500)

    package init(client: AuthorityClient, files: SupervisorFiles) {
        self.client = client
        self.files = files
    }

    /// What became of a report.
    package enum Outcome: Sendable {
        case reported
        /// The authority does not take it: the attempt was taken over, for instance.
        case refused(ClientError)
        /// It is kept, and reported with the next look at sessions.
        case kept
    }

    /// Reports an end. It is kept first where the authority does not answer at once, and asked again for a while, or
    /// until a signal comes.
    package func report(_ end: SupervisorFiles.End, signals: SignalWaiter) throws(SystemError) -> Outcome {
        let deadline = Deadline.after(Self.patience)
        var isKept = false
        while true {
            if let outcome = attempt(end) {
                try files.forget(end.attempt.session)
                return outcome
            }
            if !isKept { try files.keep(end) }
            isKept = true
            guard !deadline.hasPassed, try signals.wait(deadline: .after(Self.pause)) == .deadlinePassed else {
                return .kept
            }
        }
    }

    /// Reports what was kept, of one session or of all.
    package func reportKept(of session: SessionID? = nil) throws(SystemError) {
        for end in try files.ends() where session == nil || end.attempt.session == session {
            if attempt(end) != nil { try files.forget(end.attempt.session) }
        }
    }

    /// Nil when the authority cannot be reached.
    private func attempt(_ end: SupervisorFiles.End) -> Outcome? {
        do throws(ClientError) {
            // What has ended already, by an earlier report or with an ancestor, needs no end.
            try ignoring("session_ended") { () throws(ClientError) in try client.close(end.attempt, reason: "finished")
            }
            if let mission = end.childMission {
                try ignoring("conflict") { () throws(ClientError) in
                    try client.complete(mission, reason: "its sub-agent has finished")
                }
            }
            return .reported
        } catch {
            return error.isUnreachable ? nil : .refused(error)
        }
    }

    private func ignoring(_ code: String, _ body: () throws(ClientError) -> Void) throws(ClientError) {
        do throws(ClientError) { try body() } catch  where error.code == code {}
    }
}
