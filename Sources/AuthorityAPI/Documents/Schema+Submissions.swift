// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import MissionWire

/// Submissions: asking for a mission, and what becomes of that.
extension Schema {
    static let submissionEnvelope = closed(
        "SubmissionEnvelope", ["intent": intent],
        optional: [
            "authorization_details": authority, "child_actor": actor, "evidence": array(of: open(), 0...16),
            "parent": mission, "predecessor": mission,
        ])
    static let productSubmission = closed(
        "ProductSubmission", ["client": clientID, "submission": submissionEnvelope], optional: ["subject": principal])

    static let submissionReceipt = object(
        "SubmissionReceipt", ["expires_at": instant, "status": constant("pending"), "submission_id": submission])
    /// A child within its parent's drawdown is approved at once.
    static let productSubmissionReceipt = object(
        "ProductSubmissionReceipt",
        ["expires_at": instant, "status": one(of: ["pending", "approved"]), "submission_id": submission],
        optional: ["mission_id": mission])

    static let submissionPoll = open("SubmissionPoll", ["submission": string])
    static let submissionStatus = object(
        "SubmissionStatus",
        ["status": one(of: ["pending", "approved", "denied", "expired"]), "submission_id": submission],
        optional: [
            "authorization_details": authority, "expires_at": instant, "mission_denial_reason": string,
            "mission_expansion_status": string, "mission_expires_at": instant, "mission_id": mission,
        ])
}

/// Review and approval.
extension Schema {
    private static let relation = either(
        "Relation",
        [object(["child_actor": actor, "parent": mission]), object(["predecessor": mission])])

    static let submissionList = object(
        "SubmissionList",
        [
            "submissions": array(
                of: object(
                    [
                        "authority_hash": digest, "client": clientID, "expires_at": instant, "goal": string,
                        "id": submission, "intent_hash": digest, "received_at": instant,
                    ], optional: ["relation": relation]))
        ],
        optional: [
            "decided": array(
                of: object([
                    "decided_at": instant, "id": submission, "status": one(of: ["approved", "denied", "expired"]),
                ]))
        ])
    static let submissionReview = object(
        "SubmissionReview",
        [
            "authority_hash": digest, "authorization_details": authority, "client": clientID, "expires_at": instant,
            "goal": string, "id": submission, "intent": intent, "intent_hash": digest, "issuer": uri,
            "received_at": instant,
        ], optional: ["proposed_authority": authority, "relation": relation, "subject": principal])

    /// Without `authorization_details` all that was shown is granted; with them, what they leave of it.
    static let approvalRequest = closed(
        "ApprovalRequest", ["signed": signed], optional: ["authorization_details": authority])
    static let approvalReceipt = object(
        "ApprovalReceipt", ["expires_at": instant, "mission_id": mission, "recorded_at": count])
    static let denialRequest = closed("DenialRequest", optional: ["reason": reason])
}
