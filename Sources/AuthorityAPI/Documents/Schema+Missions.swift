// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import MissionWire

/// Missions as the product's own surface shows them: what `CanonicalWriter+Missions.swift` writes.
extension Schema {
    private static let ending = object(
        "Ending", ["at": instant, "cause": cause], optional: ["reason": reason, "successor": mission])
    private static let suspension = object(
        "Suspension", ["cause": cause, "since": instant],
        optional: ["on_expiry": one(of: OnExpiry.self), "reason": reason, "until": instant])

    static let missionReport = object(
        "MissionReport",
        [
            "authority_hash": digest, "containment_version": count, "expires_at": instant, "id": mission,
            "recorded_at": count, "state": missionState, "version": positive,
        ], optional: ["ended": ending, "parent": mission, "suspended": suspension])

    private static let missionSummary = object(
        "MissionSummary",
        [
            "approver": principal, "authority_hash": digest, "client": clientID, "containment_version": count,
            "expires_at": instant, "goal": string, "id": mission, "recorded_at": count, "state": missionState,
            "subject": principal, "version": positive,
        ], optional: ["depth": positive, "ended": ending, "parent": mission, "suspended": suspension])

    static let missionList = object(
        "MissionList", ["missions": array(of: missionSummary)], optional: ["next": count])
    static let missionTree = object(
        "MissionTree", ["complete": boolean, "missions": array(of: missionSummary)])

    private static let approval = object(
        "Approval", ["event_id": string, "type": one(of: ["direct", "policy_drawdown"])],
        optional: ["key": base64URL, "signature": base64URL, "statement": open()])
    private static let conditionReport = object(
        "ConditionReport", ["condition": condition, "holds": boolean], optional: ["value": factValue])
    private static let spend = object(
        "Spend",
        [
            "calls": array(of: object(["call_class": actionPattern, "count": count, "max": count])),
            "derivations": count, "duration_ms": count, "money": array(of: money),
        ], optional: ["max_budget": money, "max_derivations": count, "max_duration_ms": count])

    static let missionDetail = object(
        "Mission",
        [
            "approval": approval, "approver": principal, "authority_hash": digest, "authorization_details": authority,
            "children": count, "client": clientID, "conditions": array(of: conditionReport),
            "containment_version": count, "created_at": instant, "expires_at": instant, "expiry_ceiling": instant,
            "goal": string, "id": mission, "intent": intent, "intent_hash": digest, "issuer": uri, "owner": principal,
            "recorded_at": count, "removed": array(of: removal), "sessions": array(of: session), "spend": spend,
            "state": missionState, "subject": principal, "submission": submission, "version": positive,
        ],
        optional: [
            "ended": ending, "parent": mission, "predecessor": mission, "proposal_hash": digest,
            "proposed_authority": authority, "successor_owner": principal, "suspended": suspension,
        ])

    /// The data of an event of a watch.
    static let missionChange = object(
        "MissionChange",
        [
            "containment_version": count, "expires_at": instant, "mission": mission, "state": missionState,
            "version": positive,
        ], optional: ["successor": mission])
}

/// Requests that change a mission.
extension Schema {
    static let endRequest = closed("EndRequest", optional: ["expected_version": positive, "reason": reason])
    static let suspendRequest = closed(
        "SuspendRequest",
        optional: [
            "expected_version": positive, "on_expiry": one(of: OnExpiry.self), "reason": reason,
            "suspend_until": instant,
        ])
    static let resumeMissionRequest = closed(
        "ResumeMissionRequest", optional: ["expected_version": positive, "reason": reason, "signed": signed])
    static let narrowRequest = closed(
        "NarrowRequest", ["event_id": idempotencyKey, "removed": removals], optional: ["reason": reason])
    static let tightenRequest = closed(
        "TightenRequest", ["conditions": array(of: condition, 0...64)], optional: ["reason": reason])
    static let extendRequest = closed("ExtendRequest", ["signed": signed])
    static let ownerRequest = closed("OwnerRequest", ["owner": principal])
}

/// Status and lifecycle, as the specifications write them: form fields, and a signed answer.
extension Schema {
    private static let nonce = text(1...255)

    static let statusRequest = closed(
        "StatusRequest", ["mission_id": string, "nonce": nonce],
        optional: ["audience": uri, "client_assertion": string, "client_assertion_type": string, "client_id": string])
    static let lifecycleRequest = closed(
        "LifecycleRequest",
        ["mission_id": string, "nonce": nonce, "operation": one(of: ["revoke", "suspend", "resume", "complete"])],
        optional: [
            "client_assertion": string, "client_assertion_type": string, "client_id": string,
            "expected_version": text(matching: "^[0-9]+$"), "on_expiry": one(of: OnExpiry.self), "reason": reason,
            "suspend_until": instant,
        ])

    private static let statusParent = object([
        "authority_hash": digest, "cascade_mode": constant("immediate"), "depth": positive, "id": mission,
        "issuer": uri,
        "state": missionState,
    ])
    private static let statusMission = object(
        [
            "authority_hash": digest, "expires_at": instant, "fresh_until": instant, "id": mission, "issuer": uri,
            "state": missionState, "version": positive,
        ],
        optional: [
            "containment_version": positive, "on_expiry": one(of: OnExpiry.self), "parent": statusParent,
            "successor": mission, "suspend_until": instant,
        ])
    /// The payload of a signed status, as ``StatusResponse`` writes it. Entries come when an audience was named.
    static let statusPayload = object(
        "StatusResponse",
        [
            "aud": string, "exp": count, "iat": count, "iss": uri, "mission": statusMission, "nonce": nonce,
            "sub": clientID,
        ], optional: ["authorization_details": array(of: authorityEntry)])
}
