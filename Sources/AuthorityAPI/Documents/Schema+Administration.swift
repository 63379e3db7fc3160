// SPDX-License-Identifier: Apache-2.0

import MissionAuthority
import MissionKernel

/// What needs a person.
extension Schema {
    static let attentionList = object(
        "AttentionList",
        [
            "items": array(
                of: object(
                    "AttentionItem",
                    [
                        "asked_at": instant, "deadline": instant, "id": attentionItem,
                        "kind": one(of: AttentionItem.Kind.self), "on_deadline": one(of: AttentionItem.OnDeadline.self),
                        "text": string,
                    ],
                    optional: [
                        "assignee": principal, "attempt": attempt, "client": clientID, "goal": string,
                        "mission": mission, "operation": digest, "parameters": open(), "permit": permit,
                        "request": operationTerms,
                    ]))
        ])
    /// What an action is in full: the digest of this is its operation.
    private static let operationTerms = object(
        "OperationTerms", ["action": action, "resource": uri],
        optional: ["cost": cost, "idempotency_key": idempotencyKey, "parameter_digest": digest])
    static let questionRequest = closed(
        "QuestionRequest", ["attempt": attempt, "deadline": instant, "text": text(1...4096)],
        optional: ["kind": one(of: AttentionItem.Kind.self), "on_deadline": one(of: AttentionItem.OnDeadline.self)])
    static let questionReceipt = object("QuestionReceipt", ["item": attentionItem])
    static let answerRequest = either(
        "AnswerRequest",
        [
            closed(["signed": signed]), closed(["deny": reason]),
            closed(["respond": reason]),
            closed(["outcome": one(of: ConcludeEffect.Outcome.self)]),
        ])
}

/// Facts that missions depend on.
extension Schema {
    static let signalRequest = closed(
        "SignalRequest", ["event_id": idempotencyKey, "fact": factKey, "value": factValue],
        optional: ["observed_at": instant])
    static let signalReceipt = object(
        "SignalReceipt",
        [
            "changes": array(of: object(["change": one(of: MissionTurn.Kind.self), "mission": mission])),
            "complete": boolean, "missions": count, "news": boolean,
        ])
    static let factList = object(
        "FactList",
        [
            "facts": array(
                of: object(
                    ["fact": factKey, "missions": count], optional: ["changed_at": instant, "value": factValue]))
        ])
}

/// The software and the people that are known, and the policy.
extension Schema {
    private static let grants = array(of: one(of: Grants.names.map(\.name)), 0...Int64(Grants.names.count))
    private static let keySet = object("KeySet", ["keys": array(of: open("Key", ["kty": string]), 0...16)])

    static let clientList = object(
        "ClientList",
        [
            "clients": array(
                of: object([
                    "client": clientID, "enabled": boolean, "grants": grants, "has_ceiling": boolean,
                    "has_keys": boolean, "version": count,
                ]))
        ])
    static let clientRequest = closed(
        "ClientRequest", ["client": clientID],
        optional: ["ceiling": authority, "grants": grants, "jwks": keySet, "signed": signed])
    static let peopleList = object(
        "PeopleList",
        [
            "people": array(
                of: object([
                    "approval_keys": array(of: base64URL), "approver": boolean, "enabled": boolean,
                    "principal": principal, "version": count,
                ]))
        ])
    static let personRequest = closed(
        "PersonRequest", ["approval_keys": array(of: base64URL, 0...16), "principal": principal],
        optional: ["signed": signed])

    private static let milliseconds = integer(0...1_000_000_000_000)
    /// The meanings are those of the classes in the order of their ranks.
    private static let table: Members = [
        "meanings": array(
            of: object(
                "ClassMeaning",
                [
                    "durable": boolean, "in_flight": one(of: InFlight.self), "needs_person": boolean,
                    "permit_ms": milliseconds, "staleness_ms": milliseconds,
                ]), 6...6),
        "rules": array(of: object(["action": actionPattern, "class": actionClass]), 0...4096), "version": string,
    ]
    static let policy = closed("Policy", table)
    static let policyRequest = closed("PolicyRequest", table, optional: ["signed": signed])

    static let keys = keySet
}

/// The ledger.
extension Schema {
    private static let hash = text(matching: "^[A-Za-z0-9+/]{43}=$")

    static let ledger = object("Ledger", ["size": count, "verifier_key": string])
    static let entryList = object(
        "EntryList", ["entries": array(of: object("NumberedEntry", ["entry": entry, "number": count]))])
    private static let entry = object("Entry", ["at": instant, "event": open(), "type": string])
    static let consistency = object("Consistency", ["from": count, "proof": array(of: hash), "to": count])
    static let receipt = closed(
        "Receipt",
        [
            "checkpoint": string,
            "entries": array(of: closed(["entry": entry, "index": count, "proof": array(of: hash, 0...64)])),
            "format": constant("writ-receipt@v1"),
        ])
}

/// The authority itself.
extension Schema {
    private static let names = array(of: string)

    static let metadata = object(
        "Metadata",
        [
            "issuer": uri, "jwks_uri": uri, "mission_auth_methods_supported": names,
            "mission_lifecycle_endpoint": uri, "mission_lifecycle_endpoint_auth_methods_supported": names,
            "mission_lifecycle_endpoint_auth_signing_alg_values_supported": names, "mission_max_stale_seconds": count,
            "mission_status_endpoint": uri, "mission_status_endpoint_auth_methods_supported": names,
            "mission_status_endpoint_auth_signing_alg_values_supported": names,
            "mission_status_signing_alg_values_supported": names, "mission_submission_endpoint": uri,
        ])
    static let decisionPointMetadata = object(
        "DecisionPointMetadata",
        [
            "access_evaluation_endpoint": uri, "access_evaluations_endpoint": uri, "capabilities": names,
            "policy_decision_point": uri,
        ])
    static let health = object("Health", ["status": constant("ok")])
    static let status = open("Status")
    static let description = open("Description", ["openapi": constant("3.1.0")])
}
