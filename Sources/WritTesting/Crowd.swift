// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Ledger
package import MissionKernel

/// The events by which many missions of one kind come to be, each with a session under it, for measuring.
///
/// They are those of one mission that a ``KernelWorld`` went through, with other identifiers and other subjects.
package struct Crowd: Sendable {
    /// The registry that the missions rest on, and the first mission.
    package let prologue: [(event: Event, at: Instant)]
    private let received: SubmissionReceived
    private let approved: MissionApproved
    private let opened: SessionOpened

    /// How many people the missions are for.
    private static let subjectCount: UInt64 = 1000

    /// `draft` is what each mission is like.
    package init(_ draft: MissionDraft = Crowd.draft) throws(Refusal) {
        var world = KernelWorld()
        _ = try world.open(world.approve(draft))
        var events: [(event: Event, at: Instant)] = []
        var reader = EntryReader()
        for bytes in world.ledger {
            do throws(EntryError) { events.append(try reader.read(bytes)) } catch { preconditionFailure("\(error)") }
        }
        prologue = events
        var templates: (received: SubmissionReceived?, approved: MissionApproved?, opened: SessionOpened?)
        for (event, _) in events {
            switch event {
            case .submissionReceived(let event): templates.received = event
            case .missionApproved(let event): templates.approved = event
            case .sessionOpened(let event): templates.opened = event
            default: continue
            }
        }
        guard let received = templates.received, let approved = templates.approved, let opened = templates.opened else {
            preconditionFailure("a mission with a session is not made of these events")
        }
        (self.received, self.approved, self.opened) = (received, approved, opened)
    }

    /// Work on a repository and a service, under a condition and a budget, for a month.
    package static let draft = MissionDraft(
        [
            .entry("git.read", "git.commit", "git.push", on: "https://git.example.com/team/repo", match: "prefix"),
            .entry("invoices.*", constraints: ["max_amount": .money("500"), "tenant": "t"]),
            .entry("wiki.read", on: "https://wiki.example.com", delegation: .children(max: 8)),
        ],
        controls: ["max_budget": .money("1000"), "writ:conditions": [.condition("branch.frozen", is: false)]],
        lifetime: .days(30))

    /// The mission that the number stands for; the first is 1.
    package static func mission(_ number: Int) -> MissionID { Identifier(high: 0xC0, low: scattered(number)) }

    /// The events of one more mission, which are for a moment each.
    package func mission(_ number: Int) -> [Event] {
        let low = Self.scattered(number)
        let submission = SubmissionID(high: 0xC1, low: low)
        let subject = Principal(
            issuer: "https://idp.example.com", subject: ExactText("person-\(low % Self.subjectCount)"))
        return [
            .submissionReceived(
                SubmissionReceived(
                    id: submission, client: received.client, intent: received.intent, proposal: received.proposal,
                    derived: received.derived, subject: received.subject, relation: .none,
                    expiresAt: received.expiresAt)),
            .missionApproved(
                MissionApproved(
                    id: Self.mission(number), submission: submission,
                    approvalEvent: ExactText("ape_\(submission.text)"),
                    client: approved.client, subject: subject, approver: approved.approver, owner: subject,
                    successorOwner: nil, basis: approved.basis, intent: approved.intent, proposal: approved.proposal,
                    authority: approved.authority, relation: .none, justifications: [], expiresAt: approved.expiresAt,
                    evidence: approved.evidence)),
        ]
    }

    /// The event of a session under the mission that the number stands for.
    package func session(_ number: Int) -> Event {
        .sessionOpened(
            SessionOpened(
                id: SessionID(high: 0xC2, low: Self.scattered(number)), mission: Self.mission(number), parent: nil,
                stopPolicy: opened.stopPolicy, credential: opened.credential, version: 1, launch: opened.launch))
    }

    /// Numbers without an order, as drawn ones are.
    private static func scattered(_ number: Int) -> UInt64 { UInt64(number) &* 0x9E37_79B9_7F4A_7C15 }
}
