// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Sessions, their checkpoints and their queues: what `CanonicalWriter+Sessions.swift` writes, and what is asked.
extension Schema {
    static let openSessionRequest = closed(
        "OpenSessionRequest", ["mission": mission],
        optional: ["launch": open(), "parent": session, "stop_policy": one(of: StopPolicy.self)])
    /// `credential` comes with a new attempt or a fresh credential only; without one a session may have none.
    static let sessionGrant = object(
        "SessionGrant",
        [
            "epoch": epoch, "lease_until": instant, "mission": mission, "session": session, "version": positive,
        ], optional: ["credential": base64URL, "credential_expires_at": instant])

    private static let checkpointMembers: Members = [
        "at": instant, "label": string, "number": positive,
    ]
    private static let checkpointSummary = object(
        "CheckpointSummary", checkpointMembers, optional: ["digest": digest])
    static let sessionCheckpoint = object(
        "Checkpoint", checkpointMembers, optional: ["data": base64URL, "digest": digest])

    private static let binding = object(
        "MissionBinding",
        [
            "authority_hash": digest, "state": missionState, "state_source": one(of: MissionBinding.Source.self),
            "status_checked_at": instant, "status_expires_at": instant, "stop_policy": one(of: StopPolicy.self),
            "version": positive,
        ])
    static let sessionReport = object(
        "Session",
        [
            "epoch": epoch, "id": session, "live": boolean, "mission": mission, "mission_binding": binding,
            "mission_state": missionState, "opened_at": instant, "queue": array(of: queueItem),
            "state": one(of: HarnessState.self),
        ],
        optional: [
            "checkpoint": checkpointSummary, "effects": array(of: openEffect), "heard_at": instant, "launch": open(),
            "parent": session,
        ])
    private static let openEffect = object(
        "OpenEffect",
        ["action": action, "permit": permit, "resource": uri, "state": effectState],
        optional: ["idempotency_key": idempotencyKey])
    static let sessionList = object(
        "SessionList", ["sessions": array(of: sessionReport)], optional: ["next": count])

    static let resumeSessionRequest = closed(
        "ResumeSessionRequest", ["resume_point": one(of: ResumePoint.self)], optional: ["epoch": epoch])
    static let resumeAnswer = object(
        "ResumeAnswer",
        [
            "decision": one(of: HarnessDecision.self), "mission_state": missionState, "reason": string,
            "unknown_effects": array(of: permit), "version": positive,
        ], optional: ["checkpoint": checkpointSummary, "explanation": string, "grant": sessionGrant])

    static let epochRequest = closed("EpochRequest", ["epoch": epoch])
    static let lease = object(
        "Lease",
        [
            "decision": one(of: HarnessDecision.self), "mission_state": missionState, "until": instant,
            "valid_ms": count, "version": positive,
        ])
    static let checkpointRequest = closed(
        "CheckpointRequest", ["epoch": epoch, "label": text(1...256)], optional: ["data": base64URL])
    static let checkpointReceipt = object("CheckpointReceipt", ["number": positive])
    static let closeRequest = closed("CloseRequest", ["epoch": epoch], optional: ["reason": reason])
    static let stoppedRequest = closed(
        "StoppedRequest", ["outcome": one(of: ProcessStopped.Termination.self)], optional: ["exit": reason])
    static let emptyRequest = closed("EmptyRequest")
}

/// Queues.
extension Schema {
    static let queueRequest = closed(
        "QueueRequest", ["action": action, "epoch": epoch, "resource": uri],
        optional: [
            "expires_at": instant, "idempotency_key": idempotencyKey, "not_before": instant, "retry_of": queueItemID,
        ])
    static let queueReceipt = object("QueueReceipt", ["queue_item_id": queueItemID])
    static let queueItem = object(
        "QueueItem",
        [
            "action": action, "action_class": actionClass, "queue_item_id": queueItemID, "queued_at": instant,
            "resource": uri, "state": one(of: QueueItem.State.self),
        ],
        optional: [
            "expires_at": instant, "idempotency_key": idempotencyKey, "not_before": instant, "retry_of": queueItemID,
        ])
    static let concludeItemRequest = closed("ConcludeItemRequest", ["done": boolean, "epoch": epoch])
}
