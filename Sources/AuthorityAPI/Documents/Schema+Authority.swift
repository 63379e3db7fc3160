// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Intents and authority, as the specifications write them (draft-mcguinness-oauth-mission).
extension Schema {
    private static let labels = array(of: string, 0...256)
    private static let timeWindow = closed(optional: ["not_after": instant, "not_before": instant])

    private static let constraints = open(
        "Constraints",
        optional: [
            "allowed_tools": labels, "data_classification": labels, "max_amount": money, "recipient_domain": string,
            "requires_action_approval": boolean, "resource_issued_after": instant, "resource_issued_before": instant,
            "tenant": string, "time_window": timeWindow,
        ])

    private static let actorMatchers = array(
        of: either("ActorMatcher", [closed(["sub": string]), closed(["sub_profile": string])]),
        0...256)
    private static let delegation = open(
        "Delegation", ["max_depth": integer(0...64)],
        optional: [
            "allowed_delegates": actorMatchers,
            "children": open(
                optional: [
                    "allowed_child_actors": actorMatchers, "child_creation_policy": string,
                    "max_child_depth": integer(1...64), "max_children": integer(1...1_000_000),
                ]),
        ])

    /// One entry; unknown types and members are kept, and grant nothing.
    static let authorityEntry = open(
        "AuthorityEntry", ["actions": array(of: actionPattern, 0...256), "resource": uri, "type": string],
        optional: ["constraints": constraints, "delegation": delegation, "resource_match": string])
    static let authority = array(of: authorityEntry, 1...256)

    private static let callLimit = closed(["call_class": actionPattern, "count": integer(1...1_000_000_000)])
    private static let controls = closed(
        "Controls",
        optional: [
            "acr": string, "max_budget": money, "max_calls": array(of: callLimit, 0...64),
            "max_derivations": integer(1...1_000_000_000), "max_duration": text(format: "duration"),
            "writ:ask": array(of: actionClass, 0...6), "writ:classes": map(to: actionClass),
            "writ:conditions": array(of: condition, 0...64), "writ:grantor": one(of: ["suspend", "revoke"]),
            "writ:owner": principal, "writ:successor_owner": principal, "writ:until": instant,
        ])

    private static let prose = array(of: text(0...4096), 0...256)
    static let intent = closed(
        "MissionIntent", ["expires_at": instant, "goal": text(0...4096), "resources": array(of: uri, 1...256)],
        optional: [
            "constraints": prose, "controls": controls, "goal_lang": string, "purpose": uri, "success_criteria": prose,
        ])
}
