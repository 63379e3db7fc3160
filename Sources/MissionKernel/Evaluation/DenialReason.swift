// SPDX-License-Identifier: Apache-2.0

/// Why an action may not happen: the reasons of the AuthZEN profile for missions (draft-mcguinness-mission-authzen,
/// *Runtime Denial Classification*) and of its companions. Each has one meaning on every surface.
package enum DenialReason: String, CaseIterable, Hashable, Sendable {
    case outOfAuthority = "out_of_authority"
    case authorityContained = "authority_contained"
    case approvalRequired = "approval_required"
    case approvalExpired = "approval_expired"
    case policyDenied = "policy_denied"
    case staleState = "stale_state"
    case viewInconsistent = "view_inconsistent"
    case missionInactive = "mission_inactive"
    case missionBindingFailed = "mission_binding_failed"
    case missionMismatch = "mission_mismatch"
    /// Of draft-mcguinness-mission-authority-server, *Verification and Conflict*.
    case missionReferenceConflict = "mission_reference_conflict"
    case actorInvalid = "actor_invalid"
    case credentialInvalid = "credential_invalid"
    case parameterViolation = "parameter_violation"
    case duplicateSuppressed = "duplicate_suppressed"
    case idempotencyConflict = "idempotency_conflict"
    case quotaExceeded = "quota_exceeded"
    case unsupportedAuthorizationType = "unsupported_authorization_type"
    case constraintUnsupported = "constraint_unsupported"

    /// What whoever was denied can do about it (`next_action`).
    package var nextAction: NextAction {
        switch self {
        case .staleState: .retry
        case .approvalRequired, .approvalExpired: .request
        default: .none
        }
    }
}

/// What can follow a denial.
package enum NextAction: String, Hashable, Sendable {
    case request
    case retry
    case none
}
