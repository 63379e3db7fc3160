// SPDX-License-Identifier: Apache-2.0

/// Asks a person something on behalf of a session.
package struct Ask: Command {
    package let caller: Caller
    package let id: AttentionID
    package let attempt: Attempt
    package let kind: AttentionItem.Kind
    package let text: String
    package let deadline: Instant
    package let onDeadline: AttentionItem.OnDeadline

    package init(
        caller: Caller, id: AttentionID, attempt: Attempt, kind: AttentionItem.Kind, text: String, deadline: Instant,
        onDeadline: AttentionItem.OnDeadline
    ) {
        self.caller = caller
        self.id = id
        self.attempt = attempt
        self.kind = kind
        self.text = text
        self.deadline = deadline
        self.onDeadline = onDeadline
    }

    package func decide(in state: AuthorityState, at now: Instant) throws(Refusal) -> [Event] {
        try state.mayDrive(attempt, caller)
        let session = try state.session(attempt.session)
        guard state.attention[id] == nil else { throw Refusal(.alreadyExists, "a question has this id already") }
        guard deadline > now else { throw Refusal(.invalidRequest, "the deadline has passed") }
        guard kind == .question || kind == .review || kind == .escalation else {
            throw Refusal(.invalidRequest, "a session asks a question, for a review, or for help")
        }
        guard state.attention.hasRoom(under: session.mission) else {
            throw Refusal(
                .quotaExceeded, "\(AttentionItem.openMax) questions wait under the mission already; have them answered")
        }
        return [
            .attentionRaised(
                AttentionRaised(
                    id: id, mission: state.missions[session.mission].id, attempt: attempt, kind: kind, subject: .none,
                    text: text, deadline: deadline, onDeadline: onDeadline))
        ]
    }
}

/// A question was put to people.
package struct AttentionRaised: EventPayload {
    package let id: AttentionID
    package let mission: MissionID?
    package let attempt: Attempt?
    package let kind: AttentionItem.Kind
    package let subject: AttentionItem.Subject
    package let text: String
    package let deadline: Instant
    package let onDeadline: AttentionItem.OnDeadline

    package init(
        id: AttentionID, mission: MissionID?, attempt: Attempt?, kind: AttentionItem.Kind,
        subject: AttentionItem.Subject, text: String, deadline: Instant, onDeadline: AttentionItem.OnDeadline
    ) {
        self.id = id
        self.mission = mission
        self.attempt = attempt
        self.kind = kind
        self.subject = subject
        self.text = text
        self.deadline = deadline
        self.onDeadline = onDeadline
    }

    func apply(to state: inout AuthorityState, at moment: Instant) {
        let index = mission.flatMap { state.missions.index(of: $0) }
        state.attention.add(
            AttentionItem(
                id: id, mission: index, attempt: attempt, kind: kind, subject: subject, text: text, askedAt: moment,
                deadline: deadline, onDeadline: onDeadline, assignee: index.map { state.missions[$0].owner }))
        state.deadlines.add(.attention(id), at: deadline)
    }
}
