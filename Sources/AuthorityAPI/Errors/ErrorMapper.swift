// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import HTTPServer
import MissionAuthority
import MissionKernel
import MissionWire

/// The one place where refusals become HTTP answers. What is inside stays inside: only codes, and details that are safe
/// to show.
struct ErrorAnswer {
    let status: HTTPStatus
    let error: String
    let description: String
    var reason: String?
    var denialReason: String?
    var expansionStatus: String?

    init(_ error: APIError, on surface: Surface) {
        switch error {
        case .refused(let refusal): self.init(refusal, on: surface)
        case .unavailable(let reason):
            let outcome = reason == .outcomeUnknown ? "whether it was done is not known" : "nothing was done"
            self.init(.serviceUnavailable, "unavailable", "\(outcome): \(reason.rawValue)")
            self.reason = reason.rawValue
        case .unauthorized(let detail): self.init(.unauthorized, "unauthorized", detail)
        case .supervisorsAwaited:
            self.init(
                .serviceUnavailable, "unavailable",
                "nothing was done: the authority has just started, and has not heard of this session yet")
        case .malformed(let detail): self.init(.badRequest, Self.malformedCode(on: surface), detail)
        case .submission(let fault): self.init(fault)
        case .unsupportedMediaType(let expected):
            self.init(unsupported: "the content type must be \(expected)", on: surface)
        case .unsupportedCoding: self.init(unsupported: "the body must come without a `Content-Encoding`", on: surface)
        case .noRoute: self.init(.notFound, "not_found", "there is nothing at this path")
        case .methodNotAllowed(let allowed):
            let code = if case .product = surface { "method_not_allowed" } else { Self.malformedCode(on: surface) }
            self.init(.methodNotAllowed, code, "use \(allowed.joined(separator: " or "))")
        case .storage: self.init(.serviceUnavailable, "unavailable", "what was asked for cannot be read now")
        }
    }

    private init(_ status: HTTPStatus, _ error: String, _ description: String) {
        self.status = status
        self.error = error
        self.description = description
    }

    private init(unsupported detail: String, on surface: Surface) {
        let status: HTTPStatus = if case .decision = surface { .badRequest } else { .unsupportedMediaType }
        self.init(status, Self.malformedCode(on: surface), detail)
    }

    private init(_ fault: SubmissionFault) {
        let code =
            switch fault.part {
            case .intent: "invalid_mission_intent"
            case .authority: "invalid_authority"
            case .evidence: "invalid_intent_evidence"
            }
        self.init(.badRequest, code, fault.detail)
        reason = fault.reason
    }

    private static func malformedCode(on surface: Surface) -> String {
        if case .submission = surface { "invalid_mission_intent" } else { "invalid_request" }
    }
}

extension ErrorAnswer {
    private init(_ refusal: Refusal, on surface: Surface) {
        switch surface {
        case .submission: self.init(submission: refusal)
        case .status: self.init(status: refusal)
        case .decision, .product: self.init(product: refusal)
        }
    }

    /// The submission surface has a closed set of errors; the reasons of the companion profiles ride beside it.
    private init(submission refusal: Refusal) {
        switch refusal.code {
        case .notFound, .notPermitted: self.init(.notFound, "not_found", refusal.detail)
        case let code where code.isReconciliation:
            self.init(.conflict, "conflict", refusal.detail)
            expansionStatus = refusal.code.rawValue
        case .parentNotActive:
            self.init(.conflict, "conflict", refusal.detail)
            denialReason = refusal.code.rawValue
        case .invalidAuthority: self.init(.badRequest, "invalid_authority", refusal.detail)
        case .delegationNotPermitted, .childActorNotAllowed, .notStrictSubset, .fanoutExceeded, .policyDenied,
            .nothingToExpand:
            self.init(.badRequest, "invalid_mission_intent", refusal.detail)
            denialReason = refusal.code.rawValue
        case .invalidIntent:
            self.init(.badRequest, "invalid_mission_intent", refusal.detail)
            reason = "intent"
        default: self.init(.badRequest, "invalid_mission_intent", refusal.detail)
        }
    }

    private init(status refusal: Refusal) {
        switch refusal.code {
        case .notFound, .notPermitted:
            self.init(.notFound, "not_found", "Mission reference is not found or not visible.")
        case .staleVersion: self.init(.conflict, "stale_version", refusal.detail)
        case .nonceReused, .invalidRequest: self.init(.badRequest, "invalid_request", refusal.detail)
        default: self.init(.conflict, "conflict", refusal.detail)
        }
    }

    private init(product refusal: Refusal) {
        self.init(refusal.code.status, refusal.code.rawValue, refusal.detail)
    }
}

extension Refusal.Code {
    /// Whether it says how a predecessor stood in the way, and not why an adjudication said no
    /// (draft-mcguinness-oauth-mission-expansion, *Reconciliation*).
    var isReconciliation: Bool {
        [.predecessorNotActive, .predecessorStateChanged, .supersededByConcurrentExpansion].contains(self)
    }

    /// The HTTP status of a refusal on the product's own surface.
    var status: HTTPStatus {
        switch self {
        case .notFound: .notFound
        case .notPermitted: .forbidden
        case .invalidIntent, .invalidAuthority, .invalidRequest, .nonceReused, .evidenceMismatch, .notStrictSubset:
            .badRequest
        case .alreadyExists, .alreadyDecided, .submissionExpired, .approverIsClient, .approverUnknown,
            .approverDisabled, .insufficientAuthentication, .conditionUnmet, .conflict, .staleVersion, .ceilingExceeded,
            .parentNotActive,
            .delegationNotPermitted, .childActorNotAllowed, .fanoutExceeded, .policyDenied, .predecessorNotActive,
            .predecessorStateChanged, .supersededByConcurrentExpansion, .nothingToExpand, .missionNotActive,
            .staleEpoch, .sessionEnded, .identityChanged, .notDue, .permitConsumed, .permitExpired,
            .parameterMismatch, .derivationsExhausted, .quotaExceeded:
            .conflict
        }
    }
}

extension ErrorAnswer {
    /// The body, as the surface wants it.
    func body(on surface: Surface) -> [UInt8] {
        var json = CanonicalWriter()
        json.object { json in
            json.member("error", error)
            json.member("error_description", description)
            json.member("error_reason", reason)
            json.member("mission_denial_reason", denialReason)
            json.member("mission_expansion_status", expansionStatus)
            if case .status(let nonce?) = surface { json.member("nonce", nonce) }
        }
        return json.bytes
    }
}
