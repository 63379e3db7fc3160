// SPDX-License-Identifier: Apache-2.0

/// Something that needs a person.
package struct AttentionItem: Sendable, Equatable {
    package let id: AttentionID
    package let mission: MissionIndex?
    package let attempt: Attempt?
    package let kind: Kind
    package let subject: Subject
    package let text: String
    package let askedAt: Instant
    package internal(set) var deadline: Instant?
    package let onDeadline: OnDeadline
    /// Who is asked; nil for whoever looks.
    package internal(set) var assignee: PrincipalIndex?

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// One action waits for a person's agreement.
        case approval
        case question
        case escalation
        case review
        case budget
        /// Something happened that nobody can account for.
        case anomaly
    }

    /// What the question is about.
    package enum Subject: Hashable, Sendable {
        case none
        case operation(Digest, under: MissionID)
        case effect(PermitID)
    }

    /// What happens when nobody has answered by the deadline.
    package enum OnDeadline: String, CaseIterable, Hashable, Sendable {
        /// The answer is no.
        case expire
        /// The next person who answers for the mission is asked.
        case escalate
    }

    /// Questions that may wait under one mission.
    package static let openMax: Int32 = 256
    /// How long an action waits for agreement.
    package static let approvalMilliseconds: Int64 = 24 * 3600 * 1000
    /// How long a person's no to an action holds, so that it is not put to them again.
    package static let declinedMilliseconds: Int64 = 24 * 3600 * 1000
    /// How long a question waits before it goes to the next person.
    package static let questionMilliseconds: Int64 = 4 * 3600 * 1000
}

/// What a person answered about one action: an agreement is good once, and a no each time until it has run out.
package struct ActionAnswer: Hashable, Sendable {
    package let at: Instant
    package let until: Instant
    /// What was said with a no; nil for an agreement.
    package let declined: String?
}

/// The questions that wait for people, and their answers about actions that are asked for again.
package struct AttentionTable: Sendable {
    struct ActionKey: Hashable {
        let mission: MissionID
        let operation: Digest
    }

    package private(set) var open = PagedDictionary<AttentionID, AttentionItem>()
    /// How many of them wait under each mission.
    private var counts = PagedDictionary<MissionIndex, Int32>()
    var bySubject = PagedDictionary<AttentionItem.Subject, AttentionID>()
    var answers = PagedDictionary<ActionKey, ActionAnswer>()

    package subscript(_ id: AttentionID) -> AttentionItem? { open[id] }

    /// The open question about this operation under this mission.
    func openApproval(of operation: Digest, under mission: MissionID) -> AttentionID? {
        bySubject[.operation(operation, under: mission)]
    }

    package func answer(about operation: Digest, under mission: MissionID) -> ActionAnswer? {
        answers[ActionKey(mission: mission, operation: operation)]
    }

    /// Whether one more question may wait under a mission: nobody reads more, and an agent in a loop asks without end.
    func hasRoom(under mission: MissionIndex) -> Bool { counts[mission, default: 0] < AttentionItem.openMax }

    mutating func add(_ item: AttentionItem) { add(item, isFoundBySubject: item.subject != .none) }

    mutating func add(_ item: AttentionItem, isFoundBySubject: Bool) {
        open[item.id] = item
        if let mission = item.mission { counts[mission, default: 0] += 1 }
        if isFoundBySubject { bySubject[item.subject] = item.id }
    }

    mutating func assign(_ id: AttentionID, to person: PrincipalIndex, deadline: Instant?) {
        open[id]?.assignee = person
        open[id]?.deadline = deadline
    }

    /// Makes the questions that `person` was to keep due at `moment`; answers which.
    mutating func wake(keptBy person: PrincipalIndex, at moment: Instant) -> [AttentionID] {
        let kept = open.values.filter { $0.assignee == person && $0.deadline == nil }.map(\.id).sorted()
        for id in kept { open[id]?.deadline = moment }
        return kept
    }

    mutating func close(_ id: AttentionID) {
        guard let item = open.removeValue(forKey: id) else { return }
        if let mission = item.mission { counts[mission, default: 0] -= 1 }
        if bySubject[item.subject] == id { bySubject[item.subject] = nil }
    }

    mutating func close(_ subject: AttentionItem.Subject) {
        if let id = bySubject[subject] { close(id) }
    }

    mutating func note(_ answer: ActionAnswer, about operation: Digest, under mission: MissionID) {
        answers[ActionKey(mission: mission, operation: operation)] = answer
    }

    /// An answer is used up by the permit that is given after it.
    mutating func useAnswer(about operation: Digest, under mission: MissionID) {
        answers[ActionKey(mission: mission, operation: operation)] = nil
    }
}
