// SPDX-License-Identifier: Apache-2.0

/// An authority set together with the canonical bytes that its anchor commits.
package struct RecordedAuthority: Sendable {
    package let set: AuthoritySet
    /// The entries as one canonical JSON array.
    package let canonical: [UInt8]

    package init(set: AuthoritySet, canonical: [UInt8]) {
        self.set = set
        self.canonical = canonical
    }

    /// Whether every entry is inside one of `reference`. The same bytes are, even where a part of them cannot be
    /// compared: what is unknown is carried unchanged (draft-mcguinness-oauth-mission, *Mission Authority*).
    package func isSubset(of reference: RecordedAuthority) -> Bool {
        canonical == reference.canonical
            || SetComparison(of: set.entries, with: reference.set.entries).failure == nil
    }
}

/// A mission intent as the client submitted it: what the rules need of it, and the canonical bytes its anchor commits.
package struct RecordedIntent: Sendable {
    package let intent: MissionIntent
    package let canonical: [UInt8]
    /// `intent_hash`
    package let digest: Digest

    package init(intent: MissionIntent, canonical: [UInt8], digest: Digest) {
        self.intent = intent
        self.canonical = canonical
        self.digest = digest
    }
}

/// What the rules need of a mission intent (draft-mcguinness-oauth-mission, *Mission Intent*). Prose carries no rule.
package struct MissionIntent: Hashable, Sendable {
    package let resources: [ResourceURI]
    /// `expires_at`: the latest end that the client asks for.
    package let expiresAt: Instant
    package let controls: Controls

    package init(resources: [ResourceURI], expiresAt: Instant, controls: Controls) {
        self.resources = resources
        self.expiresAt = expiresAt
        self.controls = controls
    }

    /// `controls`: the machine-actionable bounds, those of the specifications and this product's own.
    package struct Controls: Hashable, Sendable {
        package var authenticationClass: String?
        package var limits = SpendLimits.none
        /// The end to approve, when it is before the ceiling.
        package var until: Instant?
        package var owner: Principal?
        package var successorOwner: Principal?
        package var conditions: [ConditionTerms] = []
        /// What to do when whoever granted the mission is no longer enabled.
        package var grantorConsequence: Consequence = .suspend
        package var classes: [ClassRule] = []
        package var perAction: Set<ActionClass> = []

        package init() {}
    }
}
