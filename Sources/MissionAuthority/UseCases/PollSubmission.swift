// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// How a submission stands (draft-mcguinness-mission-authority-server, *Submission Status*).
package enum SubmissionStanding: Hashable, Sendable {
    case pending(expiresAt: Instant)
    case approved(ApprovedMission)
    case denied(Refusal.Code?)
    case expired

    /// What the client learns of the mission that it got.
    package struct ApprovedMission: Hashable, Sendable {
        package let id: MissionID
        package let expiresAt: Instant
        /// The number of the ledger entry that records it.
        package let recordedAt: Int64
    }
}

extension SubmissionStanding {
    init(_ outcome: SubmissionOutcome, in state: AuthorityState) {
        switch outcome {
        case .approved(let index):
            let mission = state.missions[index]
            self = .approved(
                ApprovedMission(id: mission.id, expiresAt: mission.expiresAt, recordedAt: mission.recordedAt))
        case .denied(let code): self = .denied(code)
        case .expired: self = .expired
        }
    }
}

extension MissionAuthority {
    /// How a submission stands, for whoever submitted it. For everyone else, and when there is none, it is unknown.
    package func poll(_ id: SubmissionID, caller: Caller) throws(Refusal) -> SubmissionStanding {
        try read { (state, now) throws(Refusal) in
            if let open = state.submissions.open[id] {
                try isOwn(open.asker, caller, in: state)
                if let obstacle = state.obstacle(to: open, at: now) { return .denied(obstacle.code) }
                return open.expiresAt > now ? .pending(expiresAt: open.expiresAt) : .expired
            }
            guard let resolved = state.submissions.resolved(id) else { throw .unknownSubmission }
            try isOwn(resolved.asker, caller, in: state)
            return SubmissionStanding(resolved.outcome, in: state)
        }
    }

    private func isOwn(_ asker: Submission.Asker, _ caller: Caller, in state: AuthorityState) throws(Refusal) {
        switch caller {
        case .owner: return
        case .client(let id):
            guard let client = state.registry.index(of: id), asker == .client(client) else {
                throw .unknownSubmission
            }
        case .session(let session):
            guard asker == .session(session) else { throw .unknownSubmission }
        }
    }
}

extension Refusal {
    /// The one answer for a submission that does not exist and for one that the caller may not see.
    package static let unknownSubmission = Refusal(.notFound, "no submission that you can see has this id")
}
