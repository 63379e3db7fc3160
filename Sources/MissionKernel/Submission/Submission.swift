// SPDX-License-Identifier: Apache-2.0

/// A mission that is asked for and not decided.
package struct Submission: Sendable {
    package let id: SubmissionID
    package let client: ClientIndex
    package let intent: RecordedIntent
    /// What the client proposed, when it proposed authority (`proposed_authority`).
    package let proposal: RecordedAuthority?
    /// What may be granted: the proposal, or a template, narrowed to policy.
    package let derived: RecordedAuthority
    /// For whom, where the edge established it already.
    package let subject: PrincipalIndex?
    package let relation: Relation
    package let receivedAt: Instant
    package let expiresAt: Instant
    package let asker: Asker

    /// Who is told how it stands: who asked for it, and for what its owner proposed, the software that is to run it
    /// (draft-mcguinness-mission-authority-server, *Submission Status*).
    package enum Asker: Hashable, Sendable {
        case client(ClientIndex)
        case session(SessionID)
    }
}

/// How a new mission relates to one that exists.
package enum Relation: Hashable, Sendable {
    case none
    /// A child of this mission, for this actor.
    case child(of: MissionID, actor: Actor)
    /// A successor of this mission.
    case successor(of: MissionID)

    /// The mission that exists.
    package var mission: MissionID? {
        switch self {
        case .none: nil
        case .child(let parent, _): parent
        case .successor(let predecessor): predecessor
        }
    }
}

/// What became of a submission (`status` of the submission-status response).
package enum SubmissionOutcome: Hashable, Sendable {
    case approved(MissionIndex)
    case denied(Refusal.Code?)
    case expired
}

/// A submission that was decided: enough to answer whoever asked for it.
package struct ResolvedSubmission: Hashable, Sendable {
    package let asker: Submission.Asker
    package let outcome: SubmissionOutcome
    package let at: Instant
}

/// A child that a process asked for and the authority itself refused.
package struct RefusedChild: Hashable, Sendable {
    package let parent: MissionID
    package let authority: Digest
    package let code: Refusal.Code
    package let at: Instant

    /// How long a refusal that is repeated is not written again.
    private static let repetitionMilliseconds: Int64 = 60_000

    func isRepeated(by other: RefusedChild) -> Bool {
        parent == other.parent && authority == other.authority && code == other.code
            && other.at.milliseconds(since: at) < Self.repetitionMilliseconds
    }
}

/// The submissions, open and decided.
package struct SubmissionTable: Sendable {
    package private(set) var open = PagedDictionary<SubmissionID, Submission>()
    /// The open ones that are to follow a mission or to stand under it, by that mission.
    private var bound = PagedDictionary<MissionID, [SubmissionID]>()
    var decided = RecentTable<SubmissionID, ResolvedSubmission>()
    /// The latest child that the authority itself refused, so that a retry loop does not fill the ledger.
    package internal(set) var lastRefused: RefusedChild?

    /// How long a decided submission can be asked for.
    package static let retentionMilliseconds: Int64 = 30 * 24 * 3600 * 1000

    /// What became of a submission that was decided.
    package func resolved(_ id: SubmissionID) -> ResolvedSubmission? { decided[id] }

    /// What was decided, with the moment until which it is remembered.
    package var remembered: [(id: SubmissionID, submission: ResolvedSubmission, until: Instant)] {
        decided.entries.map { ($0.key, $0.value, $0.until) }
    }

    /// The open submissions that nobody can approve any more once `mission` has ended.
    func bound(to mission: MissionID) -> [SubmissionID] { bound[mission] ?? [] }

    mutating func add(_ submission: Submission) {
        open[submission.id] = submission
        if let mission = submission.relation.mission { bound[mission, default: []].append(submission.id) }
    }

    mutating func resolve(_ id: SubmissionID, _ outcome: SubmissionOutcome, at moment: Instant) {
        guard let submission = open.removeValue(forKey: id) else { return }
        if let mission = submission.relation.mission {
            let others = bound(to: mission).filter { $0 != id }
            bound[mission] = others.isEmpty ? nil : others
        }
        decided.remember(
            id, ResolvedSubmission(asker: submission.asker, outcome: outcome, at: moment),
            until: moment.adding(milliseconds: Self.retentionMilliseconds))
    }

    mutating func forget(before moment: Instant) { decided.forget(before: moment) }
}
