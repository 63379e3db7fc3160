// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel
import MissionWire

/// A mission in plain sentences, for whoever must decide on it: what it is for, what it may do and may not, what ends
/// it, what it may spend and when it must ask.
///
/// Everything that came from a client is inert and stands in backticks or on a line of its own. Nothing is left out:
/// what cannot be said in words stands as it is written.
package struct MissionSummary: Sendable {
    /// The page from top to bottom.
    package let lines: [Line]

    /// One line; `text` has no line break and no character that acts on a terminal.
    package struct Line: Hashable, Sendable {
        package let role: Role
        /// How far it is set in: 0 for headings, 1 for what stands under them, 2 for what qualifies that.
        package let indent: Int
        package let text: String
    }

    /// What a line is about.
    package enum Role: String, CaseIterable, Sendable {
        case heading, purpose, people, granted, notGranted, ends, spends, asks
    }

    /// Who takes part in the mission, besides the owners that its intent names.
    package struct Parties: Sendable {
        package var client: String?
        package var subject: Principal?
        package var approver: Principal?
        /// The issuer whose people go by their bare names; others are shown with theirs.
        package var issuer: String

        package init(client: String?, subject: Principal?, approver: Principal? = nil, issuer: String) {
            self.client = client
            self.subject = subject
            self.approver = approver
            self.issuer = issuer
        }
    }

    /// What to sum up.
    package struct Source: Sendable {
        /// The mission intent as it was submitted.
        package let intent: JSONNode
        package let entries: [AuthorityEntry]
        package let expiresAt: Instant
        package let parties: Parties
        /// The classes of actions here; without them only what the mission itself says can be told.
        package let policy: ClassPolicy?
        /// How a mission that was approved stands by now.
        package var course = Course()

        package init(
            intent: JSONNode, entries: [AuthorityEntry], expiresAt: Instant, parties: Parties,
            policy: ClassPolicy? = nil
        ) {
            self.intent = intent
            self.entries = entries
            self.expiresAt = expiresAt
            self.parties = parties
            self.policy = policy
        }

        /// An order before it is submitted, among people of `issuer`.
        package init(_ order: MissionOrder, issuer: String, policy: ClassPolicy? = nil) {
            self.init(
                intent: order.intentNode, entries: order.entries, expiresAt: order.until,
                parties: Parties(client: order.client.text.string, subject: order.subject, issuer: issuer),
                policy: policy)
        }
    }

    /// What has become of a mission since it was approved.
    package struct Course: Sendable {
        package var state = MissionState.active
        /// What was taken away from it, or from a mission above it.
        package var removals: [Removal] = []
        /// All that must hold, with what was added; nil while that is what the intent says.
        package var conditions: [ConditionTerms]?
        /// What it and all below it have spent or reserved; nil before it is approved.
        package var spend: Spend?

        package init() {}
    }

    /// Sums up what `source` says, as it stands at `now`; an intent that is malformed cannot be summed up.
    package init(of source: Source, at now: Instant) throws(JSONShapeError) {
        let terms = try IntentGrammar.intent(source.intent)
        var page = SummaryPage()
        let left = source.entries.compactMap { $0.left(by: source.course.removals) }
        page.purpose(of: source.intent)
        page.standing(source.course.state)
        page.people(source.parties, terms.controls)
        page.authority(left)
        page.limits(of: source.entries, left)
        for removal in source.course.removals { page.removed(removal, from: source.entries) }
        if !source.course.state.isTerminal {
            page.ends(terms, added: source.course.conditions, at: source.expiresAt, now: now)
        }
        page.spends(terms.controls.limits, spent: source.course.spend)
        page.asks(left, terms.controls, policy: source.policy)
        lines = page.lines
    }
}

/// Collects the lines.
struct SummaryPage {
    private(set) var lines: [MissionSummary.Line] = []

    mutating func heading(_ text: String) { add(.heading, text, indent: 0) }

    mutating func add(_ role: MissionSummary.Role, _ text: String, indent: Int = 1) {
        lines.append(.init(role: role, indent: indent, text: text))
    }
}

extension SummaryPage {
    fileprivate mutating func purpose(of intent: JSONNode) {
        add(.purpose, InertText.shown(intent["goal"]?.stringValue ?? ""), indent: 0)
        list("done when", intent["success_criteria"])
        list("keep in mind", intent["constraints"])
        if let purpose = intent["purpose"]?.stringValue { add(.purpose, "purpose: \(InertText.shown(purpose))") }
    }

    private mutating func list(_ title: String, _ list: JSONNode?) {
        list?.forEachElement { add(.purpose, "\(title): \(InertText.shown($0.stringValue ?? ""))") }
    }

    /// That nothing of what follows may be done, where it is so.
    fileprivate mutating func standing(_ state: MissionState) {
        switch state {
        case .active: break
        case .suspended: add(.notGranted, "It is suspended: nothing of this may be done now.", indent: 0)
        case .revoked, .completed, .expired, .superseded, .cascaded:
            add(.notGranted, "It has ended (\(state.rawValue)): nothing of this may be done any more.", indent: 0)
        }
    }

    fileprivate mutating func people(_ parties: MissionSummary.Parties, _ controls: MissionIntent.Controls) {
        let name = { (principal: Principal) in Phrase.name(principal, home: parties.issuer) }
        heading("Who")
        if let client = parties.client { add(.people, "\(InertText.quoted(client)) does the work") }
        if let subject = parties.subject { add(.people, "for \(name(subject))") }
        if let approver = parties.approver { add(.people, "approved by \(name(approver))") }
        switch (controls.owner ?? parties.subject, controls.successorOwner) {
        case (let owner?, let successor?):
            add(.people, "\(name(owner)) answers for it, and \(name(successor)) once they have left")
        case (let owner?, nil): add(.people, "\(name(owner)) answers for it; nobody does once they have left")
        case (nil, let successor?): add(.people, "\(name(successor)) answers for it once its owner has left")
        case (nil, nil): add(.people, "whoever it runs for answers for it; nobody does once they have left")
        }
    }
}
