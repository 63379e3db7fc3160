// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// A submission as an approver sees it.
package struct SubmissionReview: Sendable {
    package let submission: Submission
    package let client: ClientID
    package let subject: Principal?
}

/// A submission that was decided.
package struct DecidedSubmission: Sendable {
    package let id: SubmissionID
    package let at: Instant
    package let standing: SubmissionStanding
}

extension MissionAuthority {
    /// The submissions that wait for a decision, the oldest first.
    package func waitingSubmissions() -> [SubmissionReview] {
        readCopy { state, now in
            state.submissions.open.values.filter { $0.expiresAt > now && state.obstacle(to: $0, at: now) == nil }
                .sorted { ($0.receivedAt, $0.id) < ($1.receivedAt, $1.id) }
                .map { SubmissionReview($0, in: state) }
        }
    }

    /// The submissions that were decided and are remembered, the oldest decision first.
    package func decidedSubmissions() -> [DecidedSubmission] {
        readCopy { state, _ in
            state.submissions.remembered.map { id, submission, _ in
                DecidedSubmission(
                    id: id, at: submission.at, standing: SubmissionStanding(submission.outcome, in: state))
            }
            .sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        }
    }

    /// A submission that waits for a decision.
    package func review(_ id: SubmissionID) throws(Refusal) -> SubmissionReview {
        try read { (state, now) throws(Refusal) in
            SubmissionReview(try state.openSubmission(id, at: now), in: state)
        }
    }
}

extension SubmissionReview {
    fileprivate init(_ submission: Submission, in state: AuthorityState) {
        self.init(
            submission: submission, client: state.registry[submission.client].id,
            subject: submission.subject.map { state.registry[$0].principal })
    }
}
