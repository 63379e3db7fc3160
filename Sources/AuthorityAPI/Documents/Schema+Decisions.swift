// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import MissionWire

/// Decisions by AuthZEN 1.0 with the profile for missions (draft-mcguinness-mission-authzen).
extension Schema {
    /// The names are the action's own; a constraint looks at those that it is judged by.
    private static let parameters = open("Parameters")
    private static let authzenSubject = open(
        "Subject", ["id": string, "type": string], optional: ["properties": open(optional: ["iss": string])])
    private static let authzenAction = open(
        "Action", ["name": action],
        optional: [
            "properties": open(
                optional: [
                    "action_class": actionClass, "cost": cost, "idempotency_key": idempotencyKey,
                    "parameter_attributes": parameters, "parameter_digest": digest,
                    "parameters": parameters,
                ])
        ])
    /// The resource that entries match is `properties.audience`.
    private static let authzenResource = open(
        "Resource", ["id": string, "properties": open(["audience": uri]), "type": string])
    private static let authzenContext = open(
        "Context",
        [
            "actor": open(["client_id": clientID], optional: ["act": array(of: presentedActor, 0...64)]),
            "mission": open(
                ["authority_hash": digest, "id": string, "issuer": string], optional: ["policy_view_id": string]),
        ],
        optional: [
            "credential": open(optional: ["expires_at": instant]),
            "mission_state_observation": open(
                ["freshness_at": instant, "mode": one(of: EvaluationRequest.ObservationMode.self), "state": string],
                optional: [
                    "mission_status_expires_at": instant, "mission_status_issued_at": instant, "version": positive,
                ]),
        ])

    static let evaluationRequest = open(
        "EvaluationRequest",
        [
            "action": authzenAction, "context": authzenContext, "resource": authzenResource,
            "subject": authzenSubject,
        ])
    /// What an evaluation does not say, the members beside it say for all.
    static let evaluationsRequest = open(
        "EvaluationsRequest",
        optional: [
            "action": authzenAction, "context": authzenContext,
            "evaluations": array(
                of: open(
                    optional: [
                        "action": authzenAction, "context": authzenContext, "resource": authzenResource,
                        "subject": authzenSubject,
                    ]), 0...64),
            "options": open(optional: ["evaluations_semantic": constant("execute_all")]), "resource": authzenResource,
            "subject": authzenSubject,
        ])

    /// A permit's `conditions` are complete: who does not know one of them must not act.
    static let evaluationResponse = object(
        "EvaluationResponse",
        [
            "context": object(
                ["action_class": actionClass, "evaluated_at": instant, "evaluation_id": permit],
                optional: [
                    "conditions": closed(
                        ["valid_until": instant], optional: ["parameter_digest": digest, "use_limit": positive]),
                    "explanation": string, "next_action": one(of: ["retry", "none"]),
                    "reason": one(of: DenialReason.self), "retry_after": count, "staleness_ms": count,
                ]), "decision": boolean,
        ])
    /// The answer to one of several evaluations that cannot be read: the others are decided.
    private static let malformedEvaluation = object(
        "MalformedEvaluation",
        [
            "context": object([
                "evaluation_id": permit, "explanation": string, "next_action": constant("none"),
                "reason": constant("invalid_request"),
            ]), "decision": boolean,
        ])
    static let evaluationsResponse = either(
        "EvaluationsResponse",
        [object(["evaluations": array(of: either([evaluationResponse, malformedEvaluation]))]), evaluationResponse])
}

/// Checks and permits.
extension Schema {
    static let checkRequest = closed(
        "CheckRequest", ["action": action],
        optional: [
            "action_class": actionClass, "client": clientID, "cost": cost, "mission": mission,
            "parameter_attributes": parameters, "parameter_digest": digest, "parameters": parameters,
            "resource": uri, "resources": array(of: uri, 1...Int64(CheckRoutes.resourcesMax)),
        ])
    static let checkAnswer = object(
        "CheckAnswer",
        [
            "decision": boolean, "mission": mission,
            "results": array(
                of: object(
                    "CheckResult",
                    ["action_class": actionClass, "decision": boolean, "mission_version": count, "resource": uri],
                    optional: ["explanation": string, "reason": one(of: DenialReason.self)])),
        ])

    static let permitRequest = closed(
        "PermitRequest", ["action": action, "client": clientID, "mission": mission, "resource": uri],
        optional: [
            "action_class": actionClass, "attempt": attempt, "begin": boolean, "cost": cost,
            "idempotency_key": idempotencyKey, "parameter_attributes": parameters,
            "parameter_digest": digest, "parameters": parameters,
        ])
    static let effectState = one(of: Effect.State.self)
    static let permitAnswer = object(
        "PermitAnswer",
        ["class": actionClass, "evaluation": evaluationResponse, "permit": permit, "version": count],
        optional: ["claim": object("Claim", ["permit": permit, "state": effectState], optional: ["result": digest])])
    static let permitReport = object(
        "Permit",
        [
            "action": action, "action_class": actionClass, "effect": effectState, "granted_at": instant,
            "holds": boolean, "mission": mission, "mission_version": positive, "permit": permit, "resource": uri,
            "used": boolean, "valid_until": instant,
        ],
        optional: [
            "attempt": attempt, "explanation": string, "idempotency_key": idempotencyKey, "parameter_digest": digest,
            "reason": one(of: DenialReason.self), "result": digest, "use_limit": positive,
        ])
    static let permitsInUseRequest = closed(
        "PermitsInUseRequest", ["action": action, "parameters": parameters, "resource": uri])
    static let permitsInUse = object("PermitsInUse", ["permits": array(of: permitReport)])
    static let beginRequest = closed("BeginRequest", optional: ["attempt": attempt, "parameter_digest": digest])
    static let concludeRequest = closed(
        "ConcludeRequest", ["outcome": one(of: ConcludeEffect.Outcome.self)],
        optional: ["attempt": attempt, "cost": cost, "receipt": open()])
}
