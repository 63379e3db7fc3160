// SPDX-License-Identifier: Apache-2.0

/// Declines a submission.
package struct Deny: Command {
    package let caller: Caller
    package let submission: SubmissionID
    package let reason: String

    package init(caller: Caller, submission: SubmissionID, reason: String) {
        self.caller = caller
        self.submission = submission
        self.reason = reason
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try caller.mustBeOwner(to: "deny a submission")
        let parent: MissionID? =
            if case .child(let parent, _) = try state.openSubmission(submission, at: now).relation { parent } else {
                nil
            }
        return [.submissionDenied(SubmissionDenied(id: submission, code: nil, reason: reason, parent: parent))]
    }
}

/// A submission was declined, by a person or by the authority itself. It is not decided again; whoever wants the
/// mission submits anew.
package struct SubmissionDenied: EventPayload {
    package let id: SubmissionID
    /// Why the authority itself declined, when it was not a person.
    package let code: Refusal.Code?
    package let reason: String
    /// The mission of which a child was asked for.
    package let parent: MissionID?

    package init(id: SubmissionID, code: Refusal.Code?, reason: String, parent: MissionID? = nil) {
        self.id = id
        self.code = code
        self.reason = reason
        self.parent = parent
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        if let code, let parent, let digest = state.submissions.open[id]?.derived.set.digest {
            state.submissions.lastRefused = RefusedChild(parent: parent, authority: digest, code: code, at: moment)
        }
        state.submissions.resolve(id, .denied(code), at: moment)
    }
}

/// Submissions that the end of another mission decides.
extension AuthorityState {
    /// Why an open submission cannot be approved any more: the mission that it is to follow, or to stand under, has
    /// ended. Nil while nothing stands against it.
    package func obstacle(to submission: Submission, at now: Instant) -> Refusal? {
        guard let mission = submission.relation.mission, let index = missions.index(of: mission) else { return nil }
        let state = standing(of: index, at: now).state
        guard state.isTerminal else { return nil }
        if case .child = submission.relation {
            return Refusal(.parentNotActive, "the mission that it was to be a child of has ended")
        }
        return state == .superseded
            ? Refusal(.supersededByConcurrentExpansion, "another mission has taken over from the same one")
            : Refusal(.predecessorStateChanged, "the mission that it was to take over from has ended")
    }

    /// What is due when a submission has waited long enough, or for a mission that has ended.
    func submissionEvents(at id: SubmissionID, now: Instant) -> [Event] {
        guard let submission = submissions.open[id] else { return [] }
        guard let obstacle = obstacle(to: submission, at: now) else {
            return submission.expiresAt <= now ? [.submissionExpired(SubmissionExpired(id: id))] : []
        }
        var parent: MissionID?
        if case .child(let mission, _) = submission.relation { parent = mission }
        let denied = SubmissionDenied(id: id, code: obstacle.code, reason: obstacle.detail, parent: parent)
        return [.submissionDenied(denied)]
    }

    /// Has the submissions decided that a mission's end leaves without an object.
    mutating func overtakeSubmissions(boundTo mission: MissionID, at moment: Instant) {
        for id in submissions.bound(to: mission) { deadlines.add(.submission(id), at: moment) }
    }
}

/// Nobody decided a submission in time. It cannot be approved any more.
package struct SubmissionExpired: EventPayload {
    package let id: SubmissionID

    package init(id: SubmissionID) { self.id = id }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        state.submissions.resolve(id, .expired, at: moment)
    }
}

extension AuthorityState {
    /// The submission, if it still waits for a decision.
    package func openSubmission(_ id: SubmissionID, at now: Instant) throws(Refusal) -> Submission {
        guard let submission = submissions.open[id] else {
            guard submissions.resolved(id) != nil else { throw Refusal(.notFound, "no submission has this id") }
            throw Refusal(.alreadyDecided, "the submission was decided already")
        }
        guard submission.expiresAt > now else {
            throw Refusal(.submissionExpired, "the submission lapsed before it was decided; submit it again")
        }
        return submission
    }
}
