// SPDX-License-Identifier: Apache-2.0

/// A position in the table of missions: the order in which they were created.
package struct MissionIndex: Hashable, Comparable, Sendable {
    package let position: Int32

    package static func < (left: MissionIndex, right: MissionIndex) -> Bool { left.position < right.position }
}

/// One approved work order: what the rules need of its record, and how it stands.
///
/// Prose, proposals and evidence stay in the ledger, at ``Charter/recordedAt``; `intentHash` and the authority's digest
/// commit them.
package struct Mission: Sendable {
    /// What was approved.
    package let charter: Charter

    package internal(set) var expiresAt: Instant
    package internal(set) var lifecycle: Lifecycle = .active
    /// Counts this mission's own committed changes; its creation is 1. For the version others see, use `standing`.
    package internal(set) var changes: Int32 = 1
    package internal(set) var owner: PrincipalIndex
    /// When it was suspended, resumed and narrowed, and when it ended: what descendants see of it.
    package internal(set) var turns: [Instant] = []
    package internal(set) var conditions: [Condition] = []
    package internal(set) var spend = Spend.nothing
    package internal(set) var offspring = Offspring()
    /// When the mission last came back from a suspension of its own.
    package internal(set) var resumedAt: Instant?
    package internal(set) var containment: Containment?
    /// The latest refusal that was recorded in the ledger, so that a retry loop does not fill the ledger.
    package internal(set) var lastRefusal: RecordedRefusal?
}

/// What a mission was approved as: the part of its record that nothing changes.
///
/// An object, so that every state that knows the mission shares it, and a change of the mission copies none of it.
package final class Charter: Sendable {
    package let lineage: Lineage
    package let authority: AuthoritySet
    package let terms: MissionTerms
    package let parties: Parties
    package let id: MissionID
    package let intentHash: Digest
    package let createdAt: Instant
    /// `intent.expires_at`: no extension goes beyond it.
    package let expiryCeiling: Instant
    /// The mission that this one took over from.
    package let predecessor: MissionIndex?
    /// The number of the ledger entry that records its approval, with its prose and evidence.
    package let recordedAt: Int64

    init(
        id: MissionID, lineage: Lineage, parties: Parties, authority: AuthoritySet, intentHash: Digest,
        createdAt: Instant, expiryCeiling: Instant, terms: MissionTerms, predecessor: MissionIndex?, recordedAt: Int64
    ) {
        self.id = id
        self.lineage = lineage
        self.parties = parties
        self.authority = authority
        self.intentHash = intentHash
        self.createdAt = createdAt
        self.expiryCeiling = expiryCeiling
        self.terms = terms.shared
        self.predecessor = predecessor
        self.recordedAt = recordedAt
    }
}

extension Mission {
    package var id: MissionID { charter.id }
    package var lineage: Lineage { charter.lineage }
    package var parties: Parties { charter.parties }
    package var authority: AuthoritySet { charter.authority }
    package var intentHash: Digest { charter.intentHash }
    package var createdAt: Instant { charter.createdAt }
    package var expiryCeiling: Instant { charter.expiryCeiling }
    package var terms: MissionTerms { charter.terms }
    package var predecessor: MissionIndex? { charter.predecessor }
    package var recordedAt: Int64 { charter.recordedAt }
}

/// Where a mission stands among others.
package struct Lineage: Hashable, Sendable {
    package let parent: MissionIndex?
    /// The first mission of its tree, and through expansion of its predecessors': the unit of consistency.
    package let tree: MissionIndex
    /// 0 for a mission without a parent.
    package let depth: Int16
    /// Its place among its parent's children.
    package let ordinal: Int32
    /// How many turns its ancestors had taken when it was created.
    package let ancestorTurns: Int32
    /// For each entry of its authority, the parent's entry that justifies it.
    package let justifications: [Int16]
}

/// Who is involved.
package struct Parties: Hashable, Sendable {
    /// The software that runs the mission (`client_id`).
    package let client: ClientIndex
    /// For whom it runs.
    package let subject: PrincipalIndex
    /// Who said yes; for a child under its parent's approval, the parent's approver.
    package let approver: PrincipalIndex
    /// Who answers for it when the owner no longer can.
    package let successorOwner: PrincipalIndex?
    /// What the acting software is, for `allowed_delegates` and `allowed_child_actors`.
    package let actorProfiles: [ExactText]
}

/// What else the approver agreed to. An object, for most children have none of their own and share the one.
package final class MissionTerms: Sendable {
    package let limits: SpendLimits
    /// Action classes given for this mission; they can only be stricter than the authority's own.
    package let classes: [ClassRule]
    /// Classes whose every action needs a person.
    package let perAction: Set<ActionClass>

    package init(limits: SpendLimits = .none, classes: [ClassRule] = [], perAction: Set<ActionClass> = []) {
        self.limits = limits
        self.classes = classes
        self.perAction = perAction
    }

    private static let none = MissionTerms()

    /// These terms, or the one object for none when they say nothing.
    var shared: MissionTerms { limits == .none && classes.isEmpty && perAction.isEmpty ? .none : self }
}

/// A mission's children.
package struct Offspring: Hashable, Sendable {
    package internal(set) var children: [MissionIndex] = []
    /// Children whose own record has not ended.
    package internal(set) var liveCount: Int32 = 0
    /// For each entry of the parent, the live children that draw on it; empty while there are none.
    package internal(set) var drawing: [Int32] = []
}

/// The last refusal of a mission that the ledger holds. An object, for few missions have one.
package final class RecordedRefusal: Sendable {
    package let operation: Digest?
    package let action: String
    package let resource: String
    package let reason: DenialReason
    package let at: Instant

    init(operation: Digest?, action: String, resource: String, reason: DenialReason, at: Instant) {
        self.operation = operation
        self.action = action
        self.resource = resource
        self.reason = reason
        self.at = at
    }
}
