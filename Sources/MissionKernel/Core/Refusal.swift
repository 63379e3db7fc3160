// SPDX-License-Identifier: Apache-2.0

/// Why the kernel did not do what was asked. Nothing has changed.
package struct Refusal: Error, Hashable, Sendable {
    /// Stable, listed in `docs/wire/errors.md`, and the same on every wire.
    package let code: Code
    /// What was wrong and what would put it right. Safe to show to whoever asked.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The closed set. A new case must be mapped to each wire before anything compiles.
    package enum Code: String, CaseIterable, Hashable, Sendable {
        // Whoever asks.
        case notFound = "not_found"
        case notPermitted = "not_permitted"
        case alreadyExists = "already_exists"
        // Approval and its evidence.
        case alreadyDecided = "already_decided"
        case submissionExpired = "submission_expired"
        case approverIsClient = "approver_is_client"
        case approverUnknown = "approver_unknown"
        case approverDisabled = "approver_disabled"
        /// RFC 9470, section 3.
        case insufficientAuthentication = "insufficient_user_authentication"
        case evidenceMismatch = "evidence_mismatch"
        case conditionUnmet = "condition_unmet"
        // What a submission asks for.
        case invalidIntent = "invalid_mission_intent"
        case invalidAuthority = "invalid_authority"
        // The lifecycle.
        case conflict = "conflict"
        case staleVersion = "stale_version"
        case nonceReused = "nonce_reused"
        case invalidRequest = "invalid_request"
        case ceilingExceeded = "ceiling_exceeded"
        // Children (draft-mcguinness-oauth-mission-child-delegation, *Child Creation Denial Reasons*).
        case parentNotActive = "parent_not_active"
        case delegationNotPermitted = "delegation_not_permitted"
        case childActorNotAllowed = "child_actor_not_allowed"
        case notStrictSubset = "not_strict_subset"
        case fanoutExceeded = "fanout_exceeded"
        case policyDenied = "policy_denied"
        // Expansion (draft-mcguinness-oauth-mission-expansion).
        case predecessorNotActive = "predecessor_not_active"
        case predecessorStateChanged = "predecessor_state_changed"
        case supersededByConcurrentExpansion = "superseded_by_concurrent_expansion"
        case nothingToExpand = "nothing_to_expand"
        // Sessions, queues and effects.
        case missionNotActive = "mission_not_active"
        case staleEpoch = "stale_epoch"
        case sessionEnded = "session_ended"
        case identityChanged = "identity_changed"
        case notDue = "not_due"
        case permitConsumed = "permit_consumed"
        case permitExpired = "permit_expired"
        case parameterMismatch = "parameter_violation"
        case derivationsExhausted = "derivations_exhausted"
        case quotaExceeded = "quota_exceeded"
    }
}
