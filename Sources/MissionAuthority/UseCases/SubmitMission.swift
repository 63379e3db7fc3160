// SPDX-License-Identifier: Apache-2.0

package import MissionKernel
import MissionWire

/// What is asked for, as the edge read it.
package struct SubmissionRequest: Sendable {
    package let caller: Caller
    /// The software that will run the mission; for a child, its actor.
    package let client: ClientID
    package let intent: RecordedIntent
    package let proposal: RecordedAuthority?
    package let subject: Principal?
    package let relation: Relation

    package init(
        caller: Caller, client: ClientID, intent: RecordedIntent, proposal: RecordedAuthority?,
        subject: Principal? = nil, relation: Relation = .none
    ) {
        self.caller = caller
        self.client = client
        self.intent = intent
        self.proposal = proposal
        self.subject = subject
        self.relation = relation
    }
}

/// A submission that was taken in.
package struct SubmissionReceipt: Hashable, Sendable {
    package let id: SubmissionID
    package let expiresAt: Instant
    /// The child mission, when its parent's approval covered it.
    package let mission: MissionID?
}

extension MissionAuthority {
    /// Takes a submission in. It waits for an approval, unless a parent's covers it.
    package func submit(_ request: SubmissionRequest, completion: @escaping Completion<SubmissionReceipt>) {
        let id: SubmissionID = identities.next()
        let drawdown =
            request.relation.isChild
            ? Submit.Drawdown(mission: identities.next(), approvalEvent: approvalEvent()) : nil
        perform(completion) { [configuration] (state, now) throws(Refusal) in
            let derived = try Derivation(request, in: state, issuer: configuration.issuer).authority
            let expiresAt = now.adding(milliseconds: configuration.submissionMilliseconds)
            let command = Submit(
                caller: request.caller, id: id, client: request.client, intent: request.intent,
                proposal: request.proposal?.anchored(as: .proposedAuthority, issuer: configuration.issuer),
                derived: derived, subject: request.subject, relation: request.relation,
                expiresAt: min(expiresAt, request.intent.intent.expiresAt), drawdown: drawdown)
            let events: [Event]
            do throws(Refusal) { events = try command.decide(in: state, at: now) } catch {
                let refusal = error
                return Decided(command.refused(refusal, in: state, at: now)) { (_, _) throws(Refusal) in throw refusal }
            }
            return Decided(events) { state, _ in
                let isMade = drawdown.map { state.missions.index(of: $0.mission) != nil } ?? false
                return SubmissionReceipt(
                    id: id, expiresAt: command.expiresAt, mission: isMade ? drawdown?.mission : nil)
            }
        }
    }

    /// A fresh name for an approval that has none of its own.
    func approvalEvent() -> ExactText {
        let id: SubmissionID = identities.next()
        return ExactText("ape_" + id.text.dropFirst(4))
    }
}

extension Relation {
    fileprivate var isChild: Bool {
        if case .child = self { true } else { false }
    }
}

/// The authority that may be granted: what was proposed, narrowed to what the client may have at all; without a
/// proposal, what the deployment allows the client on the intent's resources (draft-mcguinness-oauth-mission,
/// *Mission Authority*: narrowing mode and template mode).
private struct Derivation {
    let authority: RecordedAuthority

    init(_ request: SubmissionRequest, in state: AuthorityState, issuer: String) throws(Refusal) {
        let ceiling = state.registry.client(request.client)?.ceiling
        guard let proposal = request.proposal else {
            let candidates = ceiling?.entries.filter { request.intent.intent.resources.contains($0.resources.resource) }
            guard let candidates, !candidates.isEmpty else {
                throw Refusal(.invalidAuthority, "propose `authorization_details`: no template covers these resources")
            }
            authority = RecordedAuthority(composed: candidates, issuer: issuer)
            return
        }
        guard let ceiling, SetComparison(of: proposal.set.entries, with: ceiling.entries).failure != nil else {
            authority = proposal.anchored(as: .authoritySet, issuer: issuer)
            return
        }
        let narrowed = proposal.set.entries.flatMap { entry in
            ceiling.entries.compactMap { entry.intersection(with: $0) }
        }
        guard !narrowed.isEmpty else {
            throw Refusal(.invalidAuthority, "nothing of what was proposed may be granted to this client")
        }
        authority = RecordedAuthority(composed: narrowed, issuer: issuer)
    }
}
